"""Disputes: a donor's bank takes the money back, for a time or for good (https://docs.stripe.com/disputes/how-disputes-work)."""

from typing import Final

import stripe

from donations.stand_in import balance, payments
from donations.stand_in.errors import Refusal
from donations.stand_in.events import emit, save_and_emit
from donations.stand_in.methods import CARD, SEPA
from donations.stand_in.objects import Json, blank, new_id
from donations.stand_in.store import Store

DAY: Final = 24 * 3600
ANSWER_SECONDS: Final = 7 * DAY


def open_dispute(store: Store, charge_id: str, reason: str = "") -> Json:
    """The bank contests a payment; a direct debit is lost at once. Raises Refusal for what cannot be contested (again)."""
    charge = store.get("charge", charge_id)
    method = payments.method_of_charge(store, charge)
    amount = charge["amount"] - charge["amount_refunded"]
    if charge["status"] != "succeeded" or charge["disputed"] or not amount:
        raise Refusal(f"Charge {charge_id} cannot be disputed.")
    now = store.now()
    returned = method.kind == SEPA
    dispute = {
        **blank(stripe.Dispute),
        "id": new_id("du"),
        "amount": amount,
        "balance_transactions": [],
        "charge": charge_id,
        "created": now,
        "currency": "eur",
        "enhanced_eligibility_types": [],
        "evidence": {},
        "evidence_details": {
            "due_by": None if returned else now + ANSWER_SECONDS,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": None if returned else {"type": CARD, CARD: {"brand": method.brand, "case_type": "chargeback"}},
        "reason": reason or method.dispute or ("debit_not_authorized" if returned else "fraudulent"),
        "status": "lost" if returned else "needs_response",
    }
    _move(store, dispute, -amount, balance.DISPUTE_FEES[method.kind])
    store.save(charge | {"disputed": True})
    emit(store, "charge.dispute.created", store.add(dispute))
    emit(store, "charge.dispute.funds_withdrawn", dispute)
    if returned:
        emit(store, "charge.dispute.closed", dispute)
    return dispute


def _move(store: Store, dispute: Json, amount: int, fee: int) -> None:
    movement = balance.record(store, "adjustment", amount, source=dispute["id"], fee=fee, description="Chargeback")
    dispute["balance_transactions"] = [*dispute["balance_transactions"], movement]


def _get_open(store: Store, dispute_id: str) -> Json:
    dispute = store.get("dispute", dispute_id, param="dispute")
    if dispute["status"] not in {"needs_response", "under_review"}:
        raise Refusal("This dispute is already closed.", param="dispute")
    return dispute


def win(store: Store, dispute_id: str) -> Json:
    """The bank agrees with the association: the money comes back, and what the dispute cost."""
    dispute = _get_open(store, dispute_id)
    fee = dispute["balance_transactions"][0]["fee"]
    _move(store, dispute, dispute["amount"], -fee)
    save_and_emit(store, "charge.dispute.closed", dispute, status="won")
    emit(store, "charge.dispute.funds_reinstated", dispute)
    return dispute


def lose(store: Store, dispute_id: str) -> Json:
    """The bank keeps the money, as when the association accepts the dispute."""
    return save_and_emit(store, "charge.dispute.closed", _get_open(store, dispute_id), status="lost")
