"""What a page asked of the database while it was made, and whether it would be answered the same now."""

import hashlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self

from django.db import connection

from site_polaris.page_cache.statements import is_reading, tables_named

# Columns of Wagtail's pages that no reader sees: a draft that is saved changes nothing of what is online.
OF_DRAFTS: Final = frozenset(
    {"draft_title", "has_unpublished_changes", "latest_revision_id", "latest_revision_created_at", "locked", "locked_at", "locked_by_id"}
)

Execute = Callable[[str, Any, bool, dict[str, Any]], Any]


@dataclass(frozen=True)
class Question:
    """A query, the tables that it names, and the digest of its rows, those of drafts left out."""

    sql: str
    params: Any
    tables: frozenset[str]
    answer: bytes


class HeardCursor:
    """A database cursor whose rows are told to a digest as they are read."""

    def __init__(self, cursor: Any) -> None:
        self._cursor = cursor
        self._digest = hashlib.blake2b(digest_size=16)
        names = [column[0] for column in cursor.description or ()]
        self._unheard = {place for place, name in enumerate(names) if name in OF_DRAFTS}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._cursor, name)

    def __iter__(self) -> Iterator[Any]:
        for row in self._cursor:
            self._hear([row])
            yield row

    def fetchone(self) -> Any:
        row = self._cursor.fetchone()
        if row is not None:
            self._hear([row])
        return row

    def fetchmany(self, *args: Any) -> Any:
        return self._hear(self._cursor.fetchmany(*args))

    def fetchall(self) -> Any:
        return self._hear(self._cursor.fetchall())

    def _hear(self, rows: Any) -> Any:
        unheard = self._unheard
        for row in rows:
            told = [value for place, value in enumerate(row) if place not in unheard] if unheard else list(row)
            self._digest.update(repr(told).encode())
        return rows

    def answer(self) -> bytes:
        return self._digest.digest()


class Listener:
    """As a context, hears every query of this thread's connection. What it hears is what the page shows, row by row."""

    def __init__(self) -> None:
        self._heard: list[tuple[str, Any, HeardCursor]] = []
        self.has_written = False
        self._wrapper = connection.execute_wrapper(self._listen)

    def __enter__(self) -> Self:
        self._wrapper.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._wrapper.__exit__(kind, error, trace)

    def _listen(self, execute: Execute, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        result = execute(sql, params, many, context)
        if is_reading(sql):
            cursor = context["cursor"]
            # Two queries of one cursor: the second does not answer the first.
            bare = cursor.cursor._cursor if isinstance(cursor.cursor, HeardCursor) else cursor.cursor
            cursor.cursor = heard = HeardCursor(bare)
            self._heard.append((sql, params, heard))
        elif tables_named(sql):
            self.has_written = True
        return result

    def questions(self) -> list[Question]:
        """Each query with its answer as far as it was read, once."""
        heard = {(sql, repr(params), cursor.answer()): (sql, params) for sql, params, cursor in self._heard}
        return [Question(sql, params, tables_named(sql), answer) for (_, _, answer), (sql, params) in heard.items()]


def are_answered_the_same(questions: Sequence[Question], changed: Collection[str]) -> bool:
    """Asks again what names a changed table. Raises DatabaseError when the database does not answer."""
    return all(ask(question) == question.answer for question in questions if not question.tables.isdisjoint(changed))


def ask(question: Question) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(question.sql, question.params)
        heard = HeardCursor(cursor.cursor)
        heard.fetchall()
        return heard.answer()
