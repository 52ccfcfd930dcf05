"""What Stripe knows compared with what we know: events missed, debits unsure, balance and payouts."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import Sum
from django.utils import timezone

from accounts.models import OutgoingMail, User
from donations.balance import record_balance
from donations.models import BalanceLine, Gift, MoneyAlert, Payment, Payout, StripeEvent
from donations.stand_in import balance, disputes, refunds
from donations.stand_in.methods import IBAN
from donations.stand_in.store import Fault, Store
from donations.watch import DECLINES, catch_up, last_webhook_at, sweep_unsure, watch_declines
from tests.conftest import RunTasks
from tests.donations.checkouts import open_checkout, pass_time, pay, plan_faults
from tests.donations.factories import GiftFactory

pytestmark = pytest.mark.django_db
Deliver = Callable[[], int]


def open_alarms() -> list[str]:
    return list(MoneyAlert.objects.filter(closed_at=None).values_list("kind", flat=True))


def test_events_that_never_came_are_read_again_and_said(run_tasks: RunTasks, treasurer: User) -> None:
    gift = GiftFactory()
    pay(open_checkout(gift))
    now = timezone.now()
    catch_up(now)
    # They may still be on their way.
    assert not StripeEvent.objects.exists()
    for hours in (2, 3):
        catch_up(now + timedelta(hours=hours))
    run_tasks()
    gift.refresh_from_db()
    assert gift.status == Gift.Status.PAID
    assert set(StripeEvent.objects.values_list("caught_up", flat=True)) == {True}
    assert last_webhook_at() is None
    assert open_alarms() == ["silence"]
    assert OutgoingMail.objects.filter(key__endswith=str(treasurer.pk)).count() == 1
    catch_up(now + timedelta(days=4))
    assert open_alarms() == []


def test_events_that_came_are_left_alone(deliver: Deliver, run_tasks: RunTasks) -> None:
    pay(open_checkout(GiftFactory()))
    deliver()
    run_tasks()
    before = list(StripeEvent.objects.order_by("pk").values())
    catch_up(timezone.now() + timedelta(hours=2))
    assert list(StripeEvent.objects.order_by("pk").values()) == before
    assert last_webhook_at() is not None
    assert open_alarms() == []


def test_stripe_away_leaves_all_for_the_next_round(caplog: pytest.LogCaptureFixture) -> None:
    plan_faults(*[Fault.UNREACHABLE] * 4)
    catch_up(timezone.now())
    record_balance(timezone.now())
    assert caplog.text.count("APIConnectionError") == 2


def test_a_debit_of_which_nothing_was_heard_is_asked_about(deliver: Deliver, run_tasks: RunTasks) -> None:
    gift = GiftFactory()
    pay(open_checkout(gift), IBAN)
    deliver()
    run_tasks()
    pass_time(days=8)
    sweep_unsure(timezone.now())
    assert Payment.objects.get().state == Payment.State.PROCESSING
    sweep_unsure(timezone.now() + timedelta(days=2))
    gift.refresh_from_db()
    assert gift.status == Gift.Status.PAID


def test_a_month_of_which_nothing_was_heard_is_asked_about(deliver: Deliver, run_tasks: RunTasks) -> None:
    pay(open_checkout(GiftFactory(monthly=True)))
    deliver()
    run_tasks()
    pass_time(days=32)
    sweep_unsure(timezone.now() + timedelta(days=33))
    assert Payment.objects.received().count() == 2


def test_many_cards_refused_within_the_hour_are_an_alarm() -> None:
    now = timezone.now()
    for number in range(DECLINES):
        assert open_alarms() == []
        StripeEvent.objects.create(
            id=f"evt_{number}", type="payment_intent.payment_failed", created_at=now, received_at=now, next_attempt_at=now, livemode=False
        )
        watch_declines(now)
    assert open_alarms() == ["declines"]
    watch_declines(now + timedelta(hours=2))
    assert open_alarms() == []


def test_the_balance_is_recorded_and_agrees_with_gifts(deliver: Deliver, run_tasks: RunTasks) -> None:
    gifts = GiftFactory.create_batch(3)
    for gift in gifts:
        pay(open_checkout(gift))
    deliver()
    run_tasks()
    first, second, _third = Payment.objects.order_by("pk")
    with Store.open() as store:
        refunds.create(store, {"payment_intent": first.intent_id, "amount": 1000})
        disputes.lose(store, disputes.open_dispute(store, second.charge_id)["id"])
        balance.pay_out(store)
    deliver()
    run_tasks()
    now = timezone.now() + timedelta(hours=3)
    for _ in range(2):
        record_balance(now)
    assert open_alarms() == []
    payout = Payout.objects.get()
    lines = payout.lines.exclude(kind="payout")
    assert lines.aggregate(total=Sum("net_cents"))["total"] == payout.amount_cents
    kept = Payment.objects.received().with_net().aggregate(total=Sum("net_cents"))["total"]
    assert kept == 15000 - 1000 - 5000
    assert lines.aggregate(total=Sum("amount_cents"))["total"] == kept
    charges = {line.payment: line.fee_cents for line in BalanceLine.objects.filter(kind="charge")}
    assert charges == {payment: payment.fee_cents for payment in Payment.objects.all()}


def test_a_difference_with_stripe_is_an_alarm_until_it_is_mended(deliver: Deliver, run_tasks: RunTasks) -> None:
    pay(open_checkout(GiftFactory()))
    deliver()
    run_tasks()
    payment = Payment.objects.get()
    now = timezone.now() + timedelta(hours=3)
    Payment.objects.update(amount_cents=4999)
    record_balance(now)
    alert = MoneyAlert.objects.get()
    assert (alert.subject, alert.ours_cents, alert.theirs_cents) == (payment.charge_id, 4999, 5000)
    Payment.objects.update(amount_cents=5000)
    record_balance(now)
    assert open_alarms() == []


def test_money_at_stripe_that_no_gift_explains_is_an_alarm() -> None:
    pay(open_checkout(GiftFactory()))
    record_balance(timezone.now() + timedelta(hours=3))
    assert open_alarms() == ["mismatch"]
