"""PaymentIntents and Charges: a payment is tried, succeeds, waits for the bank, or fails.

https://docs.stripe.com/payments/paymentintents/lifecycle
"""

from typing import Final

import stripe

from donations.stand_in import balance
from donations.stand_in.events import emit
from donations.stand_in.methods import CARD, SEPA, Method, method_of
from donations.stand_in.objects import Json, blank, new_id
from donations.stand_in.store import Store

DAY: Final = 24 * 3600
# The bank of a direct debit answers within some days; its owner may contest it later still.
DEBIT_SECONDS: Final = 5 * DAY
DISPUTE_SECONDS: Final = 10 * DAY


def open_intent(
    store: Store,
    amount: int,
    *,
    method_types: list[str],
    customer: str | None = None,
    metadata: dict[str, str] | None = None,
    description: str | None = None,
    receipt_email: str | None = None,
    capture_method: str = "automatic_async",
) -> Json:
    return store.add(
        {
            **blank(stripe.PaymentIntent),
            "id": new_id("pi"),
            "amount": amount,
            "amount_capturable": 0,
            "amount_received": 0,
            "automatic_payment_methods": {"allow_redirects": "always", "enabled": True},
            "capture_method": capture_method,
            "confirmation_method": "automatic",
            "created": store.now(),
            "currency": "eur",
            "customer": customer,
            "description": description,
            "metadata": metadata or {},
            "payment_method_types": method_types,
            "receipt_email": receipt_email,
            "status": "requires_payment_method",
        }
    )


def attempt(store: Store, intent: Json, payment_method: str, *, authenticated: bool = False, off_session: bool = False) -> Json:
    """Tries to pay. The intent is then `succeeded`, `processing` (a direct debit), `requires_action` (3-D Secure) or refused."""
    method = method_of(store, payment_method)
    intent |= {"payment_method": payment_method, "next_action": None}
    if method.kind == SEPA:
        return _begin_debit(store, intent)
    if method.challenge == "always" and off_session:
        return fail(store, intent, "authentication_required")
    if method.challenge and not authenticated and not off_session:
        intent |= {"status": "requires_action", "next_action": {"type": "use_stripe_sdk"}, "last_payment_error": None}
        emit(store, "payment_intent.requires_action", store.save(intent))
        return intent
    if method.decline:
        return fail(store, intent, method.decline)
    return succeed(store, intent)


def _begin_debit(store: Store, intent: Json) -> Json:
    charge = _add_charge(store, intent, status="pending")
    intent |= {"status": "processing", "latest_charge": charge["id"], "last_payment_error": None}
    store.schedule("settle_debit", intent["id"], at=store.now() + DEBIT_SECONDS)
    emit(store, "payment_intent.processing", store.save(intent))
    return intent


def succeed(store: Store, intent: Json) -> Json:
    """The money is Stripe's: the charge counts in the balance, less the fee."""
    method = method_of(store, intent["payment_method"])
    if intent["status"] == "processing":
        charge = store.get("charge", intent["latest_charge"]) | {"status": "succeeded", "paid": True}
    else:
        charge = _add_charge(store, intent, status="succeeded")
    fee = balance.fee_of(charge["amount"], method.kind)
    movement = balance.record(store, "charge", charge["amount"], source=charge["id"], fee=fee, description=charge["description"] or "")
    store.save(charge | {"balance_transaction": movement["id"]})
    intent |= {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "latest_charge": charge["id"],
        "last_payment_error": None,
    }
    if method.dispute:
        store.schedule("dispute", charge["id"], at=store.now() + DISPUTE_SECONDS)
    emit(store, "payment_intent.succeeded", store.save(intent))
    return intent


def fail(store: Store, intent: Json, code: str) -> Json:
    """The bank refuses: the intent waits for another means of payment."""
    kind = method_of(store, intent["payment_method"]).kind
    failure = {"failure_code": "card_declined" if kind == CARD else code, "failure_message": _message(kind), "paid": False}
    if intent["status"] == "processing":
        charge = store.save(store.get("charge", intent["latest_charge"]) | failure | {"status": "failed"})
    else:
        charge = store.save(_add_charge(store, intent, status="failed") | failure)
    intent |= {
        "status": "requires_payment_method",
        "latest_charge": charge["id"],
        "last_payment_error": {
            "type": "card_error" if kind == CARD else "invalid_request_error",
            "code": charge["failure_code"],
            "decline_code": code if kind == CARD else None,
            "message": charge["failure_message"],
            "charge": charge["id"],
        },
    }
    emit(store, "payment_intent.payment_failed", store.save(intent))
    return intent


def _message(kind: str) -> str:
    return "Your card was declined." if kind == CARD else "The customer’s bank account could not be debited."


def cancel(store: Store, intent: Json, reason: str) -> Json:
    intent |= {"status": "canceled", "canceled_at": store.now(), "cancellation_reason": reason}
    emit(store, "payment_intent.canceled", store.save(intent))
    return intent


def _add_charge(store: Store, intent: Json, *, status: str) -> Json:
    method = store.get("payment_method", intent["payment_method"])
    return store.add(
        {
            **blank(stripe.Charge),
            "id": new_id("ch"),
            "amount": intent["amount"],
            "amount_captured": 0 if status == "failed" else intent["amount"],
            "amount_refunded": 0,
            "billing_details": method["billing_details"],
            "captured": status != "failed",
            "created": store.now(),
            "currency": intent["currency"],
            "customer": intent["customer"],
            "description": intent["description"],
            "disputed": False,
            "metadata": intent["metadata"],
            "paid": status == "succeeded",
            "payment_intent": intent["id"],
            "payment_method": method["id"],
            "payment_method_details": {"type": method["type"], method["type"]: method[method["type"]]},
            "refunded": False,
            "status": status,
        }
    )


def method_of_charge(store: Store, charge: Json) -> Method:
    return method_of(store, charge["payment_method"])
