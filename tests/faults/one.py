"""One fault, in a process of its own: `python -m tests.faults.one NAME FOLDER SECONDS [DEFENCE]`. Prints what held, as JSON.

With the name `ground` it makes what all start from: the tables, a few pages, the collected files.
"""

import json
import os
import shutil
import signal
import sys
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Final

import django

from tests.faults.names import FAULTS
from tests.instances import Postgres, Redis, free_port

LIMITS: Final = ("GIFT_LIMIT_PER_ADDRESS", "GIFT_LIMIT_OVERALL")
SITE: Final = "site"


def enter(folder: Path, port: int) -> None:
    os.environ |= {"POLARIS_MODE": "demo", "POLARIS_VAR_DIR": str(folder), "PORT": str(port), "LOG_FORMAT": "json"}
    os.environ |= dict.fromkeys(LIMITS, "1000000")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "site_polaris.settings")
    django.setup()


def prepare(port: int) -> None:
    """What the site needs, and enough to read on it."""
    from django.utils import timezone

    from home.demo import build_tree
    from site_polaris.demo_start import answer_at, prepare_database, prepare_static_files
    from tests.volunteers.factories import MissionFactory
    from volunteers.models import Mission

    prepare_database(lambda _sentence: None)
    prepare_static_files(lambda _sentence: None)
    answer_at(port)
    if not Mission.objects.exists():
        build_tree(timezone.now())
        MissionFactory()
        answer_at(port)


def main() -> int:
    name, place, seconds, *rest = sys.argv[1:]
    folder, port = Path(place) / SITE, free_port()
    # Ended from outside, it ends its own processes.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    if name == "ground":
        enter(folder, port)
        prepare(port)
        return 0
    with ExitStack() as stack:
        needs = FAULTS[name]
        postgres = stack.enter_context(Postgres()) if needs.postgres else None
        redis = stack.enter_context(Redis()) if needs.redis else None
        if postgres:
            os.environ["DATABASE_URL"] = postgres.create_migrated("faults")
        if redis:
            os.environ["REDIS_URL"] = redis.url
        enter(folder, port)
        from django.db import connections

        from tests.faults.catalogue import RUNS
        from tests.faults.ground import Ground

        prepare(port)
        connections.close_all()
        ground = Ground(folder, port, float(seconds), "".join(rest), postgres, redis)
        try:
            lines = RUNS[name](ground)
        finally:
            connections.close_all()
    said = {"lines": [asdict(line) for line in lines], "extras": ground.extras}
    (Path(place) / "said.json").write_text(json.dumps(said, default=str))
    shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
