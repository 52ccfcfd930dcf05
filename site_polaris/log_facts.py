"""What is at hand while a log line is written: the request that is answered, or the task that is run."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest

# Those of nginx's `$request_id` and of UUIDs; nothing that a person would write.
WELL_FORMED: Final = re.compile(r"[0-9a-f-]{16,64}", re.IGNORECASE | re.ASCII)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"})
HEADER: Final = "X-Request-ID"


@dataclass(frozen=True)
class RequestFacts:
    """A request under the id that its answer, its log lines and its error page give it."""

    id: str
    request: HttpRequest

    @property
    def method(self) -> str:
        return self.request.method if self.request.method in METHODS else "other"

    @property
    def route(self) -> str:
        """The name of the route, never the path: that may hold a secret, or what somebody typed. Empty when no route was found."""
        match = self.request.resolver_match
        return match.view_name if match else ""


@dataclass(frozen=True)
class TaskFacts:
    """A task of the queue (its id and dotted name), or a job that time triggers, which has no id."""

    id: str
    name: str


_request: ContextVar[RequestFacts | None] = ContextVar("polaris_request", default=None)
_task: ContextVar[TaskFacts | None] = ContextVar("polaris_task", default=None)


def current_request() -> RequestFacts | None:
    return _request.get()


def current_task() -> TaskFacts | None:
    return _task.get()


def reference() -> str:
    """The id of the request that is answered, for a person to tell the team; empty outside any."""
    facts = _request.get()
    return facts.id if facts else ""


def request_id_of(request: HttpRequest) -> str:
    """The id that our own proxy gave the request, or a new one: a stranger's says nothing, and could say anything."""
    given = request.headers.get(HEADER, "")
    if settings.TRUSTED_PROXY_COUNT and WELL_FORMED.fullmatch(given):
        return given
    return secrets.token_hex(8)


@contextmanager
def answering(facts: RequestFacts) -> Iterator[None]:
    token = _request.set(facts)
    try:
        yield
    finally:
        _request.reset(token)


@contextmanager
def running(facts: TaskFacts) -> Iterator[None]:
    token = _task.set(facts)
    try:
        yield
    finally:
        _task.reset(token)
