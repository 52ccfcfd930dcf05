"""Checkout Sessions: the donor pays once, or begins to pay every month.

https://docs.stripe.com/api/checkout/sessions
"""

from typing import Final
from urllib.parse import urlsplit

import stripe
from django.urls import reverse

from donations.stand_in import customers, payments, subscriptions
from donations.stand_in.checkout_checks import ACCOUNT_METHODS, check_session
from donations.stand_in.errors import Refusal
from donations.stand_in.events import emit
from donations.stand_in.methods import DECLINED, METHODS, VISA, add_method
from donations.stand_in.objects import Json, as_list, blank, new_id
from donations.stand_in.store import Store

SHORTEST: Final = 30 * 60
LONGEST: Final = 24 * 3600


def create_session(store: Store, params: Json) -> Json:
    """Opens a session and its payment page. Raises Refusal for what Stripe would refuse beyond types."""
    now = store.now()
    check_session(store, params)
    line = params["line_items"][0]
    amount = line["price_data"]["unit_amount"] * line["quantity"]
    expires_at = params.get("expires_at", now + LONGEST)
    if not SHORTEST <= expires_at - now <= LONGEST:
        raise Refusal(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.", param="expires_at"
        )
    session_id = new_id("cs_test")
    monthly = params["mode"] == "subscription"
    scheme, host, *_rest = urlsplit(params["success_url"])
    site = f"{scheme}://{host}"
    session = {
        **blank(stripe.checkout.Session),
        **{
            name: params.get(name)
            for name in (
                "allowed_payment_method_types",
                "cancel_url",
                "client_reference_id",
                "customer",
                "customer_email",
                "locale",
                "mode",
                "success_url",
                "submit_type",
            )
        },
        "id": session_id,
        "amount_subtotal": amount,
        "amount_total": amount,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "created": now,
        "currency": "eur",
        "custom_fields": [],
        "custom_text": {"after_submit": None, "shipping_address": None, "submit": None, "terms_of_service_acceptance": None},
        "customer_creation": None if params.get("customer") else "always" if monthly else params.get("customer_creation", "if_required"),
        "expires_at": expires_at,
        "metadata": params.get("metadata") or {},
        "payment_method_collection": "always" if monthly else "if_required",
        "payment_method_types": params.get("allowed_payment_method_types") or list(ACCOUNT_METHODS),
        "payment_status": "unpaid",
        "shipping_options": [],
        "status": "open",
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": site + reverse("demo_stripe", args=[session_id]),
    }
    data = {name: params.get(name) or {} for name in ("payment_intent_data", "subscription_data")}
    store.state("site", site)
    store.schedule("expire_session", session_id, at=expires_at)
    return store.add(session, hidden={**data, "line": line, "attempt": None})


def expire_session(store: Store, session_id: str) -> Json:
    """Closes an open session, as its owner may; raises Refusal for one that is complete or expired."""
    session = store.get("checkout.session", session_id)
    if session["status"] != "open":
        raise Refusal(
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of `{session["status"]}`.'
        )
    session |= {"status": "expired", "url": None}
    store.unschedule(session_id)
    attempt = store.hidden(session_id)["attempt"]
    if attempt:
        payments.cancel(store, store.get("payment_intent", attempt), "automatic")
    emit(store, "checkout.session.expired", store.save(session))
    return session


def accept(store: Store, session: Json) -> Json:
    """A card that is taken."""
    return pay(store, session, VISA)


def decline(store: Store, session: Json) -> Json:
    """A card that is refused: the session stays open, another card may be tried."""
    return pay(store, session, DECLINED)


def pay(store: Store, session: Json, number: str, *, wallet: str | None = None) -> Json:
    """The donor gives the number of a test card or IBAN. The session is then complete, still open, or waits for `authenticate`."""
    if METHODS[number].kind not in session["payment_method_types"]:
        raise Refusal("This means of payment is not offered.", param="payment_method")
    intent = _find_or_make_intent(store, session)
    method = add_method(store, number, email=email_of(store, session), wallet=wallet)
    return _after(store, session, payments.attempt(store, intent, method["id"]))


def authenticate(store: Store, session: Json, *, is_confirmed: bool) -> Json:
    """The donor answers their bank's question (3-D Secure)."""
    intent = pending_intent(store, session)
    if intent is None or intent["status"] != "requires_action":
        return session
    if is_confirmed:
        return _after(store, session, payments.attempt(store, intent, intent["payment_method"], authenticated=True))
    return _after(store, session, payments.fail(store, intent | {"next_action": None}, "authentication_failure"))


def pending_intent(store: Store, session: Json) -> Json | None:
    """What the donor last tried, while the session is open."""
    attempt = store.hidden(session["id"])["attempt"]
    return store.get("payment_intent", attempt) if attempt else None


def _after(store: Store, session: Json, intent: Json) -> Json:
    if intent["status"] in {"succeeded", "processing"}:
        return _complete(store, session, intent)
    return session


def _complete(store: Store, session: Json, intent: Json) -> Json:
    store.unschedule(session["id"])
    session |= {"status": "complete", "url": None, "payment_status": "paid" if intent["status"] == "succeeded" else "unpaid"}
    if session["mode"] == "subscription" or session["customer"] or session["customer_creation"] == "always":
        customer = _find_or_make_customer(store, session)
        session["customer"] = intent["customer"] = customer["id"]
        store.save(intent)
        for kind, object_id in (("charge", intent["latest_charge"]), ("payment_method", intent["payment_method"])):
            store.save(store.get(kind, object_id) | {"customer": customer["id"]})
        if session["mode"] == "subscription":
            _subscribe(store, session, customer, intent)
    session["customer_details"] = {
        "address": None,
        "business_name": None,
        "individual_name": None,
        "name": None,
        "phone": None,
        "email": email_of(store, session),
        "tax_exempt": "none",
        "tax_ids": [],
    }
    emit(store, "checkout.session.completed", store.save(session))
    return session


def _subscribe(store: Store, session: Json, customer: Json, intent: Json) -> None:
    hidden = store.hidden(session["id"])
    price = customers.create_price(store, hidden["line"]["price_data"], "line_items[0][price_data]")
    subscription = subscriptions.create(
        store,
        customer=customer,
        price=price,
        quantity=hidden["line"]["quantity"],
        metadata=hidden["subscription_data"].get("metadata") or {},
        intent=intent,
    )
    session |= {"subscription": subscription["id"], "invoice": subscription["latest_invoice"]}


def _find_or_make_customer(store: Store, session: Json) -> Json:
    if session["customer"]:
        return customers.get(store, session["customer"])
    return customers.create(store, {"email": session["customer_email"]} if session["customer_email"] else {})


def email_of(store: Store, session: Json) -> str | None:
    email: str | None = session["customer_email"]
    if email is None and session["customer"]:
        email = customers.get(store, session["customer"])["email"]
    return email


def _find_or_make_intent(store: Store, session: Json) -> Json:
    """Stripe makes the PaymentIntent when the donor first tries to pay. That of a month has no metadata: it belongs to an invoice."""
    intent = pending_intent(store, session)
    if intent is not None:
        return intent
    monthly = session["mode"] == "subscription"
    data = store.hidden(session["id"])["payment_intent_data"]
    intent = payments.open_intent(
        store,
        session["amount_total"],
        method_types=session["payment_method_types"],
        customer=session["customer"],
        metadata=data.get("metadata"),
        description="Subscription creation" if monthly else data.get("description"),
        receipt_email=data.get("receipt_email"),
        capture_method="automatic" if monthly else data.get("capture_method", "automatic_async"),
    )
    store.hide(session["id"], attempt=intent["id"])
    if not monthly:
        session["payment_intent"] = intent["id"]
        store.save(session)
    return intent


def list_lines(store: Store, session: Json) -> Json:
    line = store.hidden(session["id"])["line"]
    item = {
        **blank(stripe.LineItem),
        "id": new_id("li"),
        "amount_discount": 0,
        "amount_subtotal": session["amount_subtotal"],
        "amount_tax": 0,
        "amount_total": session["amount_total"],
        "currency": "eur",
        "description": line["price_data"].get("product_data", {}).get("name"),
        "quantity": line["quantity"],
    }
    return as_list([item], f"/v1/checkout/sessions/{session['id']}/line_items")
