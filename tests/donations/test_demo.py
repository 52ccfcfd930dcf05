from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail
from donations.abandoned import delete_abandoned, settle_unfinished
from donations.balance import record_balance
from donations.demo import build
from donations.demo_monthly import STORIES
from donations.models import Gift, MoneyAlert, MonthlyPlan, Payment, StripeEvent
from donations.monthly import lower, open_portal, resume, stop
from donations.settlement import settle
from donations.stripe_client import make_client
from donations.stripe_readings import fetch_subscription
from tests.donations.checkouts import events, pass_time

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 10, 24, 12, 0, tzinfo=UTC)


def rows() -> list[tuple[object, ...]]:
    fields = ("pk", "donor__email", "amount_cents", "status", "created_at", "payments", "payments__paid_at", "plan__next_debit_at")
    return list(Gift.objects.order_by("pk", "payments").values_list(*fields))


def test_the_demo_has_two_hundred_gifts_over_a_year_and_is_always_the_same() -> None:
    build(NOW)
    first = rows()
    assert Gift.objects.count() == 200
    assert all(str(row[1]).endswith("@demo.test") for row in first)
    oldest, newest = Gift.objects.order_by("created_at").first(), Gift.objects.order_by("created_at").last()
    assert oldest is not None
    assert newest is not None
    assert NOW - timedelta(days=366) < oldest.created_at < NOW - timedelta(days=330)
    assert newest.created_at < NOW
    assert set(Gift.objects.values_list("status", flat=True)) == set(Gift.Status.values)
    build(NOW + timedelta(days=3))
    assert rows() == first


def test_the_periodic_rounds_leave_the_paid_gifts_of_the_demo() -> None:
    build(NOW)
    paid = Gift.objects.paid().count()
    later = NOW + timedelta(days=8)
    settle_unfinished(later)
    delete_abandoned(later)
    assert Gift.objects.paid().count() == paid
    # No bank answers for the demo's two others.
    assert set(Gift.objects.exclude(status=Gift.Status.PAID).values_list("status", flat=True)) == {"failed", "processing"}


def test_monthly_gifts_of_the_demo_are_known_to_the_stand_in_and_agree_with_it(tell: Callable[[], None]) -> None:
    now = timezone.now()
    build(now)
    plans = MonthlyPlan.objects.order_by("started_at")
    assert [plan.state for plan in plans] == [story.state for story in STORIES]
    assert {payment.state for payment in Payment.objects.filter(gift__plan__state="late", paid_at=None)} == {"failed"}
    # Nobody is told of the past, and the site has nothing to catch up.
    tell()
    assert (events(), OutgoingMail.objects.count(), StripeEvent.objects.count()) == ([], 0, 0)
    before = [(plan.pk, plan.version, plan.state, plan.next_debit_at) for plan in plans]
    for plan in plans:
        settle(fetch_subscription(make_client(), plan.subscription_id), now=now)
    assert [(plan.pk, plan.version, plan.state, plan.next_debit_at) for plan in plans.all()] == before
    record_balance(now)
    assert not MoneyAlert.objects.exists()


def test_monthly_gifts_of_the_demo_can_be_changed_renewed_and_stopped(tell: Callable[[], None]) -> None:
    now = timezone.now()
    build(now)
    first = MonthlyPlan.objects.order_by("started_at")[0]
    lower(first, 700, now=now)
    assert "/stripe/portail/" in open_portal(first, return_address="http://localhost:8000/don/")
    count = first.gift.payments.count()
    pass_time(days=32)
    tell()
    assert first.gift.payments.count() == count + 1
    stop(first, now=now)
    assert first.state == MonthlyPlan.State.ENDED
    paused = MonthlyPlan.objects.get(state="paused")
    resume(paused, now=now)
    assert paused.state == MonthlyPlan.State.ACTIVE
