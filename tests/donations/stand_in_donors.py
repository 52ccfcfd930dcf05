"""Donors of the stand-in, without the site: they open a session by the real library, pay, and time passes."""

from typing import Any

import stripe

from donations.stand_in import checkout, clock
from donations.stand_in.methods import VISA
from donations.stand_in.store import Store
from donations.stripe_client import make_client

DAY = clock.DAY
# The longest month, and the hours that an invoice stays a draft.
MONTH = 31 * DAY + 3 * 3600


def open_session(client: stripe.StripeClient, *, monthly: bool = False, cents: int = 2000, **changes: Any) -> stripe.checkout.Session:
    price: Any = {"currency": "eur", "unit_amount": cents, "product_data": {"name": "Don"}}
    params: Any = {
        "mode": "subscription" if monthly else "payment",
        "customer_email": "donatrice@demo.test",
        "line_items": [{"quantity": 1, "price_data": price | ({"recurring": {"interval": "month"}} if monthly else {})}],
        "subscription_data" if monthly else "payment_intent_data": {"metadata": {"gift": "12"}},
        "success_url": "http://testserver/merci/?session={CHECKOUT_SESSION_ID}",
        **changes,
    }
    return client.v1.checkout.sessions.create(params)


def give(client: stripe.StripeClient, number: str = VISA, **options: Any) -> stripe.checkout.Session:
    """The session of a donor who has paid with a test card or test IBAN, as it is then."""
    session = open_session(client, **options)
    with Store.open() as store:
        checkout.pay(store, store.get("checkout.session", session.id), number)
    return client.v1.checkout.sessions.retrieve(session.id, {"expand": ["payment_intent.latest_charge", "subscription.latest_invoice"]})


def give_monthly(client: stripe.StripeClient, number: str = VISA, *, cents: int = 2000) -> stripe.Subscription:
    subscription = give(client, number, monthly=True, cents=cents).subscription
    assert isinstance(subscription, stripe.Subscription)
    return subscription


def charge_of(client: stripe.StripeClient, number: str = VISA, *, cents: int = 2000) -> stripe.Charge:
    """What was charged for a gift made once."""
    intent = give(client, number, cents=cents).payment_intent
    assert isinstance(intent, stripe.PaymentIntent)
    assert isinstance(intent.latest_charge, stripe.Charge)
    return intent.latest_charge


def pass_time(seconds: int) -> None:
    with Store.open() as store:
        clock.advance(store, seconds)


def types_since(client: stripe.StripeClient, event_id: str | None = None) -> list[str]:
    """The types of all events, oldest first, or of those after one."""
    params: Any = {"limit": 100, **({"ending_before": event_id} if event_id else {})}
    return [str(event.type) for event in client.v1.events.list(params).data][::-1]


def last_event(client: stripe.StripeClient) -> str:
    return client.v1.events.list({"limit": 1}).data[0].id


def open_portal(customer: str = "") -> stripe.billing_portal.Session:
    """The portal of a donor, new unless told otherwise."""
    client = make_client()
    customer = customer or client.v1.customers.create({"email": "donatrice@demo.test"}).id
    return client.v1.billing_portal.sessions.create({"customer": customer, "return_url": "http://testserver/don/mes-dons/", "locale": "fr"})
