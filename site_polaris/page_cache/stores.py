"""What keeps pages, and knows of the tables that change: shared by every process of the site (file_store.py, redis_store.py)."""

import pickle
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from django.db import OperationalError

from site_polaris.page_cache.questions import Question

# After its time a page is made anew; it stays known for as long again as anything in front of the site may keep it.
KNOWN_SECONDS: Final = 3_600
# Longer than a transaction of ours lasts: what it changes is in doubt until it has ended.
HOLD_SECONDS: Final = 60


class StoreError(OperationalError):
    """The store does not answer. What would change a page is refused then (503), since nobody could be told of it."""


@dataclass(frozen=True)
class Kept:
    """A page as it was answered; `body` is compressed by gzip, `seen` is the number of the last change before it was made."""

    address: str
    headers: Sequence[tuple[str, str]]
    body: bytes
    tables: frozenset[str]
    seen: int
    fresh_until: float


@dataclass(frozen=True)
class Found:
    """A kept page, and its tables that have changed since or are changing now (held)."""

    kept: Kept
    changed: frozenset[str]
    held: frozenset[str]


class Store(Protocol):
    """Every method raises StoreError when the store does not answer. `now` is in seconds of the epoch."""

    def last_change(self) -> int: ...
    def find(self, key: str, now: float) -> Found | None: ...
    def questions(self, key: str) -> list[Question]: ...
    def keep(self, key: str, kept: Kept, questions: list[Question], now: float) -> None: ...
    def confirm(self, key: str, seen: int) -> None: ...
    def drop(self, key: str) -> None: ...
    def doubtful(self, tables: Collection[str]) -> list[str]: ...
    def hold(self, token: str, tables: Collection[str], now: float) -> None: ...
    def release(self, token: str, tables: Collection[str]) -> None: ...
    def clear(self) -> None: ...


def write_questions(questions: list[Question]) -> bytes:
    return pickle.dumps([(one.sql, one.params, sorted(one.tables), one.answer) for one in questions])


def read_questions(stored: bytes) -> list[Question]:
    """Written by this site alone, where only it writes."""
    rows = pickle.loads(stored)  # noqa: S301
    return [Question(sql, params, frozenset(tables), answer) for sql, params, tables, answer in rows]
