"""A migrated test database in a second: the migrations run once, later runs pour a copy of what they made.

The copy is thrown away when a migration, Django or the database changes, and by `--create-db`. pytest-xdist's
workers each have their own database and share the copy; a lock lets one of them make it.

On SQLite a transactional test ends with the copy poured again, a thirtieth of the time that emptying every table takes.
"""

import fcntl
import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TransactionTestCase
from django.test.utils import setup_databases, teardown_databases
from pytest_django import DjangoDbBlocker

from tests.plugin import SHARED_DIR

LOCK_KEY: Final = 14_2024
RUN: Final = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
LAST_RUN: Final = SHARED_DIR / "test-template.run"


class Template(Protocol):
    """A copy of the migrated database under a fingerprint of what it was made from."""

    def lock(self) -> Any:
        """One process at a time goes past this context manager."""

    def pour(self, database: str, fingerprint: str) -> bool:
        """Makes `database` a copy of the template; False when there is none with this fingerprint."""

    def keep(self, database: str, fingerprint: str) -> None:
        """Makes the template a copy of `database`, to which nobody is connected."""


class SqliteTemplate:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _file(self, fingerprint: str) -> Path:
        return self.folder / f"test-template-{fingerprint}.sqlite3"

    @contextmanager
    def lock(self) -> Iterator[None]:
        with (self.folder / "test-template.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def pour(self, database: str, fingerprint: str) -> bool:
        template = self._file(fingerprint)
        if not template.exists():
            return False
        for suffix in ("", "-wal", "-shm"):
            Path(f"{database}{suffix}").unlink(missing_ok=True)
        _copy_sqlite(template, Path(database))
        return True

    def keep(self, database: str, fingerprint: str) -> None:
        for stale in self.folder.glob("test-template-*"):
            stale.unlink()
        unfinished = self.folder / "test-template.part"
        unfinished.unlink(missing_ok=True)
        _copy_sqlite(Path(database), unfinished)
        unfinished.rename(self._file(fingerprint))

    def pour_again(self, fingerprint: str) -> None:
        """Makes the database in use what the migrations made it."""
        connection.ensure_connection()
        with closing(sqlite3.connect(self._file(fingerprint))) as template:
            template.backup(connection.connection)
        ContentType.objects.clear_cache()


def _copy_sqlite(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


class PostgresTemplate:
    """The template is a database of the same server; its comment holds the fingerprint."""

    def __init__(self, name: str) -> None:
        self.name = name

    @contextmanager
    def lock(self) -> Iterator[None]:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK_KEY])
            yield  # closing the connection lets go of the lock

    def pour(self, database: str, fingerprint: str) -> bool:
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [self.name])
            if cursor.fetchone() != (fingerprint,):
                return False
            self._copy(cursor, self.name, database)
        return True

    def keep(self, database: str, fingerprint: str) -> None:
        with connection._nodb_cursor() as cursor:
            self._copy(cursor, database, self.name)
            cursor.execute(f"COMMENT ON DATABASE {_quoted(self.name)} IS '{fingerprint}'")

    def _copy(self, cursor: Any, source: str, target: str) -> None:
        cursor.execute(f"DROP DATABASE IF EXISTS {_quoted(target)} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {_quoted(target)} TEMPLATE {_quoted(source)}")


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def fingerprint_migrations() -> str:
    """Changes with any migration of any installed app, with Django's version and with the kind of database."""
    digest = hashlib.sha256(repr((settings.INSTALLED_APPS, connection.vendor, django.VERSION, sqlite3.sqlite_version)).encode())
    for app in apps.get_app_configs():
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            digest.update(f"{app.label}/{path.name}".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def is_made_by_this_run() -> bool:
    """Whether another of pytest-xdist's workers has run the migrations a moment ago."""
    return bool(RUN) and LAST_RUN.exists() and LAST_RUN.read_text(encoding="utf-8") == RUN


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_createdb: bool,
    django_db_modify_db_settings: None,
) -> Iterator[None]:
    """Takes the place of pytest-django's: the same databases, made from the template where there is one."""
    verbosity = request.config.option.verbose
    fingerprint = fingerprint_migrations()
    database = connection.creation._get_test_db_name()  # type: ignore[attr-defined]
    template: Template = (
        SqliteTemplate(SHARED_DIR) if connection.vendor == "sqlite" else PostgresTemplate(f"template_{connection.settings_dict['NAME']}")
    )
    if connection.vendor == "sqlite":
        # What is thrown away has no power cut to survive: no commit waits for the disk.
        connection.settings_dict["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
    with django_db_blocker.unblock(), template.lock():
        may_pour = not django_db_createdb or is_made_by_this_run()
        poured = may_pour and template.pour(database, fingerprint)
        names = setup_databases(verbosity=verbosity, interactive=False, keepdb=poured, serialized_aliases=set())
        if not poured:
            connection.close()
            template.keep(database, fingerprint)
            LAST_RUN.write_text(RUN, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        if isinstance(template, SqliteTemplate):
            patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test: template.pour_again(fingerprint))
        yield
    with django_db_blocker.unblock():
        teardown_databases(names, verbosity=verbosity)
