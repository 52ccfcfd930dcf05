"""Refunds, partial or whole; some take time, some fail (https://docs.stripe.com/refunds)."""

from typing import Final

import stripe

from donations.stand_in import balance, payments
from donations.stand_in.errors import Refusal
from donations.stand_in.events import emit, save_and_emit
from donations.stand_in.methods import SEPA
from donations.stand_in.objects import Json, blank, check_metadata, merge_metadata, new_id
from donations.stand_in.store import Store

DAY: Final = 24 * 3600
SLOW_SECONDS: Final = 3 * DAY


def create(store: Store, params: Json) -> Json:
    """Gives money back. Raises Refusal for more than is left, or for what was never received or is contested."""
    charge = _find_charge(store, params)
    check_metadata(params.get("metadata") or {}, "metadata")
    left = charge["amount"] - charge["amount_refunded"]
    if charge["status"] != "succeeded":
        raise Refusal(f"Charge {charge['id']} has no money to give back.", code="charge_not_refundable", param="charge")
    if charge["disputed"] and not _is_won(store, charge):
        raise Refusal(f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed")
    if not left:
        raise Refusal(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = params.get("amount", left)
    if amount < 1:
        raise Refusal("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > left:
        raise Refusal(
            f"Refund amount (€{amount / 100:.2f}) is greater than unrefunded amount on charge (€{left / 100:.2f})", param="amount"
        )
    method = payments.method_of_charge(store, charge)
    is_slow = method.kind == SEPA or method.refund == "slow"
    refund = {
        **blank(stripe.Refund),
        "id": new_id("re"),
        "amount": amount,
        "charge": charge["id"],
        "created": store.now(),
        "currency": "eur",
        "destination_details": {"type": method.kind, method.kind: {}},
        "metadata": params.get("metadata") or {},
        "payment_intent": charge["payment_intent"],
        "pending_reason": "processing" if is_slow else None,
        "reason": params.get("reason"),
        "status": "pending" if is_slow else "succeeded",
    }
    refund["balance_transaction"] = balance.record(store, "refund", -amount, source=refund["id"])["id"]
    store.add(refund)
    if is_slow:
        store.schedule("end_refund", refund["id"], at=store.now() + SLOW_SECONDS)
    elif method.refund == "failed":
        store.schedule("fail_refund", refund["id"], at=store.now() + SLOW_SECONDS)
    given = charge["amount_refunded"] + amount
    charge |= {"amount_refunded": given, "refunded": given == charge["amount"]}
    emit(store, "refund.created", refund)
    emit(store, "charge.refunded", store.save(charge))
    return refund


def _find_charge(store: Store, params: Json) -> Json:
    if "payment_intent" in params:
        intent = store.get("payment_intent", params["payment_intent"], param="payment_intent")
        if intent["latest_charge"] is None:
            raise Refusal("This PaymentIntent does not have a successful charge to refund.", param="payment_intent")
        return store.get("charge", intent["latest_charge"])
    if "charge" in params:
        return store.get("charge", params["charge"], param="charge")
    raise Refusal("One of the following params should be provided: `payment_intent` or `charge`.", code="parameter_missing")


def _is_won(store: Store, charge: Json) -> bool:
    return store.select("dispute", charge=charge["id"])[0]["status"] == "won"


def update(store: Store, refund_id: str, params: Json) -> Json:
    refund = store.get("refund", refund_id, param="refund")
    return _say_changed(store, refund, metadata=merge_metadata(refund["metadata"], params.get("metadata") or {}))


def _say_changed(store: Store, refund: Json, **changes: object) -> Json:
    save_and_emit(store, "refund.updated", refund, **changes)
    emit(store, "charge.refund.updated", refund)
    return refund


def end_refund(store: Store, refund_id: str) -> None:
    """The donor's bank has taken the money back in."""
    refund = store.get("refund", refund_id)
    if refund["status"] == "pending":
        _say_changed(store, refund, status="succeeded", pending_reason=None)


def fail_refund(store: Store, refund_id: str) -> None:
    """The donor's bank refuses the money: it is the association's again. Raises Refusal for one that failed already."""
    refund = store.get("refund", refund_id)
    if refund["status"] not in {"pending", "succeeded"}:
        raise Refusal("This refund has already failed.")
    store.unschedule(refund_id)
    charge = store.get("charge", refund["charge"])
    store.save(charge | {"amount_refunded": charge["amount_refunded"] - refund["amount"], "refunded": False})
    movement = balance.record(store, "refund_failure", refund["amount"], source=refund_id)
    changes = {
        "status": "failed",
        "pending_reason": None,
        "failure_reason": "lost_or_stolen_card" if charge["payment_method_details"]["type"] != SEPA else "unknown",
        "failure_balance_transaction": movement["id"],
    }
    _say_changed(store, refund, **changes)
    emit(store, "refund.failed", refund)
