"""Reads pages as their readers ask for them, first with little data, then with much: queries, processor time and weight."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import Any, Final

from tests.bench.rows import Row

TIMES: Final = 7
LIMIT_MS: Final = 150
# From which the first reading tells enough of the others.
SLOW_MS: Final = 1000


@dataclass(frozen=True)
class Reading:
    queries: int
    cpu_ms: float
    bytes: int


def signed_in(**roles: bool) -> Any:
    """A browser in which somebody of the team, with these roles, is signed in."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
    from django.test import Client

    from tests.accounts.factories import UserFactory

    user = UserFactory(**roles)
    TOTP.activate(user, generate_totp_secret())
    client = Client()
    client.force_login(user)
    return client


def read_pages(client: Any, pages: Mapping[str, str]) -> dict[str, Reading]:
    """Of each page, warm: its queries, the median of its processor time, its weight.

    After « # », the words that were looked for among the gifts, which stand in the session.
    """
    from django.db import connection

    analyze(connection)
    return {name: _read(client, address) for name, address in pages.items()}


def _read(client: Any, address: str) -> Reading:
    from django.db import connection, transaction
    from django.test.utils import CaptureQueriesContext

    address, _, words = address.partition("#")
    if words:
        session = client.session
        session["gifts_looked_for"] = words
        session.save()
    client.get(address)
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        response = client.get(address)
    # Counted now: the next request empties the list.
    asked = len(queries)
    assert response.status_code == 200, (address, response.status_code)
    spans: list[float] = []
    while len(spans) < TIMES and (not spans or spans[0] < SLOW_MS):
        start = process_time()
        client.get(address)
        spans.append((process_time() - start) * 1000)
    return Reading(asked, median(spans), len(response.content))


def rows_of(few: Mapping[str, Reading], many: Mapping[str, Reading], *, prefix: str, limit_ms: float = LIMIT_MS) -> list[Row]:
    """One row a page. Promised: no more queries with much data than with little, and the limit."""
    from django.db import connection

    return [
        Row(
            what=f"{prefix}: {name}",
            engine=connection.vendor,
            cpu_ms=found.cpu_ms,
            queries=found.queries,
            bytes=found.bytes,
            reference=f"with little data: {few[name].cpu_ms:.1f} ms, {few[name].queries} queries",
            ratio=found.cpu_ms / few[name].cpu_ms,
            promise=f"{limit_ms:.0f} ms, no more queries",
            is_kept=found.cpu_ms < limit_ms and found.queries <= few[name].queries,
        )
        for name, found in many.items()
    ]


def analyze(connection: Any) -> None:
    """So that the database knows what it holds, as it does by itself in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
