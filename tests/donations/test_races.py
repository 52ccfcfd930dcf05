"""Two workers with news of the same gift at the same instant, with real threads on PostgreSQL; and the negative control."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail
from donations import settlement
from donations.models import Gift
from donations.settlement import Outcome, settle
from tests.donations.checkouts import Answers
from tests.donations.factories import GiftFactory

ON_POSTGRESQL = settings.DATABASES["default"]["ENGINE"].endswith("postgresql")

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not ON_POSTGRESQL, reason="races need row locks: run with DATABASE_URL=postgres://… (make test-postgres)"),
    pytest.mark.django_db(transaction=True),
]

ROUNDS = 20


def run_at_once(*calls: Callable[[], object]) -> list[object]:
    """Each call in a thread with its own connection, all released together."""
    barrier = threading.Barrier(len(calls))

    def run(call: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def news_of(gift: Gift) -> tuple[Outcome, Outcome]:
    """That it was paid, and the older news that its page had expired."""
    paid = Outcome(gift.pk, Gift.Status.PAID, gift.amount_cents, "eur", paid_at=timezone.now())
    return paid, Outcome(gift.pk, Gift.Status.EXPIRED, gift.amount_cents, "eur")


def settle_at_once(gift: Gift) -> str:
    paid, expired = news_of(gift)
    run_at_once(lambda: settle(paid), lambda: settle(expired), lambda: settle(paid))
    gift.refresh_from_db()
    return gift.status


def test_a_payment_is_never_lost_to_older_news() -> None:
    gifts = GiftFactory.create_batch(ROUNDS)
    assert {settle_at_once(gift) for gift in gifts} == {Gift.Status.PAID}
    assert OutgoingMail.objects.filter(key__endswith=":thanks").count() == ROUNDS


def test_without_the_lock_the_payment_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: both have read the gift before either writes, and the older news is written last."""
    gift = GiftFactory()
    paid, expired = news_of(gift)
    both_have_read, paid_is_written = threading.Barrier(2), threading.Event()
    move = settlement._move

    def move_late(gift: Gift, outcome: Outcome) -> None:
        both_have_read.wait(timeout=10)
        if outcome.status == Gift.Status.EXPIRED:
            paid_is_written.wait(timeout=10)
        move(gift, outcome)

    def settle_paid() -> None:
        settle(paid)
        paid_is_written.set()

    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    monkeypatch.setattr(settlement, "_move", move_late)
    run_at_once(settle_paid, lambda: settle(expired))
    gift.refresh_from_db()
    assert gift.status == Gift.Status.EXPIRED


def test_many_clicks_at_once_make_one_gift(answers: Answers) -> None:
    locations = run_at_once(*[lambda: Client().post("/don/", answers)["Location"]] * 8)
    assert len(set(locations)) == 1
    assert Gift.objects.count() == 1
