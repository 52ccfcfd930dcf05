"""Direct debits at the stand-in: ordered at once, answered days later, sometimes taken back."""

import stripe

from donations.stand_in.methods import FAILING_IBAN, IBAN
from tests.donations.stand_in_donors import DAY, MONTH, give, give_monthly, last_event, pass_time, types_since

RETURNED_IBAN = "FR5720041010050500013M02608"


def test_a_session_completes_before_it_is_paid(stripe_client: stripe.StripeClient) -> None:
    session = give(stripe_client, IBAN)
    intent = session.payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert isinstance(intent.latest_charge, stripe.Charge)
    assert (session.status, session.payment_status, intent.status, intent.latest_charge.status) == (
        "complete",
        "unpaid",
        "processing",
        "pending",
    )
    assert intent.latest_charge.payment_method_details.sepa_debit.last4 == "2606"  # type: ignore[union-attr]
    assert types_since(stripe_client) == ["payment_intent.processing", "checkout.session.completed"]
    before = last_event(stripe_client)
    pass_time(6 * DAY)
    assert stripe_client.v1.checkout.sessions.retrieve(session.id).payment_status == "paid"
    assert stripe_client.v1.charges.retrieve(intent.latest_charge.id).status == "succeeded"
    assert types_since(stripe_client, before) == ["payment_intent.succeeded", "checkout.session.async_payment_succeeded"]


def test_the_bank_refuses_days_later(stripe_client: stripe.StripeClient) -> None:
    session = give(stripe_client, FAILING_IBAN)
    before = last_event(stripe_client)
    pass_time(6 * DAY)
    late = stripe_client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge"]})
    assert isinstance(late.payment_intent, stripe.PaymentIntent)
    assert (late.status, late.payment_status, late.payment_intent.status) == ("complete", "unpaid", "requires_payment_method")
    assert late.payment_intent.latest_charge.failure_code == "insufficient_funds"  # type: ignore[union-attr]
    assert types_since(stripe_client, before) == ["payment_intent.payment_failed", "checkout.session.async_payment_failed"]


def test_the_bank_takes_back_a_debit(stripe_client: stripe.StripeClient) -> None:
    give(stripe_client, RETURNED_IBAN)
    pass_time(6 * DAY)
    before = last_event(stripe_client)
    pass_time(11 * DAY)
    dispute = stripe_client.v1.disputes.list({}).data[0]
    assert (dispute.status, dispute.reason, dispute.amount) == ("lost", "debit_not_authorized", 2000)
    assert types_since(stripe_client, before) == ["charge.dispute.created", "charge.dispute.funds_withdrawn", "charge.dispute.closed"]
    assert stripe_client.v1.balance.retrieve().pending[0].amount == 2000 - 35 - 2000 - 750


def test_a_monthly_gift_by_debit_waits_for_its_first_month(stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client, IBAN)
    assert isinstance(subscription.latest_invoice, stripe.Invoice)
    assert (subscription.status, subscription.latest_invoice.status) == ("active", "open")
    before = last_event(stripe_client)
    pass_time(6 * DAY)
    assert stripe_client.v1.invoices.retrieve(subscription.latest_invoice.id).status == "paid"
    assert types_since(stripe_client, before) == [
        "payment_intent.succeeded",
        "invoice_payment.paid",
        "invoice.paid",
        "invoice.payment_succeeded",
        "checkout.session.async_payment_succeeded",
    ]
    pass_time(26 * DAY)
    found = stripe_client.v1.subscriptions.retrieve(subscription.id, {"expand": ["latest_invoice"]}).latest_invoice
    assert found.status == "open"  # type: ignore[union-attr]
    pass_time(6 * DAY)
    assert {invoice.status for invoice in stripe_client.v1.invoices.list({"subscription": subscription.id}).data} == {"paid"}


def test_a_monthly_gift_by_debit_ends_after_the_last_refusal(stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client, FAILING_IBAN)
    pass_time(6 * DAY)
    assert stripe_client.v1.subscriptions.retrieve(subscription.id).status == "past_due"
    assert types_since(stripe_client).count("checkout.session.async_payment_failed") == 1
    pass_time(2 * MONTH)
    assert stripe_client.v1.subscriptions.retrieve(subscription.id).status == "canceled"
    assert types_since(stripe_client).count("checkout.session.async_payment_failed") == 1


def test_a_debit_under_way_goes_on_when_the_gift_is_ended(stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client, IBAN)
    stripe_client.v1.subscriptions.cancel(subscription.id)
    pass_time(6 * DAY)
    assert stripe_client.v1.invoices.list({"subscription": subscription.id}).data[0].status == "paid"
    assert stripe_client.v1.subscriptions.retrieve(subscription.id).status == "canceled"
