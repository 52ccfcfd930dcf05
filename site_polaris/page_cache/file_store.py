"""The store of a site on one machine: a file that its processes share."""

import json
import os
import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from site_polaris.page_cache.questions import Question
from site_polaris.page_cache.stores import HOLD_SECONDS, KNOWN_SECONDS, Found, Kept, StoreError, read_questions, write_questions

MOST_PAGES: Final = 3_000

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS page (
    key TEXT PRIMARY KEY, address TEXT, headers TEXT, body BLOB, questions BLOB, seen INTEGER, fresh_until REAL, kept_at REAL
);
CREATE INDEX IF NOT EXISTS page_kept_at ON page (kept_at);
CREATE TABLE IF NOT EXISTS shown (key TEXT, name TEXT, PRIMARY KEY (key, name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shown_name ON shown (name);
CREATE TABLE IF NOT EXISTS change (name TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS held (token TEXT, name TEXT, until REAL, PRIMARY KEY (token, name)) WITHOUT ROWID;
"""

FIND: Final = """
SELECT address, headers, body, seen, fresh_until,
    (SELECT group_concat(name, ' ') FROM shown WHERE shown.key = page.key),
    (SELECT group_concat(name, ' ') FROM shown JOIN change USING (name) WHERE shown.key = page.key AND change.number > page.seen),
    (SELECT group_concat(name, ' ') FROM shown JOIN held USING (name) WHERE shown.key = page.key AND held.until > :now)
FROM page WHERE key = :key
"""


class FileStore:
    """An SQLite file of its own: the processes of one machine share it, and the site's database may be away."""

    def __init__(self, folder: Path, *, most_pages: int = MOST_PAGES) -> None:
        # A power cut may leave a file that remembers pages and not their changes: each start of the machine has its own.
        self._path = folder / f"pages-{boot_name()}.sqlite3"
        self._most_pages = most_pages
        self._local = threading.local()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection()
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{type(error).__name__} at {self._path.name}") from None

    def _connection(self) -> sqlite3.Connection:
        # A connection belongs to one thread of one process: those forked later open theirs.
        if getattr(self._local, "process", None) != os.getpid():
            self._local.connection, self._local.process = self._open(), os.getpid()
        connection: sqlite3.Connection = self._local.connection
        return connection

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        for former in self._path.parent.glob("pages-*.sqlite3*"):
            if not former.name.startswith(self._path.name):
                former.unlink(missing_ok=True)
        connection = sqlite3.connect(self._path, timeout=5, isolation_level=None)
        connection.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; {SCHEMA}")
        return connection

    def last_change(self) -> int:
        with self._reading() as connection:
            number: int = connection.execute("SELECT coalesce(max(number), 0) FROM change").fetchone()[0]
            return number

    def find(self, key: str, now: float) -> Found | None:
        with self._reading() as connection:
            row = connection.execute(FIND, {"key": key, "now": now}).fetchone()
        if row is None:
            return None
        address, headers, body, seen, fresh_until, tables, changed, held = row
        kept = Kept(address, json.loads(headers), body, words(tables), seen, fresh_until)
        return Found(kept, words(changed), words(held))

    def questions(self, key: str) -> list[Question]:
        with self._reading() as connection:
            row = connection.execute("SELECT questions FROM page WHERE key = ?", [key]).fetchone()
        return read_questions(row[0]) if row else []

    def keep(self, key: str, kept: Kept, questions: list[Question], now: float) -> None:
        with self._writing() as connection:
            connection.execute("DELETE FROM shown WHERE key = ?", [key])
            connection.execute(
                "INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    key,
                    kept.address,
                    json.dumps(kept.headers),
                    kept.body,
                    write_questions(questions),
                    kept.seen,
                    kept.fresh_until,
                    now,
                ],
            )
            connection.executemany("INSERT INTO shown VALUES (?, ?)", [(key, name) for name in kept.tables])
            left = connection.execute(
                "DELETE FROM page WHERE fresh_until < ?"
                " OR key IN (SELECT key FROM page ORDER BY kept_at DESC LIMIT -1 OFFSET ?) RETURNING key",
                [now - KNOWN_SECONDS, self._most_pages],
            ).fetchall()
            connection.executemany("DELETE FROM shown WHERE key = ?", left)

    def confirm(self, key: str, seen: int) -> None:
        with self._writing() as connection:
            connection.execute("UPDATE page SET seen = ? WHERE key = ? AND seen < ?", [seen, key, seen])

    def drop(self, key: str) -> None:
        with self._writing() as connection:
            connection.execute("DELETE FROM page WHERE key = ?", [key])
            connection.execute("DELETE FROM shown WHERE key = ?", [key])

    def doubtful(self, tables: Collection[str]) -> list[str]:
        with self._reading() as connection:
            marks = ", ".join("?" * len(tables))
            rows = connection.execute(f"SELECT DISTINCT key FROM shown WHERE name IN ({marks})", list(tables))  # noqa: S608 marks alone
            return [key for (key,) in rows]

    def hold(self, token: str, tables: Collection[str], now: float) -> None:
        with self._writing() as connection:
            self._number(connection, tables)
            connection.executemany("INSERT OR REPLACE INTO held VALUES (?, ?, ?)", [(token, name, now + HOLD_SECONDS) for name in tables])
            connection.execute("DELETE FROM held WHERE until < ?", [now])

    def release(self, token: str, tables: Collection[str]) -> None:
        with self._writing() as connection:
            self._number(connection, tables)
            connection.execute("DELETE FROM held WHERE token = ?", [token])

    @staticmethod
    def _number(connection: sqlite3.Connection, tables: Collection[str]) -> None:
        connection.executemany(
            "INSERT INTO change VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM change))"
            " ON CONFLICT (name) DO UPDATE SET number = excluded.number",
            [(name,) for name in tables],
        )

    def clear(self) -> None:
        with self._writing() as connection:
            connection.execute("DELETE FROM page")
            connection.execute("DELETE FROM shown")


def words(text: str | None) -> frozenset[str]:
    return frozenset((text or "").split())


def boot_name() -> str:
    """Another after each start of the machine, where it says so (Linux)."""
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text()[:8] if path.exists() else "only"
