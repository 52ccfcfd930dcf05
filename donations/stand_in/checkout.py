"""Checkout Sessions in payment mode and their PaymentIntents, with the behaviour that Stripe documents.

https://docs.stripe.com/api/checkout/sessions and https://docs.stripe.com/api/payment_intents
"""

from typing import Any, Final
from urllib.parse import urlsplit

import stripe
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http.request import validate_host
from django.urls import reverse

from donations.stand_in.errors import Refusal
from donations.stand_in.store import Json, Store, clock, new_id

SHORTEST: Final = 30 * 60
LONGEST: Final = 24 * 3600
MINIMUM_CENTS: Final = 50
MAXIMUM_CENTS: Final = 99_999_999
METADATA_KEYS: Final = 50
METADATA_KEY_LENGTH: Final = 40
METADATA_VALUE_LENGTH: Final = 500
REFERENCE_LENGTH: Final = 200


def blank(resource: type[stripe.StripeObject]) -> Json:
    """An object of the API with every field that the library knows, all null."""
    return {name: None for name in resource.__annotations__ if not name.startswith("_") and name != "OBJECT_NAME"}


def create_session(store: Store, params: Json) -> Json:
    """Opens a session and its payment page. Raises Refusal for what Stripe would refuse beyond types."""
    now = clock()
    amount, currency = _read_line_items(params.get("line_items"))
    _check_addresses(params)
    _check_details(params)
    expires_at = params.get("expires_at", now + LONGEST)
    if not SHORTEST <= expires_at - now <= LONGEST:
        raise Refusal(
            "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.", param="expires_at"
        )
    session_id = new_id("cs_test")
    session = {
        **blank(stripe.checkout.Session),
        **{name: params.get(name) for name in ("cancel_url", "client_reference_id", "customer_email", "locale", "submit_type")},
        "id": session_id,
        "object": "checkout.session",
        "amount_subtotal": amount,
        "amount_total": amount,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "created": now,
        "currency": currency,
        "custom_fields": [],
        "custom_text": {"after_submit": None, "shipping_address": None, "submit": None, "terms_of_service_acceptance": None},
        "customer_creation": "if_required",
        "expires_at": expires_at,
        "livemode": False,
        "metadata": params.get("metadata") or {},
        "mode": "payment",
        "payment_method_collection": "if_required",
        "payment_method_types": params.get("allowed_payment_method_types") or ["card"],
        "payment_status": "unpaid",
        "shipping_options": [],
        "status": "open",
        "success_url": params["success_url"],
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "ui_mode": "hosted_page",
        "url": _origin(params["success_url"]) + reverse("demo_stripe", args=[session_id]),
    }
    return store.add(session, hidden={"payment_intent_data": params.get("payment_intent_data") or {}})


def _origin(success_url: str) -> str:
    """The server that the donor comes from: it shows the payment page, and takes the events."""
    scheme, host, *_rest = urlsplit(success_url)
    return f"{scheme}://{host}"


def _read_line_items(items: list[Json] | None) -> tuple[int, str]:
    """The total in cents, and its currency."""
    if not items:
        raise Refusal("You must specify `line_items` in `payment` mode.", code="parameter_missing", param="line_items")
    total = sum(_read_line_item(item, f"line_items[{number}]") for number, item in enumerate(items))
    if total < MINIMUM_CENTS:
        raise Refusal("The Checkout Session's total amount due must add up to at least €0.50 eur", code="amount_too_small")
    if total > MAXIMUM_CENTS:
        raise Refusal("The Checkout Session's total amount must be no more than €999,999.99 eur", code="amount_too_large")
    return total, "eur"


def _read_line_item(item: Json, param: str) -> int:
    price = item.get("price_data")
    if price is None:
        raise Refusal("The stand-in knows no Price: give `price_data`.", param=f"{param}[price]")
    if "product_data" not in price:
        raise Refusal("The stand-in knows no Product: give `product_data`.", param=f"{param}[price_data][product]")
    if "recurring" in price:
        raise Refusal("You must use `subscription` mode with recurring prices.", param=f"{param}[price_data][recurring]")
    if "unit_amount" not in price:
        raise Refusal("Missing required param: unit_amount.", code="parameter_missing", param=f"{param}[price_data][unit_amount]")
    if price["currency"] != "eur":
        raise Refusal(f"Invalid currency: {price['currency']}", param=f"{param}[price_data][currency]")
    if price["unit_amount"] < 0:
        raise Refusal("This value must be greater than or equal to 0.", param=f"{param}[price_data][unit_amount]")
    if item.get("quantity", 0) < 1:
        raise Refusal("This value must be greater than or equal to 1.", param=f"{param}[quantity]")
    amount: int = price["unit_amount"] * item["quantity"]
    return amount


def _check_addresses(params: Json) -> None:
    if "success_url" not in params:
        raise Refusal("Missing required param: success_url.", code="parameter_missing", param="success_url")
    for param in ("success_url", "cancel_url"):
        address = urlsplit(str(params.get(param, params["success_url"])))
        if address.scheme not in {"http", "https"} or not validate_host(_host(address.netloc), settings.ALLOWED_HOSTS):
            raise Refusal("Not a valid URL", code="url_invalid", param=param)


def _host(netloc: str) -> str:
    """Without its port; an IPv6 address keeps its brackets."""
    return netloc.rpartition(":")[0] if netloc.rpartition(":")[2].isdigit() else netloc


def _check_details(params: Json) -> None:
    if params.get("mode") != "payment":
        raise Refusal("The stand-in knows `payment` mode alone.", param="mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise Refusal("The stand-in knows the hosted page alone.", param="ui_mode")
    if len(params.get("client_reference_id", "")) > REFERENCE_LENGTH:
        raise Refusal("Invalid string: at most 200 characters", param="client_reference_id")
    if "customer_email" in params:
        try:
            validate_email(params["customer_email"])
        except ValidationError:
            raise Refusal(f"Invalid email address: {params['customer_email']}", code="email_invalid", param="customer_email") from None
    _check_metadata(params.get("metadata") or {}, "metadata")
    _check_metadata((params.get("payment_intent_data") or {}).get("metadata") or {}, "payment_intent_data[metadata]")


def _check_metadata(metadata: dict[str, str], param: str) -> None:
    if len(metadata) > METADATA_KEYS:
        raise Refusal("Metadata can hold 50 keys at most.", param=param)
    for name, value in metadata.items():
        if len(name) > METADATA_KEY_LENGTH or len(value) > METADATA_VALUE_LENGTH:
            raise Refusal("Metadata keys can have 40 characters, values 500.", param=f"{param}[{name}]")


def expire_session(store: Store, session_id: str) -> Json:
    """Closes an open session, as its owner may; raises Refusal for one that is complete or expired."""
    session = store.get("checkout.session", session_id)
    if session["status"] != "open":
        raise Refusal(
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of `{session["status"]}`.'
        )
    session |= {"status": "expired", "url": None}
    if session["payment_intent"]:
        intent = store.get("payment_intent", session["payment_intent"])
        intent |= {"status": "canceled", "canceled_at": clock(), "cancellation_reason": "automatic"}
        emit(store, "payment_intent.canceled", store.save(intent), session)
    emit(store, "checkout.session.expired", store.save(session), session)
    return session


def expire_due_sessions(store: Store) -> None:
    for session_id in store.open_sessions_due():
        expire_session(store, session_id)


def accept(store: Store, session: Json) -> Json:
    """The card is charged: the session is complete and paid."""
    intent = _find_or_make_intent(store, session)
    charge = store.add(
        {
            **blank(stripe.Charge),
            "id": new_id("ch"),
            "object": "charge",
            "amount": intent["amount"],
            "amount_captured": intent["amount"],
            "amount_refunded": 0,
            "billing_details": {"address": None, "email": session["customer_email"], "name": None, "phone": None, "tax_id": None},
            "captured": True,
            "created": clock(),
            "currency": intent["currency"],
            "disputed": False,
            "livemode": False,
            "metadata": intent["metadata"],
            "paid": True,
            "payment_intent": intent["id"],
            "refunded": False,
            "status": "succeeded",
        }
    )
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "latest_charge": charge["id"], "last_payment_error": None}
    session |= {
        "status": "complete",
        "payment_status": "paid",
        "payment_intent": intent["id"],
        "url": None,
        "customer_details": {
            "address": None,
            "email": session["customer_email"],
            "name": None,
            "phone": None,
            "tax_exempt": "none",
            "tax_ids": [],
        },
    }
    emit(store, "payment_intent.succeeded", store.save(intent), session)
    emit(store, "checkout.session.completed", store.save(session), session)
    return session


def decline(store: Store, session: Json) -> Json:
    """The bank refuses the card: the session stays open, another card may be tried."""
    intent = _find_or_make_intent(store, session)
    intent["last_payment_error"] = {
        "type": "card_error",
        "code": "card_declined",
        "decline_code": "generic_decline",
        "message": "Your card was declined.",
    }
    session["payment_intent"] = intent["id"]
    store.save(session)
    emit(store, "payment_intent.payment_failed", store.save(intent), session)
    return session


def _find_or_make_intent(store: Store, session: Json) -> Json:
    """Stripe makes the PaymentIntent when the donor first tries to pay."""
    if session["payment_intent"]:
        return store.get("payment_intent", session["payment_intent"])
    data = store.hidden(session["id"])["payment_intent_data"]
    return store.add(
        {
            **blank(stripe.PaymentIntent),
            "id": new_id("pi"),
            "object": "payment_intent",
            "amount": session["amount_total"],
            "amount_capturable": 0,
            "amount_received": 0,
            "automatic_payment_methods": {"allow_redirects": "always", "enabled": True},
            "capture_method": data.get("capture_method", "automatic_async"),
            "confirmation_method": "automatic",
            "created": clock(),
            "currency": session["currency"],
            "description": data.get("description"),
            "livemode": False,
            "metadata": data.get("metadata") or {},
            "payment_method_types": session["payment_method_types"],
            "receipt_email": data.get("receipt_email"),
            "status": "requires_payment_method",
        }
    )


def emit(store: Store, kind: str, body: Json, session: Json) -> None:
    """Writes an event with the object as it is now, for the site that opened the session."""
    event: dict[str, Any] = {
        "id": new_id("evt"),
        "object": "event",
        "account": None,
        "api_version": settings.STRIPE_API_VERSION,
        "context": None,
        "created": clock(),
        "data": {"object": body},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
    store.add_event(event, address=_origin(session["success_url"]) + reverse("stripe_webhook"))
