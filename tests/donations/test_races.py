"""Two workers with news of the same gift at the same instant, with real threads on PostgreSQL; and the negative control."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from django.conf import settings
from django.db import connection, models
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from donations import refunds, settlement
from donations.models import Gift, Payment, Refund, StripeEvent
from donations.news import News, PaymentNews
from donations.refunds import refund
from donations.settlement import settle
from donations.stand_in.store import Json
from donations.stripe_client import instant, make_client
from donations.stripe_events import Notice, process_event, record_event
from donations.stripe_readings import fetch_session
from tests.donations.checkouts import Answers, events, pay
from tests.donations.factories import GiftFactory, PaymentFactory
from volunteers.exceptions import Reason, Refused

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


def news_of(gift: Gift) -> tuple[News, News]:
    """That it was paid, and the older news that its page had expired."""
    now = timezone.now()
    paid = PaymentNews(f"pi_{gift.pk}", Payment.State.PAID, gift.amount_cents, "eur", now, paid_at=now)
    cancelled = PaymentNews(f"pi_{gift.pk}", Payment.State.CANCELLED, gift.amount_cents, "eur", now)
    return News(gift.pk, payments=(paid,)), News(gift.pk, closes_checkout=True, payments=(cancelled,))


def settle_at_once(gift: Gift) -> str:
    paid, expired = news_of(gift)
    now = timezone.now()
    run_at_once(lambda: settle(paid, now=now), lambda: settle(expired, now=now), lambda: settle(paid, now=now))
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
    PaymentFactory(gift=gift, intent_id=f"pi_{gift.pk}", state=Payment.State.PENDING)
    both_have_read, paid_is_written = threading.Barrier(2), threading.Event()
    write = settlement._write_payment

    def write_late(gift: Gift, payment: Payment, news: PaymentNews) -> None:
        both_have_read.wait(timeout=10)
        if news.state == Payment.State.CANCELLED:
            paid_is_written.wait(timeout=10)
        write(gift, payment, news)

    def settle_paid() -> None:
        settle(paid, now=timezone.now())
        paid_is_written.set()

    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    monkeypatch.setattr(settlement, "_write_payment", write_late)
    run_at_once(settle_paid, lambda: settle(expired, now=timezone.now()))
    gift.refresh_from_db()
    assert gift.status == Gift.Status.EXPIRED


def refund_at_once(payment: Payment, by: User) -> list[object]:
    def give_back() -> object:
        try:
            return refund(payment, payment.amount_cents, by=by, now=timezone.now())
        except Refused:
            return None

    return run_at_once(give_back, give_back)


@pytest.fixture
def paid(checkout_open: tuple[Gift, Json]) -> Payment:
    gift, session = checkout_open
    pay(session)
    settle(fetch_session(make_client(), gift.checkout_session_id), now=timezone.now())
    return Payment.objects.get()


def test_two_treasurers_at_once_give_back_once(paid: Payment, treasurer: User) -> None:
    assert refund_at_once(paid, treasurer).count(None) == 1
    assert Refund.objects.count() == 1
    assert OutgoingMail.objects.filter(key__endswith=":refunded").count() == 1


def test_without_the_lock_the_whole_gift_is_asked_back_twice(paid: Payment, treasurer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: Stripe alone is left to refuse the second."""
    both_have_asked = threading.Barrier(2)
    reasons = refunds.refund_reasons

    def ask_late(payment: Payment, amount_cents: int) -> list[Reason]:
        found = reasons(payment, amount_cents)
        both_have_asked.wait(timeout=10)
        return found

    monkeypatch.setattr(models.QuerySet, "select_for_update", lambda self, *args, **kwargs: self)
    monkeypatch.setattr(refunds, "refund_reasons", ask_late)
    refund_at_once(paid, treasurer)
    assert Refund.objects.count() == 2


def test_events_of_one_payment_at_once_thank_once(checkout_open: tuple[Gift, Json]) -> None:
    gift, session = checkout_open
    pay(session)
    now = timezone.now()
    news = [Notice(event["id"], event["type"], event["data"]["object"]["id"], instant(event["created"])) for event in events()]

    def tell(notice: Notice) -> None:
        record_event(notice, now=now)
        process_event(notice.id, now=now)

    run_at_once(*[partial(tell, notice) for notice in news * 3])
    gift.refresh_from_db()
    assert (gift.status, Payment.objects.count()) == (Gift.Status.PAID, 1)
    assert OutgoingMail.objects.filter(key__endswith=":thanks").count() == 1
    assert set(StripeEvent.objects.values_list("state", flat=True)) <= {"done", "ignored"}


def test_many_clicks_at_once_make_one_gift(answers: Answers) -> None:
    locations = run_at_once(*[lambda: Client().post("/don/", answers)["Location"]] * 8)
    assert len(set(locations)) == 1
    assert Gift.objects.count() == 1
