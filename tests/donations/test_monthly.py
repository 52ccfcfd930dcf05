"""A donor pauses, lowers, takes up again and stops a monthly gift, through the real library."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail
from donations.exceptions import CheckoutUnavailableError
from donations.models import Gift, MonthlyPlan, Payment
from donations.monthly import lower, open_portal, pause, resume, stop
from donations.settlement import settle
from donations.stand_in.methods import IBAN
from donations.stand_in.store import Fault, Json, Store
from donations.stripe_client import make_client
from donations.stripe_readings import fetch_subscription
from tests.donations.checkouts import REFUSED_LATER, change_card, open_checkout, pass_time, pay, plan_faults
from tests.donations.factories import GiftFactory
from volunteers.exceptions import Refused

pytestmark = pytest.mark.django_db
Tell = Callable[[], None]


def at_stripe(plan: MonthlyPlan) -> Json:
    with Store.open() as store:
        return store.get("subscription", plan.subscription_id)


def mails() -> list[str]:
    return [str(key).rpartition(":")[2] for key in OutgoingMail.objects.order_by("created_at").values_list("key", flat=True)]


def test_a_monthly_gift_begins_with_its_first_payment(plan: MonthlyPlan) -> None:
    gift = Gift.objects.get()
    subscription = at_stripe(plan)
    assert (gift.status, plan.state, plan.amount_cents) == (Gift.Status.PAID, MonthlyPlan.State.ACTIVE, 5000)
    assert subscription["metadata"] == {"gift": str(gift.pk)}
    assert plan.next_debit_at is not None
    assert plan.next_debit_at.timestamp() == subscription["items"]["data"][0]["current_period_end"]
    assert list(Payment.objects.values_list("state", "renews")) == [("paid", False)]
    assert mails() == ["monthly_begun"]


def test_a_pause_debits_nothing_until_its_day_then_goes_on(plan: MonthlyPlan, tell: Tell) -> None:
    now = timezone.now()
    until = timezone.localdate(now) + timedelta(days=40)
    pause(plan, until=until, now=now)
    assert (plan.state, timezone.localdate(plan.paused_until)) == (MonthlyPlan.State.PAUSED, until)
    assert plan.next_debit_at is not None
    assert plan.next_debit_at > now + timedelta(days=56)
    tell()
    pass_time(days=45)
    tell()
    plan.refresh_from_db()
    assert plan.state == MonthlyPlan.State.ACTIVE
    assert Payment.objects.count() == 1
    pass_time(days=20)
    tell()
    assert Payment.objects.received().count() == 2
    assert mails() == ["monthly_begun", "monthly_paused", "monthly_resumed", "monthly_renewed"]


def test_a_pause_is_ended_by_the_donor(plan: MonthlyPlan, tell: Tell) -> None:
    now = timezone.now()
    before = plan.next_debit_at
    for _ in range(2):
        pause(plan, until=timezone.localdate(now) + timedelta(days=90), now=now)
        resume(plan, now=now)
        tell()
    assert (plan.state, plan.paused_until, plan.next_debit_at) == (MonthlyPlan.State.ACTIVE, None, before)
    assert at_stripe(plan)["pause_collection"] is None
    assert mails() == ["monthly_begun", *["monthly_paused", "monthly_resumed"] * 2]


def test_the_next_month_is_of_the_lower_amount(plan: MonthlyPlan, tell: Tell) -> None:
    lower(plan, 1500, now=timezone.now())
    assert plan.amount_cents == 1500
    pass_time(days=32)
    tell()
    assert sorted(Payment.objects.received().values_list("amount_cents", flat=True)) == [1500, 5000]
    assert mails() == ["monthly_begun", "monthly_changed", "monthly_renewed"]


def test_a_stopped_gift_is_never_debited_again(plan: MonthlyPlan, tell: Tell) -> None:
    stop(plan, now=timezone.now())
    assert (plan.state, plan.end_reason, plan.next_debit_at) == (MonthlyPlan.State.ENDED, MonthlyPlan.EndReason.DONOR, None)
    tell()
    pass_time(days=100)
    tell()
    assert Payment.objects.count() == 1
    assert mails() == ["monthly_begun", "monthly_ended"]


@pytest.mark.parametrize("end", [stop, lambda plan, now: pause(plan, until=timezone.localdate(now) + timedelta(days=90), now=now)])
def test_a_month_refused_is_let_go_when_the_donor_stops_or_pauses(tell: Tell, end: Callable[..., None]) -> None:
    session = open_checkout(GiftFactory(monthly=True))
    pay(session)
    change_card(session, REFUSED_LATER)
    pass_time(days=32)
    tell()
    plan = MonthlyPlan.objects.get()
    assert plan.state == MonthlyPlan.State.LATE
    end(plan, now=timezone.now())
    tell()
    pass_time(days=40)
    tell()
    assert Payment.objects.received().count() == 1
    with Store.open() as store:
        assert not store.select("invoice", status="open")
    assert mails()[:2] == ["monthly_begun", "monthly_failed"]


def test_a_debit_that_the_bank_has_is_told_when_stopping(tell: Tell) -> None:
    pay(open_checkout(GiftFactory(monthly=True)), IBAN)
    tell()
    gift = Gift.objects.get()
    assert gift.status == Gift.Status.PROCESSING
    stop(gift.plan, now=timezone.now())
    assert mails() == ["processing", "monthly_ended"]
    assert "ne peut plus être arrêté" in OutgoingMail.objects.get(key__endswith="monthly_ended").text
    pass_time(days=8)
    tell()
    gift.refresh_from_db()
    assert gift.status == Gift.Status.PAID


def refused(act: Callable[..., None], *arguments: Any, **options: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(*arguments, **options, now=timezone.now())
    return [reason.code for reason in caught.value.reasons]


def test_what_makes_no_sense_is_refused_with_its_reason(plan: MonthlyPlan) -> None:
    today = timezone.localdate()
    assert refused(resume, plan) == ["not_paused"]
    assert refused(lower, plan, 499) == ["too_low"]
    assert refused(lower, plan, 5000) == ["not_lower"]
    assert refused(pause, plan, until=today) == ["pause_date"]
    assert refused(pause, plan, until=today + timedelta(days=367)) == ["pause_date"]
    stop(plan, now=timezone.now())
    for act, arguments in ((resume, {}), (stop, {}), (lower, {"amount_cents": 1000}), (pause, {"until": today + timedelta(days=5)})):
        assert refused(act, plan, **arguments) == ["ended"]


@pytest.mark.parametrize("fault", [Fault.UNREACHABLE, Fault.LOST_ANSWER, Fault.SERVER_ERROR])
def test_stripe_in_trouble_is_said_and_stopping_again_stops_once(plan: MonthlyPlan, fault: Fault) -> None:
    plan_faults(*[fault] * 8)
    with pytest.raises(CheckoutUnavailableError):
        stop(plan, now=timezone.now())
    with Store.open() as store:
        while store.take_fault():
            pass
    stop(plan, now=timezone.now())
    assert plan.state == MonthlyPlan.State.ENDED
    assert at_stripe(plan)["status"] == "canceled"
    assert mails() == ["monthly_begun", "monthly_ended"]


def test_the_card_is_changed_on_stripes_page(plan: MonthlyPlan) -> None:
    address = open_portal(plan, return_address="http://testserver/don/")
    assert address.startswith("http://testserver/")
    plan_faults(Fault.SERVER_ERROR, Fault.SERVER_ERROR)
    with pytest.raises(CheckoutUnavailableError):
        open_portal(plan, return_address="http://testserver/don/")


def test_what_was_read_before_a_change_does_not_undo_it(plan: MonthlyPlan) -> None:
    """A worker has fetched the monthly gift, the donor lowers it, then the worker writes what it had fetched."""
    fetched = fetch_subscription(make_client(), plan.subscription_id)
    lower(plan, 2000, now=timezone.now())
    settle(fetched, now=timezone.now())
    plan.refresh_from_db()
    assert plan.amount_cents == 2000
    settle(fetch_subscription(make_client(), plan.subscription_id), now=timezone.now())
    assert mails() == ["monthly_begun", "monthly_changed"]
