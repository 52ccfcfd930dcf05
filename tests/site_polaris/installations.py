"""Installations of their own: a folder, a database, and commands run in processes, as the one who runs the site does."""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

Rows = dict[str, list[str]]


@dataclass
class Installation:
    folder: Path
    database_url: str
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def media(self) -> Path:
        return self.folder / "media"

    @property
    def database_name(self) -> str:
        return self.database_url.rpartition("/")[2]

    def start(self, *arguments: str, before: Callable[[], object] | None = None) -> subprocess.Popen[str]:
        variables = {"POLARIS_MODE": "test", "POLARIS_VAR_DIR": str(self.folder), "DATABASE_URL": self.database_url}
        return subprocess.Popen(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env={**os.environ, **variables, **self.environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=before,
        )

    def run(self, *arguments: str, before: Callable[[], object] | None = None) -> tuple[int, str]:
        """The command's code, and what it said."""
        process = self.start(*arguments, before=before)
        out, err = process.communicate(timeout=120)
        return process.returncode, out + err

    def write(self, name: str, content: bytes) -> None:
        path = self.media / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def files(self) -> dict[str, bytes]:
        return {path.relative_to(self.media).as_posix(): path.read_bytes() for path in self.media.rglob("*") if path.is_file()}

    def rows(self) -> Rows:
        """Every row of every table, read by no code of the site."""
        if self.database_url.startswith("sqlite"):
            with closing(sqlite3.connect(self.database_url.removeprefix("sqlite:///"))) as database:
                names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
                return {name: sorted(map(repr, database.execute(f'SELECT * FROM "{name}"'))) for name in names}
        with psycopg.connect(self.database_url) as database:
            names = [name for (name,) in database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
            return {name: sorted(map(repr, database.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(name))))) for name in names}


def own_url(name: str | None = None) -> str:
    """The address of the tests' own database, or of another on the same server."""
    described: dict[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{name or described['NAME']}"
    login = f"{described['USER']}:{described['PASSWORD']}".rstrip(":")
    return f"postgres://{login}@{described['HOST']}:{described['PORT']}/{name or described['NAME']}"


@contextmanager
def empty_database(folder: Path) -> Iterator[str]:
    """The address of a database that holds nothing, on the engine of the tests."""
    if connection.vendor == "sqlite":
        yield own_url(str(folder / "restored.sqlite3"))
        return
    name = f"{connection.settings_dict['NAME']}_restored"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
    try:
        yield own_url(name)
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def backed_up(installation: Installation) -> Path:
    code, said = installation.run("backup")
    assert code == 0, said
    [archive] = (installation.folder / "backups").iterdir()
    return archive


def manifest_of(archive: Path) -> dict[str, Any]:
    with tarfile.open(archive) as tar:
        source = tar.extractfile("manifest.json")
        assert source is not None
        manifest: dict[str, Any] = json.load(source)
    return manifest


def rewrite(archive: Path, path: Path, *, changes: dict[str, Any] | None = None, extra: tarfile.TarInfo | None = None) -> Path:
    """The same archive, with another manifest or one member more."""
    with tarfile.open(archive) as old, tarfile.open(path, "w:gz") as new:
        if extra is not None:
            new.addfile(extra)
        for member in old:
            source = old.extractfile(member)
            assert source is not None
            if member.name != "manifest.json" or not changes:
                new.addfile(member, source)
    if changes:
        text = path.parent / "manifest.json"
        text.write_text(json.dumps(manifest_of(archive) | changes))
        with gzip.open(path) as packed:
            (path.parent / "plain.tar").write_bytes(packed.read())
        with tarfile.open(path.parent / "plain.tar", "a") as tar:
            tar.add(text, "manifest.json")
        with gzip.open(path, "wb") as packed:
            packed.write((path.parent / "plain.tar").read_bytes())
    return path
