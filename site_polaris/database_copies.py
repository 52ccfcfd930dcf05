"""The whole database as one file and back, by each engine's own means, with how many rows each table then holds."""

import os
import shutil
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from django.db import connection

from site_polaris.backup_errors import DAMAGED, DISK_FULL, BackupError

PATIENCE_SECONDS: Final = 30
# PostgreSQL's own number of « one backup or restore at a time », in each of its databases.
RESERVATION: Final = 14_2026
TABLES: Final = "SELECT name FROM sqlite_master WHERE type = 'table'"
MIGRATIONS: Final = "SELECT app, name FROM django_migrations"
# In one transaction with what follows: whoever reads meanwhile sees the old tables, then the new ones.
DROP_TABLES: Final = """
SET lock_timeout = '30s';
DO $$
DECLARE found record;
BEGIN
  FOR found IN
    SELECT relname, CASE relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END AS kind FROM pg_class
    WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
      AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
  LOOP
    EXECUTE format('DROP %s IF EXISTS %I CASCADE', found.kind, found.relname);
  END LOOP;
END $$;
"""

Ask = Callable[[str], list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Contents:
    """What a database holds at one instant: rows by table, migrations as `app.name`."""

    tables: dict[str, int]
    migrations: list[str]


class Engine(Protocol):
    """Reads the database of the settings and writes it again, on connections of its own."""

    vendor: str
    name: str

    def version(self) -> str:
        """Of the server, or of the library."""

    def reserved(self) -> AbstractContextManager[bool]:
        """Holds the database for one at a time, from whatever machine; gives False while another holds it."""

    def dump(self, path: Path) -> Contents:
        """Writes the database, as it is at one instant, to a new file; the site may run. Raises BackupError."""

    def load(self, path: Path) -> None:
        """Puts the file's content in the place of the database's, all of it or none. Raises BackupError."""

    def contents(self) -> Contents:
        """What the database holds now."""


def engine() -> Engine:
    return SqliteEngine() if connection.vendor == "sqlite" else PostgresEngine()


def read_contents(tables: list[str], ask: Ask) -> Contents:
    quoted = [(name, connection.ops.quote_name(name)) for name in sorted(tables)]
    counts = {name: int(ask(f"SELECT count(*) FROM {quote}")[0][0]) for name, quote in quoted}  # noqa: S608 quoted
    migrations = sorted(f"{app}.{name}" for app, name in ask(MIGRATIONS)) if "django_migrations" in counts else []
    return Contents(counts, migrations)


class SqliteEngine:
    """SQLite's online backup: it reads one instant while others write, and writes in one transaction."""

    vendor = "sqlite"

    def __init__(self) -> None:
        self.path = Path(connection.settings_dict["NAME"])
        self.name = self.path.name

    def version(self) -> str:
        return sqlite3.sqlite_version

    def reserved(self) -> AbstractContextManager[bool]:
        """It is on one machine, whose lock file is enough."""
        return nullcontext(True)

    def dump(self, path: Path) -> Contents:
        if not self.path.exists():
            raise BackupError(f"Il n’y a pas de base à sauvegarder\u00a0: {self.path} n’existe pas.")
        with closing(self._open(f"{self.path.as_uri()}?mode=ro")) as live, closing(self._open(path.as_uri())) as copy:
            live.backup(copy, progress=patience())
            # One file, without the log that the live one has beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            if copy.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise BackupError(DAMAGED)
            return self._read(copy)

    def load(self, path: Path) -> None:
        connection.close()
        with closing(self._open(f"{path.as_uri()}?mode=ro")) as copy, closing(self._open(self.path.as_uri())) as live:
            copy.backup(live, progress=patience())

    def contents(self) -> Contents:
        if not self.path.exists():
            return Contents({}, [])
        with closing(self._open(f"{self.path.as_uri()}?mode=ro")) as live:
            return self._read(live)

    def _open(self, uri: str) -> sqlite3.Connection:
        return sqlite3.connect(uri, uri=True, timeout=PATIENCE_SECONDS)

    def _read(self, database: sqlite3.Connection) -> Contents:
        def ask(query: str) -> list[tuple[Any, ...]]:
            return database.execute(query).fetchall()

        return read_contents([name for (name,) in ask(TABLES)], ask)


def patience() -> Callable[[int, int, int], None]:
    """Told of each step of a copy; raises BackupError when a lock lasts, where SQLite would try for ever."""
    limit = time.monotonic() + PATIENCE_SECONDS

    def step(status: int, _remaining: int, _total: int) -> None:
        if status in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED} and time.monotonic() > limit:
            raise BackupError("La base est prise par un autre programme\u00a0: arrêtez le site, puis recommencez.")

    return step


class PostgresEngine:
    """pg_dump in its custom format, of the very snapshot whose rows are counted; pg_restore and psql in one transaction."""

    vendor = "postgresql"

    def __init__(self) -> None:
        self.name = str(connection.settings_dict["NAME"])

    def version(self) -> str:
        with self._session() as ask:
            return str(ask("SHOW server_version")[0][0]).split()[0]

    @contextmanager
    def reserved(self) -> Iterator[bool]:
        """The lock goes with its connection: a killed process leaves none."""
        with self._session() as ask:
            yield bool(ask(f"SELECT pg_try_advisory_lock({RESERVATION})")[0][0])

    def dump(self, path: Path) -> Contents:
        with self._session() as ask:
            ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            snapshot = ask("SELECT pg_export_snapshot()")[0][0]
            # The archive is compressed as a whole: once is enough.
            options = ["--format=custom", "--compress=0", "--no-owner", "--no-acl", f"--snapshot={snapshot}"]
            self._run("pg_dump", [*options, f"--file={path}"])
            return self._read(ask)

    def load(self, path: Path) -> None:
        script, drop = path.with_name("restore.sql"), path.with_name("drop.sql")
        # The whole script first: a transaction fed by a pg_restore that fails half-way would be committed.
        self._run("pg_restore", ["--no-owner", "--no-acl", f"--file={script}", str(path)])
        drop.write_text(DROP_TABLES)
        connection.close()
        self._run("psql", ["-X", "-q", "-1", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", "-f", str(drop), "-f", str(script)])
        script.unlink()

    def contents(self) -> Contents:
        with self._session() as ask:
            return self._read(ask)

    @contextmanager
    def _session(self) -> Iterator[Ask]:
        own = connection.copy()
        try:
            with own.cursor() as cursor:

                def ask(query: str) -> list[tuple[Any, ...]]:
                    cursor.execute(query)
                    return cursor.fetchall() if cursor.description else []

                yield ask
        finally:
            own.close()

    def _read(self, ask: Ask) -> Contents:
        names = "SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')"
        return read_contents([name for (name,) in ask(names)], ask)

    def _run(self, program: str, arguments: list[str]) -> None:
        """Runs one of PostgreSQL's programs. What opens the database goes by the environment, which no other user reads."""
        path = shutil.which(program)
        if path is None:
            raise BackupError(f"Le programme {program} est introuvable\u00a0: installez le paquet «\u00a0postgresql-client\u00a0».")
        ended = subprocess.run([path, *arguments], env=self._environment(), capture_output=True, text=True, check=False)  # noqa: S603
        if ended.returncode == 0:
            return
        if "No space left on device" in ended.stderr:
            raise BackupError(DISK_FULL)
        if "server version mismatch" in ended.stderr or "unsupported version" in ended.stderr:
            raise BackupError(f"{program} est plus ancien que PostgreSQL\u00a0{self.version()}\u00a0: installez la même version.")
        if "lock timeout" in ended.stderr:
            raise BackupError("La base est prise par un autre programme\u00a0: arrêtez le site, puis recommencez.")
        raise BackupError(f"{program} n’a pas abouti (code {ended.returncode})\u00a0: lancez «\u00a0manage.py doctor\u00a0».")

    def _environment(self) -> dict[str, str]:
        described = connection.settings_dict
        options = described.get("OPTIONS", {})
        given = {
            "PGHOST": described["HOST"],
            "PGPORT": described["PORT"],
            "PGUSER": described["USER"],
            "PGPASSWORD": described["PASSWORD"],
            "PGDATABASE": self.name,
            **{f"PG{name.upper()}": options.get(name) for name in ("sslmode", "sslrootcert", "sslcert", "sslkey", "passfile", "service")},
        }
        return {**os.environ, **{name: str(value) for name, value in given.items() if value}, "LC_ALL": "C"}
