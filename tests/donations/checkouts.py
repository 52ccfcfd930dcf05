"""What donors and Stripe do, in the stand-in: open a payment page, pay, decline, expire, post events."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import stripe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from donations.giving import start_checkout
from donations.models import Gift
from donations.stand_in import checkout, clock, portal
from donations.stand_in.methods import VISA
from donations.stand_in.store import Fault, Json, Store

Answers = dict[str, str]
# Kept by Stripe, then refused at every debit.
REFUSED_LATER = "4000000000000341"


def open_checkout(gift: Gift) -> Json:
    """The session behind the payment page of a gift just begun."""
    start_checkout(
        gift,
        success_address="http://testserver/don/merci/?session={CHECKOUT_SESSION_ID}",
        cancel_address="http://testserver/don/",
        now=timezone.now(),
    )
    gift.refresh_from_db()
    with Store.open() as store:
        return store.get("checkout.session", gift.checkout_session_id)


def decide(session: Json, decision: Callable[[Store, Json], Json]) -> None:
    with Store.open() as store:
        decision(store, store.get("checkout.session", session["id"]))


def pay(session: Json, number: str = VISA) -> None:
    """With a test card or test IBAN."""
    decide(session, lambda store, found: checkout.pay(store, found, number))


def change_card(session: Json, number: str) -> None:
    """The donor of a monthly gift changes their card in the portal."""
    with Store.open() as store:
        portal.change_method(store, store.get("checkout.session", session["id"])["customer"], number)


def pass_time(*, days: int) -> None:
    """All that is under way at the stand-in goes on by so much."""
    with Store.open() as store:
        clock.advance(store, days * clock.DAY)


def decline(session: Json) -> None:
    decide(session, checkout.decline)


def expire(session: Json) -> None:
    with Store.open() as store:
        checkout.expire_session(store, session["id"])


def plan_faults(*faults: Fault) -> None:
    with Store.open() as store:
        for fault in faults:
            store.plan_fault(fault)


def events() -> list[Json]:
    """Every event of the stand-in, oldest first."""
    with Store.open() as store:
        return store.events()[::-1]


def post_to(client: Client) -> Callable[[str, str, Mapping[str, str]], int]:
    """Posts as the courier does, to the test client."""

    def post(address: str, body: str, headers: Mapping[str, str]) -> int:
        path = re.sub(r"^https?://[^/]+", "", address)
        signature = headers["Stripe-Signature"]
        return client.post(path, body, content_type=headers["Content-Type"], headers={"Stripe-Signature": signature}).status_code

    return post


def send(
    client: Client, event: Json | str, *, secret: str | None = None, timestamp: int | None = None, signature: str | None = None
) -> Any:
    """Posts one event to the webhook, signed as Stripe signs unless told otherwise."""
    body = event if isinstance(event, str) else json.dumps(event)
    if signature is None:
        signature = stripe.WebhookSignature.generate_signature_header(body, secret or settings.STRIPE_WEBHOOK_SECRET, timestamp)
    headers = {"Stripe-Signature": signature} if signature else {}
    return client.post(reverse("stripe_webhook"), body, content_type="application/json", headers=headers)


def types(items: Iterable[Json]) -> list[str]:
    return [item["type"] for item in items]
