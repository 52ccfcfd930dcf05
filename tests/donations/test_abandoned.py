from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from donations.abandoned import delete_abandoned, settle_unfinished
from donations.models import Donor, Gift, Payment
from donations.stand_in.store import Fault, Json
from tests.donations.checkouts import decline, open_checkout, pay, plan_faults
from tests.donations.factories import GiftFactory, PaymentFactory

pytestmark = pytest.mark.django_db
Checkout = tuple[Gift, Json]


def status_of(gift: Gift) -> str:
    gift.refresh_from_db()
    return gift.status


def test_a_gift_whose_event_was_lost_is_settled_from_stripe(checkout_open: Checkout) -> None:
    gift, session = checkout_open
    pay(session)
    settle_unfinished(timezone.now() + timedelta(hours=13))
    assert status_of(gift) == Gift.Status.PAID


def test_a_gift_nobody_paid_is_abandoned_once_its_page_is_closed(checkout_open: Checkout) -> None:
    gift, session = checkout_open
    decline(session)
    later = timezone.now() + timedelta(hours=13)
    with time_machine.travel(later):
        settle_unfinished(later)
    assert status_of(gift) == Gift.Status.EXPIRED


def test_a_donor_still_on_the_payment_page_is_left_alone(checkout_open: Checkout) -> None:
    settle_unfinished(timezone.now() + timedelta(hours=11))
    assert status_of(checkout_open[0]) == Gift.Status.PENDING


def test_a_gift_that_never_reached_stripe_is_abandoned() -> None:
    gift = GiftFactory(created_at=timezone.now() - timedelta(hours=13))
    settle_unfinished(timezone.now())
    assert status_of(gift) == Gift.Status.EXPIRED


def test_stripe_away_leaves_the_gift_for_the_next_round(checkout_open: Checkout, caplog: pytest.LogCaptureFixture) -> None:
    gift = checkout_open[0]
    plan_faults(Fault.TOO_MANY)
    later = timezone.now() + timedelta(hours=13)
    with time_machine.travel(later):
        settle_unfinished(later)
        assert status_of(gift) == Gift.Status.PENDING
        assert str(gift.pk) in caplog.text
        settle_unfinished(later)
    assert status_of(gift) == Gift.Status.EXPIRED


def test_one_gift_in_trouble_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    GiftFactory(created_at=timezone.now() - timedelta(days=2), checkout_session_id="cs_test_none")
    other = GiftFactory()
    session = open_checkout(other)
    pay(session)
    later = timezone.now() + timedelta(hours=13)
    settle_unfinished(later)
    assert status_of(other) == Gift.Status.PAID
    assert "InvalidRequestError" in caplog.text


def test_abandoned_gifts_are_deleted_after_seven_days_and_no_other() -> None:
    now = timezone.now()
    old, recent = now - timedelta(days=7, minutes=1), now - timedelta(days=6, hours=23)
    paid = GiftFactory(paid=True, created_at=old)
    kept = {
        GiftFactory(status=Gift.Status.EXPIRED, created_at=recent).pk,
        GiftFactory(status=Gift.Status.PENDING, created_at=old).pk,
        GiftFactory(status=Gift.Status.FAILED, created_at=old).pk,
        paid.pk,
    }
    PaymentFactory(gift=GiftFactory(status=Gift.Status.EXPIRED, created_at=old), state=Payment.State.CANCELLED)
    GiftFactory(status=Gift.Status.EXPIRED, created_at=old, donor=paid.donor)
    delete_abandoned(now)
    assert set(Gift.objects.values_list("pk", flat=True)) == kept
    # Who gave nothing is forgotten; who gave something else is not.
    assert Donor.objects.count() == len(kept)
    assert Payment.objects.count() == 1
