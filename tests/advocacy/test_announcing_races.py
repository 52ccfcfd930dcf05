"""Several workers announce the same item at the same instant, with real threads on PostgreSQL; and the negative control."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, models
from django.utils import timezone

from accounts import outbox
from accounts.models import OutgoingMail
from advocacy import announcing
from advocacy.announcing import announce_items
from advocacy.models import Announcement, Subscriber
from advocacy.subscribing import ask, stop
from tests.advocacy.items import add_index, add_item
from tests.advocacy.subscriptions import ADDRESS, links_of, subscribe
from tests.home.conftest import home_page as home_page

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not ON_POSTGRESQL, reason="races need row locks: run with DATABASE_URL=postgres://… (make test-postgres)"),
    pytest.mark.django_db(transaction=True),
]

WORKERS = 4
READERS = 27


def run_at_once(*calls: Callable[[], object]) -> None:
    """Each call in a thread with its own connection, all released together."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        list(pool.map(run, calls))


@pytest.fixture
def item(transactional_db: None, home_page: Any) -> Any:
    for number in range(READERS):
        subscribe(f"lectrice{number}@demo.test")
    return add_item(add_index(home_page), 1)


def mails() -> list[str]:
    return sorted(OutgoingMail.objects.filter(text__contains="Contenu 1").values_list("recipient", flat=True))


def readers() -> list[str]:
    return sorted(subscriber.email for subscriber in Subscriber.objects.all())


def test_each_subscriber_gets_one_mail_however_many_workers_announce(item: Any) -> None:
    now = timezone.now()
    run_at_once(*[lambda: announce_items(now)] * WORKERS)
    assert mails() == readers()
    assert Announcement.objects.get().mail_count == READERS


def test_without_the_lock_and_the_key_they_would_get_several(item: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: both workers have read how far the announcement got before either writes."""
    write_mail, both_have_read = outbox.write_mail, threading.Barrier(2)
    first = threading.local()

    def write_late(*args: Any, **kwargs: Any) -> None:
        if not hasattr(first, "passed"):
            first.passed = True
            both_have_read.wait(timeout=60)
        write_mail(*args, **(kwargs | {"key": None}))

    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    monkeypatch.setattr(announcing, "write_mail", write_late)
    now = timezone.now()
    run_at_once(*[lambda: announce_items(now)] * 2)
    assert len(mails()) > READERS


def test_who_stops_while_the_mails_are_written_has_none_waiting(item: Any) -> None:
    tokens = [links_of(subscriber)["arreter"] for subscriber in Subscriber.objects.order_by("pk")[:8]]
    now = timezone.now()
    run_at_once(lambda: announce_items(now), *[lambda token=token: stop(token) for token in tokens])
    assert mails() == readers()
    assert len(readers()) == READERS - len(tokens)


def test_same_address_asked_for_at_once_is_one_subscriber(transactional_db: None) -> None:
    now = timezone.now()
    run_at_once(*[lambda: ask(ADDRESS, now=now)] * 8)
    assert Subscriber.objects.count() == 1
    assert OutgoingMail.objects.count() == 1
