"""What the stand-in remembers: a SQLite file of its own, shared by the web and worker processes."""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Self

from django.conf import settings
from django.urls import reverse

from donations.stand_in.errors import no_such
from donations.stand_in.objects import Json as Json

# The number goes up with the schema: a demo kept from before begins a new file.
FILE_NAME: Final = "stripe-stand-in-2.sqlite3"
# Fields by which objects are looked up.
LOOKED_UP: Final = ("charge", "customer", "invoice", "payment_intent", "payment.payment_intent", "source", "status", "subscription")
SCHEMA: Final = (
    """
BEGIN IMMEDIATE;
CREATE TABLE IF NOT EXISTS objects (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, kind TEXT NOT NULL, body TEXT NOT NULL, hidden TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS objects_kind ON objects (kind);
CREATE TABLE IF NOT EXISTS answers (
    idempotency_key TEXT PRIMARY KEY, request TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT UNIQUE NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS deliveries (
    number INTEGER PRIMARY KEY AUTOINCREMENT, event_id TEXT NOT NULL, address TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending', attempts INTEGER NOT NULL DEFAULT 0, due_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (state, due_at);
CREATE TABLE IF NOT EXISTS agenda (
    number INTEGER PRIMARY KEY AUTOINCREMENT, action TEXT NOT NULL, object_id TEXT NOT NULL, due_at INTEGER NOT NULL,
    ahead INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS agenda_due ON agenda (due_at - ahead);
CREATE INDEX IF NOT EXISTS agenda_object ON agenda (object_id);
CREATE TABLE IF NOT EXISTS faults (number INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
    + "".join(
        f"CREATE INDEX IF NOT EXISTS objects_{name.replace('.', '_of_')} ON objects (kind, json_extract(body, '$.{name}'));"
        for name in LOOKED_UP
    )
    + "PRAGMA user_version=1;COMMIT;"
)


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
    SLOW = "slow"
    """Carried out, and answered late."""


@dataclass(frozen=True)
class Delivery:
    """An event on its way to the site's webhook."""

    number: int
    event_id: str
    address: str
    payload: str
    attempts: int


@dataclass(frozen=True)
class Appointment:
    """What will happen to an object, and when. `ahead` is how far its own time was moved before the machine's, in seconds."""

    number: int
    action: str
    object_id: str
    due_at: int
    ahead: int


class Store:
    """One open transaction on the file. Everything a request does is kept together or not at all."""

    def __init__(self, connection: sqlite3.Connection, at: int | None = None) -> None:
        self._connection = connection
        self._at = at
        self._after: list[Callable[[], None]] = []
        self._appointment: Appointment | None = None

    def on_commit(self, call: Callable[[], None]) -> None:
        self._after.append(call)

    @classmethod
    @contextmanager
    def open(cls, *, at: int | None = None) -> Iterator[Self]:
        """Requests wait for each other: a transaction that will write takes the file's lock at its start.

        `at` is a moment of the past to write what happened then, before anybody was listening.
        """
        settings.VAR_DIR.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(settings.VAR_DIR / FILE_NAME, timeout=20, isolation_level=None)
        try:
            # What a killed process had committed stays: only a power cut could lose it, and nothing here is worth the wait.
            connection.execute("PRAGMA synchronous=OFF")
            if not connection.execute("PRAGMA user_version").fetchone()[0]:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.executescript(SCHEMA)
            connection.execute("BEGIN IMMEDIATE")
            store = cls(connection, at)
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

    # Time

    def now(self) -> int:
        """In seconds since 1970 as everywhere in Stripe: the machine's time, or that of the appointment being kept."""
        return self._appointment.due_at if self._appointment else self._clock()

    def _clock(self) -> int:
        return int(time.time()) if self._at is None else self._at

    @property
    def is_heard(self) -> bool:
        """Whether the site is told of what happens."""
        return self._at is None

    @property
    def keeps_appointment(self) -> bool:
        """Whether the clock brought us here, and no request."""
        return self._appointment is not None

    def schedule(self, action: str, object_id: str, *, at: int) -> None:
        """What follows from an appointment lives in the same time as it."""
        ahead = self._appointment.ahead if self._appointment else 0
        self._connection.execute(
            "INSERT INTO agenda (action, object_id, due_at, ahead) VALUES (?, ?, ?, ?)", (action, object_id, at, ahead)
        )

    def unschedule(self, object_id: str) -> None:
        self._connection.execute("DELETE FROM agenda WHERE object_id = ?", (object_id,))

    def move_agenda(self, seconds: int) -> None:
        """Payment pages excepted: the donor is still in front of them."""
        self._connection.execute("UPDATE agenda SET ahead = ahead + ? WHERE action != 'expire_session'", (seconds,))

    def agenda(self) -> list[Appointment]:
        rows = self._connection.execute("SELECT number, action, object_id, due_at, ahead FROM agenda ORDER BY due_at - ahead, number")
        return [Appointment(*row) for row in rows]

    def take_appointment(self) -> Appointment | None:
        """The next whose time has come; until the next call, `now()` is its time."""
        row = self._connection.execute(
            "SELECT number, action, object_id, due_at, ahead FROM agenda WHERE due_at - ahead <= ? ORDER BY due_at - ahead, number LIMIT 1",
            (self._clock(),),
        ).fetchone()
        self._appointment = Appointment(*row) if row else None
        if self._appointment:
            self._connection.execute("DELETE FROM agenda WHERE number = ?", (self._appointment.number,))
        return self._appointment

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
        body = self.find(object_id)
        if body is None or body["object"] != kind:
            raise no_such(kind, object_id, param)
        return body

    def find(self, object_id: str) -> Json | None:
        row = self._connection.execute("SELECT body FROM objects WHERE id = ?", (object_id,)).fetchone()
        return json.loads(row[0]) if row else None

    def hidden(self, object_id: str) -> Json:
        row = self._connection.execute("SELECT hidden FROM objects WHERE id = ?", (object_id,)).fetchone()
        hidden: Json = json.loads(row[0])
        return hidden

    def hide(self, object_id: str, **values: Any) -> None:
        self._connection.execute("UPDATE objects SET hidden = json_patch(hidden, ?) WHERE id = ?", (json.dumps(values), object_id))

    def number_of(self, table: str, object_id: str) -> int | None:
        """Its place among all `objects` or `events`, in the order of their making."""
        row = self._connection.execute(f"SELECT number FROM {table} WHERE id = ?", (object_id,)).fetchone()  # noqa: S608
        return int(row[0]) if row else None

    def page(self, table: str, condition: str, values: tuple[Any, ...], *, limit: int, oldest_first: bool = False) -> list[Json]:
        order = "ASC" if oldest_first else "DESC"
        rows = self._connection.execute(
            f"SELECT body FROM {table} WHERE {condition} ORDER BY number {order} LIMIT ?",  # noqa: S608 never what a user typed
            (*values, limit),
        )
        return [json.loads(row[0]) for row in rows]

    def select(
        self, kind: str, condition: str = "1", values: tuple[Any, ...] = (), *, oldest_first: bool = False, **fields: Any
    ) -> list[Json]:
        """The objects whose fields have these values (and which fulfil a condition of SQL), newest first unless told otherwise."""
        where = "".join(f" AND json_extract(body, '$.{name}') = ?" for name in fields)
        return self.page(
            "objects", f"kind = ?{where} AND {condition}", (kind, *fields.values(), *values), limit=-1, oldest_first=oldest_first
        )

    def count(self, kind: str) -> int:
        row = self._connection.execute("SELECT count(*) FROM objects WHERE kind = ?", (kind,)).fetchone()
        return int(row[0])

    # Facts about the stand-in itself

    def fact(self, name: str) -> Any:
        row = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return json.loads(row[0]) if row else None

    def state(self, name: str, value: Any) -> None:
        self._connection.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (name, json.dumps(value)))

    @property
    def site(self) -> str:
        """The server that the last donor came from: it shows the pages, and takes the events."""
        return self.fact("site") or settings.SITE_URL

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

    # Events and their deliveries

    def add_event(self, body: Json) -> int:
        """Its number, from 1 on."""
        cursor = self._connection.execute(
            "INSERT INTO events (id, type, body) VALUES (?, ?, ?)", (body["id"], body["type"], json.dumps(body))
        )
        return int(cursor.lastrowid or 0)

    def add_delivery(self, event_id: str, *, seconds: float, state: str = "pending") -> None:
        """The event is to be posted to the site, that many seconds from now."""
        self._connection.execute(
            "INSERT INTO deliveries (event_id, address, state, due_at) VALUES (?, ?, ?, ?)",
            (event_id, self.site + reverse("stripe_webhook"), state, time.time() + seconds),
        )

    def delivery_states(self) -> dict[str, int]:
        """How many deliveries are in each state."""
        return dict(self._connection.execute("SELECT state, count(*) FROM deliveries GROUP BY state").fetchall())

    def events(self) -> list[Json]:
        """Newest first, as Stripe lists them."""
        return self.page("events", "1", (), limit=-1)

    def find_event(self, event_id: str) -> Json | None:
        found = self.page("events", "id = ?", (event_id,), limit=1)
        return found[0] if found else None

    def take_due(self, *, lease_seconds: int, limit: int) -> list[Delivery]:
        """The events to post now, in order. Nobody else gets them until the lease ends."""
        rows = self._connection.execute(
            "SELECT deliveries.number, events.id, address, body, attempts FROM deliveries JOIN events ON events.id = event_id"
            " WHERE state = 'pending' AND due_at <= ? ORDER BY due_at, deliveries.number LIMIT ?",
            (time.time(), limit),
        ).fetchall()
        for number, *_rest in rows:
            self._connection.execute(
                "UPDATE deliveries SET attempts = attempts + 1, due_at = ? WHERE number = ?", (time.time() + lease_seconds, number)
            )
        return [Delivery(number, event_id, address, payload, attempts + 1) for number, event_id, address, payload, attempts in rows]

    def close_delivery(self, number: int, state: str) -> None:
        self._connection.execute("UPDATE deliveries SET state = ? WHERE number = ?", (state, number))

    def postpone(self, number: int, *, seconds: float) -> None:
        self._connection.execute("UPDATE deliveries SET due_at = ? WHERE number = ?", (time.time() + seconds, number))

    def seconds_to_next_delivery(self) -> float | None:
        row = self._connection.execute("SELECT min(due_at) FROM deliveries WHERE state = 'pending'").fetchone()
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
