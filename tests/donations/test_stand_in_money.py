"""Money at the stand-in after a gift: refunds, disputes, the balance with its fees, payouts, and the lists of all this."""

from typing import Any

import pytest
import stripe

from donations.stand_in import balance, disputes, refunds
from donations.stand_in.methods import IBAN, VISA
from donations.stand_in.store import Store
from tests.donations.stand_in_donors import DAY, charge_of, give, last_event, pass_time, types_since

SLOW = "4000000000007726"
FAILED = "4000000000005126"
FRAUDULENT = "4000000000000259"


def total(client: stripe.StripeClient) -> int:
    return sum(movement.net for movement in client.v1.balance_transactions.list({"limit": 100}).auto_paging_iter())


# Refunds


def test_a_gift_is_refunded_in_two_times(stripe_client: stripe.StripeClient) -> None:
    charge = charge_of(stripe_client)
    before = last_event(stripe_client)
    first = stripe_client.v1.refunds.create({"payment_intent": str(charge.payment_intent), "amount": 500, "metadata": {"refund": "1"}})
    assert (first.status, first.amount, first.metadata["refund"]) == ("succeeded", 500, "1")  # type: ignore[index]
    half = stripe_client.v1.charges.retrieve(charge.id)
    assert (half.amount_refunded, half.refunded) == (500, False)
    stripe_client.v1.refunds.create({"charge": charge.id})
    whole = stripe_client.v1.charges.retrieve(charge.id, {"expand": ["refunds"]})
    assert (whole.amount_refunded, whole.refunded) == (2000, True)
    assert [refund.amount for refund in whole.refunds.data] == [1500, 500]  # type: ignore[union-attr]
    assert types_since(stripe_client, before) == ["refund.created", "charge.refunded"] * 2
    # Stripe keeps its fee.
    assert total(stripe_client) == -55


def test_a_refund_may_take_days(stripe_client: stripe.StripeClient) -> None:
    refund = stripe_client.v1.refunds.create({"charge": charge_of(stripe_client, SLOW).id})
    assert refund.status == "pending"
    before = last_event(stripe_client)
    pass_time(4 * DAY)
    assert stripe_client.v1.refunds.retrieve(refund.id).status == "succeeded"
    assert types_since(stripe_client, before) == ["refund.updated", "charge.refund.updated"]


def test_a_refund_may_fail_and_the_money_come_back(stripe_client: stripe.StripeClient) -> None:
    charge = charge_of(stripe_client, FAILED)
    refund = stripe_client.v1.refunds.create({"charge": charge.id, "amount": 700})
    before = last_event(stripe_client)
    pass_time(4 * DAY)
    failed = stripe_client.v1.refunds.retrieve(refund.id, {"expand": ["failure_balance_transaction"]})
    assert isinstance(failed.failure_balance_transaction, stripe.BalanceTransaction)
    assert (failed.status, failed.failure_balance_transaction.type, failed.failure_balance_transaction.net) == (
        "failed",
        "refund_failure",
        700,
    )
    assert stripe_client.v1.charges.retrieve(charge.id).amount_refunded == 0
    assert types_since(stripe_client, before) == ["refund.updated", "charge.refund.updated", "refund.failed"]
    assert total(stripe_client) == 2000 - 55


@pytest.mark.parametrize(
    ("number", "params", "code", "param"),
    [
        (VISA, {"amount": 2001}, None, "amount"),
        (VISA, {"amount": 0}, "parameter_invalid_integer", "amount"),
        (IBAN, {}, "charge_not_refundable", "charge"),
    ],
)
def test_a_refund_is_refused_as_stripe_would(
    stripe_client: stripe.StripeClient, number: str, params: Any, code: str | None, param: str
) -> None:
    charge = charge_of(stripe_client, number)
    with pytest.raises(stripe.InvalidRequestError) as error:
        stripe_client.v1.refunds.create({"charge": charge.id, **params})
    assert (error.value.code, error.value.param) == (code, param)


def test_what_is_refunded_is_not_refunded_again(stripe_client: stripe.StripeClient) -> None:
    charge = charge_of(stripe_client)
    stripe_client.v1.refunds.create({"charge": charge.id})
    with pytest.raises(stripe.InvalidRequestError) as error:
        stripe_client.v1.refunds.create({"charge": charge.id})
    assert error.value.code == "charge_already_refunded"


# Disputes


def test_a_card_is_contested_and_the_association_wins(stripe_client: stripe.StripeClient) -> None:
    charge = charge_of(stripe_client, FRAUDULENT)
    before = last_event(stripe_client)
    pass_time(11 * DAY)
    dispute = stripe_client.v1.disputes.list({"charge": charge.id}).data[0]
    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 2000)
    assert stripe_client.v1.charges.retrieve(charge.id).disputed is True
    assert total(stripe_client) == 2000 - 55 - 2000 - 2000
    with pytest.raises(stripe.InvalidRequestError) as error:
        stripe_client.v1.refunds.create({"charge": charge.id})
    assert error.value.code == "charge_disputed"
    with Store.open() as store:
        disputes.win(store, dispute.id)
    won = stripe_client.v1.disputes.retrieve(dispute.id)
    assert (won.status, [movement.net for movement in won.balance_transactions]) == ("won", [-4000, 4000])
    assert total(stripe_client) == 2000 - 55
    assert types_since(stripe_client, before) == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.closed",
        "charge.dispute.funds_reinstated",
    ]
    assert stripe_client.v1.refunds.create({"charge": charge.id}).status == "succeeded"


def test_a_dispute_is_accepted(stripe_client: stripe.StripeClient) -> None:
    charge = charge_of(stripe_client)
    with Store.open() as store:
        dispute = disputes.open_dispute(store, charge.id)
    assert stripe_client.v1.disputes.close(dispute["id"]).status == "lost"
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.disputes.close(dispute["id"])


def test_every_field_is_one_of_the_librarys(stripe_client: stripe.StripeClient) -> None:
    charge = charge_of(stripe_client)
    refund = stripe_client.v1.refunds.create({"charge": charge.id, "amount": 100})
    with Store.open() as store:
        dispute_id = disputes.open_dispute(store, charge.id)["id"]
        # Nothing is paid out of a debt.
        assert balance.pay_out(store) is None
    found: list[tuple[stripe.StripeObject, type[stripe.StripeObject]]] = [
        (refund, stripe.Refund),
        (stripe_client.v1.disputes.retrieve(dispute_id), stripe.Dispute),
        (stripe_client.v1.balance_transactions.list({}).data[0], stripe.BalanceTransaction),
        (stripe_client.v1.balance.retrieve(), stripe.Balance),
    ]
    for body, known in found:
        assert type(body) is known
        assert set(body.to_dict()) <= set(known.__annotations__)


# The balance and its payouts


def test_what_is_received_is_paid_out_once(stripe_client: stripe.StripeClient) -> None:
    charges = [charge_of(stripe_client), charge_of(stripe_client, cents=10_000)]
    movement = stripe_client.v1.charges.retrieve(charges[1].id, {"expand": ["balance_transaction"]}).balance_transaction
    assert isinstance(movement, stripe.BalanceTransaction)
    assert (movement.type, movement.amount, movement.fee, movement.net, movement.source) == ("charge", 10_000, 175, 9_825, charges[1].id)
    assert stripe_client.v1.balance.retrieve().pending[0].amount == 1_945 + 9_825
    with Store.open() as store:
        balance.pay_out(store)
        assert balance.pay_out(store) is None
    payout = stripe_client.v1.payouts.list({}).data[0]
    assert (payout.status, payout.amount) == ("in_transit", 11_770)
    assert set(payout.to_dict()) <= set(stripe.Payout.__annotations__)
    inside = stripe_client.v1.balance_transactions.list({"payout": payout.id}).data
    assert [(found.type, found.net) for found in inside] == [("payout", -11_770), ("charge", 9_825), ("charge", 1_945)]
    assert stripe_client.v1.balance.retrieve().pending[0].amount == 0
    pass_time(3 * DAY)
    assert stripe_client.v1.payouts.retrieve(payout.id).status == "paid"
    assert types_since(stripe_client)[-2:] == ["payout.created", "payout.paid"]
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.balance_transactions.list({"payout": "po_none"})


# Lists


def test_lists_are_read_page_by_page(stripe_client: stripe.StripeClient) -> None:
    sessions = [give(stripe_client).id for _number in range(5)]
    newest_first = sessions[::-1]
    first = stripe_client.v1.checkout.sessions.list({"limit": 2})
    assert ([found.id for found in first.data], first.has_more) == (newest_first[:2], True)
    rest = stripe_client.v1.checkout.sessions.list({"limit": 3, "starting_after": newest_first[1]})
    assert ([found.id for found in rest.data], rest.has_more) == (newest_first[2:], False)
    assert [found.id for found in first.auto_paging_iter()] == newest_first
    back = stripe_client.v1.checkout.sessions.list({"limit": 2, "ending_before": newest_first[3]})
    assert [found.id for found in back.data] == newest_first[1:3]


def test_lists_are_filtered(stripe_client: stripe.StripeClient) -> None:
    session = give(stripe_client)
    charge = charge_of(stripe_client)
    stripe_client.v1.refunds.create({"charge": charge.id, "amount": 100})
    assert isinstance(session.payment_intent, stripe.PaymentIntent)
    of_intent = stripe_client.v1.checkout.sessions.list({"payment_intent": session.payment_intent.id})
    assert [found.id for found in of_intent.data] == [session.id]
    assert [found.amount for found in stripe_client.v1.balance_transactions.list({"type": "refund"}).data] == [-100]
    created = charge.created
    assert len(stripe_client.v1.charges.list({"created": {"gte": created - 60}}).data) == 2
    assert stripe_client.v1.charges.list({"created": {"gt": created + 60}}).data == []
    events = stripe_client.v1.events.list({"types": ["refund.*", "charge.refunded"], "created": {"gte": created - 60}}).data
    assert [event.type for event in events] == ["charge.refunded", "refund.created"]
    for params in ({"limit": 0}, {"limit": 101}, {"starting_after": "ch_none"}):
        with pytest.raises(stripe.InvalidRequestError):
            stripe_client.v1.charges.list(params)  # type: ignore[arg-type]


def test_expanding_has_its_limits(stripe_client: stripe.StripeClient) -> None:
    give(stripe_client)
    deepest = "data.payment_intent.latest_charge.balance_transaction"
    found = stripe_client.v1.checkout.sessions.list({"expand": [deepest, "data.line_items"]})
    assert found.data[0].payment_intent.latest_charge.balance_transaction.net == 1945  # type: ignore[union-attr]
    assert found.data[0].line_items.data[0].amount_total == 2000  # type: ignore[union-attr]
    for path in (f"{deepest}.source", "data.status", "data.colour"):
        with pytest.raises(stripe.InvalidRequestError) as error:
            stripe_client.v1.checkout.sessions.list({"expand": [path]})
        assert error.value.param == "expand[0]"


def test_a_refund_that_failed_fails_once(stripe_client: stripe.StripeClient) -> None:
    refund = stripe_client.v1.refunds.create({"charge": charge_of(stripe_client).id})
    with Store.open() as store:
        refunds.fail_refund(store, refund.id)
    assert stripe_client.v1.refunds.update(refund.id, {"metadata": {"seen": "1"}}).status == "failed"
    assert total(stripe_client) == 2000 - 55
