"""What the demo needs before it serves: a database up to date, its content, its static files. What is there is kept."""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Site

from accounts.models import User
from site_polaris.demo_lock import refuse_real_people
from site_polaris.processes import run_apart

STATIC_SOURCES: Final = (
    "static",
    "requirements/run.txt",
    "site_polaris/stylesheets.py",
    "site_polaris/settings.py",
    "site_polaris/engines.py",
)


def prepare(port: int, *, say: Callable[[str], None]) -> None:
    """Does what is not done yet, saying so before. Raises ImproperlyConfigured on a database of real people."""
    # Two starts at once would both make the same tables.
    with alone(Path(settings.VAR_DIR) / "demo-start.lock"):
        prepare_database(say)
        prepare_static_files(say)
        if not User.objects.exists():
            say("Loading the demo's content…")
            connections.close_all()
            run_apart(lambda: call_command("load_demo"))
        answer_at(port)


@contextmanager
def alone(path: Path) -> Iterator[None]:
    """Waits until no other process is past this point."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def prepare_database(say: Callable[[str], None]) -> None:
    if has_migrations_to_run():
        say("Making the database ready…")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable")
    refuse_real_people()


def prepare_static_files(say: Callable[[str], None]) -> None:
    fingerprint = fingerprint_of_sources()
    if not is_collected(fingerprint):
        say("Collecting the static files…")
        collect_static_files(fingerprint)


def answer_at(port: int) -> None:
    """Lets the pages know their own address, which another PORT changes."""
    if Site.objects.filter(is_default_site=True).exclude(hostname="localhost", port=port).update(hostname="localhost", port=port):
        # Wagtail keeps the sites' addresses there.
        cache.clear()


def has_migrations_to_run() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def stamp() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected"


def is_collected(fingerprint: str) -> bool:
    """False when something that static files come from changed since the last time."""
    return stamp().exists() and stamp().read_text() == fingerprint


def collect_static_files(fingerprint: str) -> None:
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp().write_text(fingerprint)


def fingerprint_of_sources() -> str:
    digest = hashlib.sha256()
    for source in STATIC_SOURCES:
        path = Path(settings.BASE_DIR) / source
        files = sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        for file in files:
            digest.update(str(file.relative_to(settings.BASE_DIR)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()
