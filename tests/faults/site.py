"""The whole site on instances of our own: twins that serve on one socket or on two, workers, one PostgreSQL, one Redis."""

import base64
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import psycopg

from tests.instances import Gunicorn, Postgres, Redis, Worker
from tests.instances.base import PATIENCE_SECONDS

WORKERS: Final = 2
# The files in which each task and each job leaves a line: what it is, which process did it, when (tests/faults/tasks.py).
TASKS: Final = "tasks.txt"
TICKS: Final = "ticks.txt"


class Trace(NamedTuple):
    what: str
    process: int
    at: float


@dataclass
class Site:
    folder: Path
    postgres: Postgres
    redis: Redis
    webs: list[Gunicorn]
    workers: list[Worker]

    def traces(self, file: str) -> list[Trace]:
        """What was done, in its order."""
        path = self.folder / file
        lines = path.read_text().splitlines() if path.exists() else []
        return [Trace(what, int(process), float(at)) for what, process, at in map(str.split, lines)]

    def waiting(self) -> int:
        """How many tasks are not done yet."""
        with psycopg.connect(self.postgres.url("site")) as database:
            query = "SELECT count(*) FROM django_tasks_database_dbtaskresult WHERE status IN ('READY', 'RUNNING')"
            [(count,)] = database.execute(query).fetchall()
            return int(count)

    def wait_for_tasks(self) -> None:
        """Until none waits, or for a minute."""
        limit = time.monotonic() + PATIENCE_SECONDS
        while self.waiting() and time.monotonic() < limit:
            time.sleep(0.2)


@contextmanager
def running_site(*, one_socket: bool, without: str = "") -> Iterator[Site]:
    """`one_socket` is how the twins of deploy/ share what comes; otherwise each web has its own port and files, as on two machines."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="polaris-site-")))
        (folder / "keys").write_text(f"first {base64.b64encode(secrets.token_bytes(32)).decode()}\n")
        (folder / "keys").chmod(0o600)
        postgres = stack.enter_context(Postgres(durable=False))
        redis = stack.enter_context(Redis())
        environment = {
            "POLARIS_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "POLARIS_KEYS_FILE": str(folder / "keys"),
            "DATABASE_URL": postgres.create_migrated("site"),
            "REDIS_URL": redis.url,
            "ALLOWED_HOSTS": "www.example.org,localhost",
            "TRUSTED_PROXY_COUNT": "1",
            "PYTHONWARNINGS": "ignore",
            "DRILL_FOLDER": str(folder),
            "DRILL_WITHOUT": without,
        }
        places = [folder / name for name in ("first", "first" if one_socket else "second")]
        webs: list[Gunicorn] = []
        for place in places:
            place.mkdir(exist_ok=True)
            beside = webs[0] if one_socket and webs else None
            webs.append(stack.enter_context(Gunicorn({**environment, "POLARIS_VAR_DIR": str(place)}, workers=1, beside=beside)))
        workers = [stack.enter_context(Worker({**environment, "POLARIS_VAR_DIR": str(places[0])})) for _ in range(WORKERS)]
        yield Site(folder, postgres, redis, webs, workers)
