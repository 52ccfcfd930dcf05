"""Monthly gifts at the stand-in: begun, renewed, refused, paused, changed, ended."""

from datetime import UTC, datetime
from typing import Any

import pytest
import stripe
import time_machine

from donations.stand_in import portal
from donations.stand_in.methods import VISA
from donations.stand_in.store import Store
from donations.stand_in.subscriptions import add_month
from tests.donations.stand_in_donors import DAY, MONTH, give, give_monthly, last_event, open_session, pass_time, types_since

REFUSED_LATER = "4000000000000341"
PAUSE: Any = {"pause_collection": {"behavior": "void"}}


def refresh(client: stripe.StripeClient, subscription: stripe.Subscription) -> stripe.Subscription:
    return client.v1.subscriptions.retrieve(subscription.id, {"expand": ["latest_invoice.payments"]})


def item_of(subscription: stripe.Subscription) -> stripe.SubscriptionItem:
    item = subscription["items"].data[0]
    assert isinstance(item, stripe.SubscriptionItem)
    return item


def invoices_of(client: stripe.StripeClient, subscription: stripe.Subscription) -> list[tuple[str | None, str | None, int]]:
    """Reason, status and amount of each invoice, oldest first."""
    found = client.v1.invoices.list({"subscription": subscription.id}).data
    return [(invoice.billing_reason, invoice.status, invoice.total) for invoice in found][::-1]


def fail_renewals(client: stripe.StripeClient, subscription: stripe.Subscription) -> None:
    """The donor's card is replaced by one that is refused at each debit."""
    with Store.open() as store:
        portal.change_method(store, str(subscription.customer), REFUSED_LATER)


def test_the_first_month_is_paid_at_once(stripe_client: stripe.StripeClient) -> None:
    session = give(stripe_client, monthly=True)
    subscription = refresh(stripe_client, session.subscription)  # type: ignore[arg-type]
    invoice = subscription.latest_invoice
    assert isinstance(invoice, stripe.Invoice)
    assert (session.status, session.payment_status, session.payment_intent, session.invoice) == ("complete", "paid", None, invoice.id)
    assert (subscription.status, subscription.metadata["gift"], subscription.customer) == ("active", "12", session.customer)
    assert item_of(subscription).current_period_end == add_month(subscription.start_date, subscription.start_date)
    assert (invoice.status, invoice.amount_paid, invoice.billing_reason) == ("paid", 2000, "subscription_create")
    assert invoice.parent.subscription_details.subscription == subscription.id  # type: ignore[union-attr]
    assert invoice.parent.subscription_details.metadata["gift"] == "12"  # type: ignore[union-attr, index]
    intent = stripe_client.v1.payment_intents.retrieve(invoice.payments.data[0].payment.payment_intent)  # type: ignore[union-attr, arg-type]
    assert (intent.status, intent.customer, intent.metadata.to_dict()) == ("succeeded", session.customer, {})
    assert types_since(stripe_client) == [
        "payment_intent.succeeded",
        "customer.created",
        "invoice.created",
        "customer.subscription.created",
        "invoice.finalized",
        "invoice_payment.paid",
        "invoice.paid",
        "invoice.payment_succeeded",
        "checkout.session.completed",
    ]


def test_every_field_is_one_of_the_librarys(stripe_client: stripe.StripeClient) -> None:
    subscription = refresh(stripe_client, give_monthly(stripe_client))
    invoice = subscription.latest_invoice
    assert isinstance(invoice, stripe.Invoice)
    customer = stripe_client.v1.customers.retrieve(str(subscription.customer), {"expand": ["subscriptions"]})
    found: list[tuple[stripe.StripeObject, type[stripe.StripeObject]]] = [
        (subscription, stripe.Subscription),
        (item_of(subscription), stripe.SubscriptionItem),
        (invoice, stripe.Invoice),
        (invoice.lines.data[0], stripe.InvoiceLineItem),
        (invoice.payments.data[0], stripe.InvoicePayment),  # type: ignore[union-attr]
        (customer, stripe.Customer),
        (stripe_client.v1.payment_methods.retrieve(str(subscription.default_payment_method)), stripe.PaymentMethod),
    ]
    for body, known in found:
        assert type(body) is known
        assert set(body.to_dict()) <= set(known.__annotations__)
    assert not hasattr(stripe_client.v1.invoices.retrieve(invoice.id), "payments")


def test_a_month_later_it_is_renewed(stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    before = last_event(stripe_client)
    pass_time(MONTH)
    renewed = refresh(stripe_client, subscription)
    assert item_of(renewed).current_period_start == item_of(subscription).current_period_end
    assert invoices_of(stripe_client, subscription) == [("subscription_create", "paid", 2000), ("subscription_cycle", "paid", 2000)]
    assert types_since(stripe_client, before) == [
        "invoice.created",
        "customer.subscription.updated",
        "invoice.finalized",
        "payment_intent.succeeded",
        "invoice_payment.paid",
        "invoice.paid",
        "invoice.payment_succeeded",
    ]


def test_months_end_where_the_calendar_lets_them() -> None:
    begun = int(datetime(2027, 1, 31, 12, tzinfo=UTC).timestamp())
    february = add_month(begun, begun)
    assert datetime.fromtimestamp(february, UTC).date().isoformat() == "2027-02-28"
    assert datetime.fromtimestamp(add_month(february, begun), UTC).date().isoformat() == "2027-03-31"


def test_time_that_really_passes_renews_as_well(stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    with time_machine.travel(subscription.start_date + 2 * MONTH):
        assert len(invoices_of(stripe_client, subscription)) == 3


def test_a_card_that_fails_is_tried_again_then_the_gift_ends(stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    fail_renewals(stripe_client, subscription)
    before = last_event(stripe_client)
    pass_time(MONTH)
    late = refresh(stripe_client, subscription)
    assert isinstance(late.latest_invoice, stripe.Invoice)
    assert (late.status, late.latest_invoice.status, late.latest_invoice.attempt_count) == ("past_due", "open", 1)
    assert late.latest_invoice.next_payment_attempt is not None
    pass_time(16 * DAY)
    ended = refresh(stripe_client, subscription)
    assert isinstance(ended.latest_invoice, stripe.Invoice)
    assert (ended.status, ended.cancellation_details.reason) == ("canceled", "payment_failed")  # type: ignore[union-attr]
    assert (ended.latest_invoice.status, ended.latest_invoice.attempt_count) == ("open", 4)
    found = types_since(stripe_client, before)
    assert found.count("invoice.payment_failed") == found.count("payment_intent.payment_failed") == 4
    assert found[-1] == "customer.subscription.deleted"
    pass_time(2 * MONTH)
    assert types_since(stripe_client, before) == found


def test_a_new_card_pays_at_the_next_attempt(stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    fail_renewals(stripe_client, subscription)
    pass_time(MONTH)
    with Store.open() as store:
        portal.change_method(store, str(subscription.customer), VISA)
    pass_time(4 * DAY)
    assert refresh(stripe_client, subscription).status == "active"
    assert invoices_of(stripe_client, subscription)[-1] == ("subscription_cycle", "paid", 2000)


def test_a_pause_voids_the_months_until_it_ends(stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    end = item_of(subscription).current_period_end
    paused = stripe_client.v1.subscriptions.update(
        subscription.id, {"pause_collection": {"behavior": "void", "resumes_at": end + 40 * DAY}}
    )
    assert (paused.status, paused.pause_collection.behavior) == ("active", "void")  # type: ignore[union-attr]
    pass_time(MONTH)
    assert invoices_of(stripe_client, subscription)[-1] == ("subscription_cycle", "void", 2000)
    pass_time(2 * MONTH)
    assert refresh(stripe_client, subscription).pause_collection is None
    assert [status for _reason, status, _amount in invoices_of(stripe_client, subscription)] == ["paid", "void", "void", "paid"]


def test_a_pause_is_taken_back(stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    stripe_client.v1.subscriptions.update(subscription.id, PAUSE)
    stripe_client.v1.subscriptions.update(subscription.id, {"pause_collection": ""})
    pass_time(MONTH)
    assert invoices_of(stripe_client, subscription)[-1] == ("subscription_cycle", "paid", 2000)
    assert types_since(stripe_client).count("customer.subscription.updated") == 3


def test_another_amount_counts_from_the_next_month_on(stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    item = item_of(subscription)
    price: Any = {"currency": "eur", "product": item.price.product, "recurring": {"interval": "month"}, "unit_amount": 1000}
    items: Any = [{"id": item.id, "price_data": price}]
    with pytest.raises(stripe.InvalidRequestError) as error:
        stripe_client.v1.subscriptions.update(subscription.id, {"items": items})
    assert error.value.param == "proration_behavior"
    changed = stripe_client.v1.subscriptions.update(subscription.id, {"items": items, "proration_behavior": "none"})
    assert (item_of(changed).id, item_of(changed).price.unit_amount) == (item.id, 1000)
    pass_time(MONTH)
    assert [amount for _reason, _status, amount in invoices_of(stripe_client, subscription)] == [2000, 1000]


def test_a_gift_is_ended_at_once(stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    ended = stripe_client.v1.subscriptions.cancel(subscription.id, {"cancellation_details": {"feedback": "other"}})
    assert (ended.status, ended.cancellation_details.reason) == ("canceled", "cancellation_requested")  # type: ignore[union-attr]
    assert types_since(stripe_client)[-1] == "customer.subscription.deleted"
    pass_time(2 * MONTH)
    assert len(invoices_of(stripe_client, subscription)) == 1
    with pytest.raises(stripe.InvalidRequestError) as error:
        stripe_client.v1.subscriptions.cancel(subscription.id)
    assert (error.value.http_status, error.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.subscriptions.update(subscription.id, PAUSE)


def test_a_gift_ends_with_its_month(stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    leaving = stripe_client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    assert (leaving.status, leaving.cancel_at) == ("active", item_of(subscription).current_period_end)
    pass_time(MONTH)
    assert refresh(stripe_client, subscription).status == "canceled"
    assert len(invoices_of(stripe_client, subscription)) == 1


def test_a_refused_card_begins_nothing(stripe_client: stripe.StripeClient) -> None:
    session = give(stripe_client, REFUSED_LATER, monthly=True)
    assert (session.status, session.subscription, session.customer) == ("open", None, None)
    assert types_since(stripe_client) == ["payment_intent.payment_failed"]


def test_a_card_that_always_asks_fails_without_its_owner(stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    with Store.open() as store:
        portal.change_method(store, str(subscription.customer), "4000002760003184")
    pass_time(MONTH)
    assert refresh(stripe_client, subscription).status == "past_due"


def test_a_donor_who_is_erased_pays_no_more(stripe_client: stripe.StripeClient) -> None:
    subscription = give_monthly(stripe_client)
    deleted = stripe_client.v1.customers.delete(str(subscription.customer))
    assert deleted.deleted is True
    assert refresh(stripe_client, subscription).status == "canceled"
    assert stripe_client.v1.customers.list({}).data == []
    with pytest.raises(stripe.InvalidRequestError):
        stripe_client.v1.customers.update(str(subscription.customer), {"name": "Personne"})


def test_a_known_donor_gives_again(stripe_client: stripe.StripeClient) -> None:
    donor = stripe_client.v1.customers.create({"email": "donatrice@demo.test", "metadata": {"donor": "3"}})
    changed = stripe_client.v1.customers.update(donor.id, {"name": "Une donatrice", "metadata": {"donor": ""}})
    assert (changed.name, changed.metadata.to_dict()) == ("Une donatrice", {})  # type: ignore[union-attr]
    session = give(stripe_client, customer=donor.id, customer_email=None)
    assert (session.customer, session.customer_details.email) == (donor.id, "donatrice@demo.test")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"submit_type": "donate"}, "submit_type"),
        ({"payment_intent_data": {"metadata": {}, "description": "Don"}}, "payment_intent_data"),
        ({"customer": "cus_none", "customer_email": "a@demo.test"}, "customer_email"),
        ({"allowed_payment_method_types": ["card", "paypal"]}, "allowed_payment_method_types[1]"),
        (
            {"line_items": [{"quantity": 1, "price_data": {"currency": "eur", "unit_amount": 500, "product_data": {"name": "Don"}}}]},
            "line_items[0][price_data][recurring]",
        ),
    ],
)
def test_a_monthly_session_is_refused_as_stripe_would(stripe_client: stripe.StripeClient, changes: dict[str, Any], param: str) -> None:
    with pytest.raises(stripe.InvalidRequestError) as error:
        open_session(stripe_client, monthly=True, **changes)
    assert error.value.param == param
