"""Money given back by the team, through the real library."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail, User
from donations.exceptions import CheckoutUnavailableError
from donations.figures import add_nets
from donations.models import Gift, MoneyAlert, Payment, Refund, TaxReceipt
from donations.refunds import ask_again, refund, refundable_cents
from donations.stand_in import disputes
from donations.stand_in.store import Fault, Json, Store
from tests.conftest import RunTasks
from tests.donations.checkouts import open_checkout, pass_time, pay, plan_faults
from tests.donations.factories import GiftFactory, PaymentFactory, issued_receipt
from volunteers.exceptions import Refused

pytestmark = pytest.mark.django_db
Give = Callable[..., Payment]


@pytest.fixture
def give(deliver: Callable[[], int], run_tasks: RunTasks) -> Give:
    """A gift of 50 € paid with this test card."""

    def given(*number: str) -> Payment:
        gift = GiftFactory()
        pay(open_checkout(gift), *number)
        deliver()
        run_tasks()
        return Payment.objects.get(gift=gift)

    return given


def at_stripe() -> list[Json]:
    with Store.open() as store:
        return store.select("refund")


def net() -> int:
    return add_nets(Gift.objects.all()).get().net_cents  # type: ignore[attr-defined]  # an annotation


def mails() -> int:
    return OutgoingMail.objects.filter(key__endswith=":refunded").count()


def test_a_refund_in_two_parts_is_told_twice_and_leaves_nothing(
    give: Give, treasurer: User, deliver: Callable[[], int], run_tasks: RunTasks
) -> None:
    payment, now = give(), timezone.now()
    first = refund(payment, 2000, by=treasurer, now=now)
    assert (first.state, first.asked_by, net(), refundable_cents(payment)) == (Refund.State.DONE, treasurer, 3000, 3000)
    refund(payment, 3000, by=treasurer, now=now)
    deliver()
    run_tasks()
    assert (net(), Refund.objects.count(), mails()) == (0, 2, 2)
    assert sorted(found["amount"] for found in at_stripe()) == [2000, 3000]
    # No name, no address: the row alone.
    assert all(set(found["metadata"]) == {"refund"} for found in at_stripe())


def test_what_cannot_be_given_back_is_refused(give: Give, treasurer: User) -> None:
    payment, now = give(), timezone.now()
    with pytest.raises(Refused) as caught:
        refund(PaymentFactory(state=Payment.State.FAILED, intent_id="pi_other"), 100, by=treasurer, now=now)
    assert [reason.code for reason in caught.value.reasons] == ["not_paid"]
    for amount in (0, -1, 5001):
        with pytest.raises(Refused):
            refund(payment, amount, by=treasurer, now=now)
    refund(payment, 5000, by=treasurer, now=now)
    with pytest.raises(Refused, match="déjà remboursé"):
        refund(payment, 1, by=treasurer, now=now)
    assert len(at_stripe()) == 1


@pytest.mark.parametrize("fault", [Fault.UNREACHABLE, Fault.LOST_ANSWER, Fault.SERVER_ERROR])
def test_a_refund_that_stripe_leaves_unanswered_is_done_once_later(give: Give, treasurer: User, fault: Fault) -> None:
    payment, now = give(), timezone.now()
    plan_faults(fault, fault)
    with pytest.raises(CheckoutUnavailableError):
        refund(payment, 5000, by=treasurer, now=now)
    assert Refund.objects.get().state == Refund.State.ASKED
    # Nothing is left to be asked a second time.
    assert refundable_cents(payment) == 0
    ask_again(now)
    ask_again(now)
    assert (Refund.objects.get().state, len(at_stripe()), mails(), net()) == (Refund.State.DONE, 1, 1, 0)


def test_a_refund_that_the_bank_refuses_is_ours_again_and_an_alarm(
    give: Give, treasurer: User, deliver: Callable[[], int], run_tasks: RunTasks
) -> None:
    payment = give("4000000000005126")
    refund(payment, 5000, by=treasurer, now=timezone.now())
    assert net() == 0
    pass_time(days=5)
    deliver()
    run_tasks()
    assert (Refund.objects.get().state, net()) == (Refund.State.FAILED, 5000)
    assert list(MoneyAlert.objects.values_list("kind", flat=True)) == [MoneyAlert.Kind.REFUND]
    assert OutgoingMail.objects.filter(key__endswith=str(treasurer.pk)).count() == 1


def test_a_contested_payment_is_refused_here_and_at_stripe(
    give: Give, treasurer: User, deliver: Callable[[], int], run_tasks: RunTasks
) -> None:
    payment, now = give(), timezone.now()
    with Store.open() as store:
        disputes.open_dispute(store, payment.charge_id)
    # The news are not here yet: Stripe itself refuses.
    with pytest.raises(Refused, match="Stripe refuse"):
        refund(payment, 5000, by=treasurer, now=now)
    assert Refund.objects.get().state == Refund.State.FAILED
    deliver()
    run_tasks()
    with pytest.raises(Refused, match="conteste"):
        refund(payment, 5000, by=treasurer, now=now)
    assert net() == 5000


def test_what_was_given_back_by_the_bank_is_noted_once_and_cancels_the_receipt(treasurer: User) -> None:
    receipt = issued_receipt(source=Gift.Source.CASH, method=Payment.Method.CASH)
    payment, token = receipt.lines.get().payment, uuid4()
    for _ in range(2):
        row = refund(payment, 2000, by=treasurer, now=timezone.now(), form_token=token)
    receipt.refresh_from_db()
    fresh = TaxReceipt.objects.valid().get()
    assert (row.state, row.stripe_id, net()) == (Refund.State.DONE, None, 3000)
    assert (receipt.cancel_reason, fresh.amount_cents, at_stripe()) == (TaxReceipt.CancelReason.REFUND, 3000, [])
