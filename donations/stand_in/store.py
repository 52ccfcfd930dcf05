"""What the stand-in remembers: a SQLite file of its own, shared by the web and worker processes."""

import json
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

from django.conf import settings

from donations.stand_in.errors import no_such

FILE_NAME: Final = "stripe-stand-in.sqlite3"
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS objects (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL, hidden TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS answers (
    idempotency_key TEXT PRIMARY KEY, request TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, body TEXT NOT NULL, address TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending', attempts INTEGER NOT NULL DEFAULT 0, due_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS events_due ON events (state, due_at);
CREATE TABLE IF NOT EXISTS faults (number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL);
"""

Json = dict[str, Any]


class Fault(StrEnum):
    """What may befall the next request."""

    UNREACHABLE = "unreachable"
    """The request never arrives."""
    LOST_ANSWER = "lost answer"
    """The request is carried out, and its answer never comes back."""
    SERVER_ERROR = "server error"
    """Answered 500, nothing done."""
    TOO_MANY = "too many"
    """Answered 429, nothing done."""


@dataclass(frozen=True)
class Delivery:
    """An event on its way to the site's webhook."""

    event_id: str
    address: str
    payload: str
    attempts: int


def clock() -> int:
    """The stand-in's time, in seconds since 1970 as everywhere in Stripe."""
    return int(time.time())


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(12)}"


class Store:
    """One open transaction on the file. Everything a request does is kept together or not at all."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._after: list[Callable[[], None]] = []

    def on_commit(self, call: Callable[[], None]) -> None:
        self._after.append(call)

    @classmethod
    @contextmanager
    def open(cls) -> Iterator[Self]:
        """Requests wait for each other: a transaction that will write takes the file's lock at its start."""
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(settings.VAR_DIR / FILE_NAME, timeout=20, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(SCHEMA)
            connection.execute("BEGIN IMMEDIATE")
            store = cls(connection)
            try:
                yield store
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        finally:
            connection.close()
        for call in store._after:
            call()

    # Objects

    def add(self, body: Json, *, hidden: Json | None = None) -> Json:
        """Keeps an object of the API. `hidden` is what the API never shows."""
        self._connection.execute(
            "INSERT INTO objects (id, kind, body, hidden) VALUES (?, ?, ?, ?)",
            (body["id"], body["object"], json.dumps(body), json.dumps(hidden or {})),
        )
        return body

    def save(self, body: Json) -> Json:
        self._connection.execute("UPDATE objects SET body = ? WHERE id = ?", (json.dumps(body), body["id"]))
        return body

    def get(self, kind: str, object_id: str, *, param: str = "id") -> Json:
        """Raises Refusal (404) for an object that is not there."""
        row = self._connection.execute("SELECT body FROM objects WHERE id = ? AND kind = ?", (object_id, kind)).fetchone()
        if row is None:
            raise no_such(kind, object_id, param)
        body: Json = json.loads(row[0])
        return body

    def hidden(self, object_id: str) -> Json:
        row = self._connection.execute("SELECT hidden FROM objects WHERE id = ?", (object_id,)).fetchone()
        hidden: Json = json.loads(row[0])
        return hidden

    def open_sessions_due(self) -> list[str]:
        rows = self._connection.execute(
            "SELECT id FROM objects WHERE kind = 'checkout.session' AND json_extract(body, '$.status') = 'open'"
            " AND json_extract(body, '$.expires_at') <= ?",
            (clock(),),
        )
        return [row[0] for row in rows]

    def count(self, kind: str) -> int:
        row = self._connection.execute("SELECT count(*) FROM objects WHERE kind = ?", (kind,)).fetchone()
        return int(row[0])

    # Idempotency

    def answer(self, idempotency_key: str) -> tuple[str, int, str] | None:
        """The request, status and body kept under a key."""
        row: tuple[str, int, str] | None = self._connection.execute(
            "SELECT request, status, body FROM answers WHERE idempotency_key = ?", (idempotency_key,)
        ).fetchone()
        return row

    def keep_answer(self, idempotency_key: str, request: str, status: int, body: str) -> None:
        self._connection.execute(
            "INSERT INTO answers (idempotency_key, request, status, body) VALUES (?, ?, ?, ?)", (idempotency_key, request, status, body)
        )

    # Events

    def add_event(self, body: Json, *, address: str) -> None:
        self._connection.execute(
            "INSERT INTO events (id, body, address, due_at) VALUES (?, ?, ?, ?)", (body["id"], json.dumps(body), address, time.time())
        )

    def events(self) -> list[Json]:
        """Newest first, as Stripe lists them."""
        return [json.loads(row[0]) for row in self._connection.execute("SELECT body FROM events ORDER BY number DESC")]

    def take_due(self, *, lease_seconds: int) -> list[Delivery]:
        """The events to post now, in order. Nobody else gets them until the lease ends."""
        rows = self._connection.execute(
            "SELECT id, address, body, attempts FROM events WHERE state = 'pending' AND due_at <= ? ORDER BY number", (time.time(),)
        ).fetchall()
        for event_id, *_rest in rows:
            self._connection.execute(
                "UPDATE events SET attempts = attempts + 1, due_at = ? WHERE id = ?", (time.time() + lease_seconds, event_id)
            )
        return [Delivery(event_id, address, payload, attempts + 1) for event_id, address, payload, attempts in rows]

    def close_delivery(self, event_id: str, state: str) -> None:
        self._connection.execute("UPDATE events SET state = ? WHERE id = ?", (state, event_id))

    def postpone(self, event_id: str, *, seconds: float) -> None:
        self._connection.execute("UPDATE events SET due_at = ? WHERE id = ?", (time.time() + seconds, event_id))

    def seconds_to_next_delivery(self) -> float | None:
        row = self._connection.execute("SELECT min(due_at) FROM events WHERE state = 'pending'").fetchone()
        return None if row[0] is None else max(0.0, float(row[0]) - time.time())

    # Faults

    def plan_fault(self, kind: Fault) -> None:
        """The next request without a planned fault before it suffers this one."""
        self._connection.execute("INSERT INTO faults (kind) VALUES (?)", (kind,))

    def take_fault(self) -> Fault | None:
        row = self._connection.execute("SELECT number, kind FROM faults ORDER BY number LIMIT 1").fetchone()
        if row is None:
            return None
        self._connection.execute("DELETE FROM faults WHERE number = ?", (row[0],))
        return Fault(row[1])
