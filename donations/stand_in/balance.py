"""The money that Stripe holds for the association: each movement with its fee, and the payouts to its bank.

https://docs.stripe.com/reports/balance-transaction-types
"""

from typing import Final

import stripe

from donations.stand_in.errors import Refusal
from donations.stand_in.events import emit, save_and_emit
from donations.stand_in.methods import CARD, SEPA
from donations.stand_in.objects import Json, blank, new_id
from donations.stand_in.store import Store

DAY: Final = 24 * 3600
AVAILABLE_AFTER: Final = 7 * DAY
TRANSFER: Final = 2 * DAY
CATEGORIES: Final = {"adjustment": "dispute", "refund_failure": "refund_failure"}
DISPUTE_FEES: Final = {CARD: 2000, SEPA: 750}
BANK: Final = "ba_stand_in"


def fee_of(amount: int, kind: str) -> int:
    """1.5 % and 25 cents for a European card, 35 cents for a direct debit (https://stripe.com/fr/pricing)."""
    return 35 if kind == SEPA else (amount * 15 + 500) // 1000 + 25


def record(store: Store, kind: str, amount: int, *, source: str, fee: int = 0, description: str = "") -> Json:
    """A movement of the balance: `amount` is signed, the fee is taken off it."""
    now = store.now()
    return store.add(
        {
            **blank(stripe.BalanceTransaction),
            "id": new_id("txn"),
            "amount": amount,
            "available_on": now if kind in {"payout", "adjustment"} else now + AVAILABLE_AFTER,
            "balance_type": "payments",
            "created": now,
            "currency": "eur",
            "description": description or None,
            "fee": fee,
            "fee_details": [_detail(fee)] if fee else [],
            "net": amount - fee,
            "reporting_category": CATEGORIES.get(kind, kind),
            "source": source,
            "status": "available" if kind == "payout" else "pending",
            "type": kind,
        }
    )


def _detail(fee: int) -> Json:
    return {"amount": fee, "application": None, "currency": "eur", "description": "Stripe processing fees", "type": "stripe_fee"}


def waiting(store: Store) -> list[Json]:
    """The movements that no payout holds yet."""
    return store.select("balance_transaction", status="pending")


def retrieve(store: Store) -> Json:
    amount = sum(transaction["net"] for transaction in waiting(store))
    entry = {"amount": amount, "currency": "eur", "source_types": {"card": amount}}
    none = {**entry, "amount": 0, "source_types": {"card": 0}}
    return {**blank(stripe.Balance), "available": [none], "pending": [entry]}


def pay_out(store: Store) -> Json | None:
    """Sends everything to the association's bank, whenever it became available; it arrives two days later. None when nothing is due."""
    transactions = waiting(store)
    amount = sum(transaction["net"] for transaction in transactions)
    if amount <= 0:
        return None
    payout_id = new_id("po")
    for transaction in transactions:
        store.save({**transaction, "status": "available"})
        store.hide(transaction["id"], payout=payout_id)
    now = store.now()
    payout = {
        **blank(stripe.Payout),
        "id": payout_id,
        "amount": amount,
        "arrival_date": now + TRANSFER,
        "automatic": True,
        "balance_transaction": None,
        "created": now,
        "currency": "eur",
        "description": "STRIPE PAYOUT",
        "destination": BANK,
        "metadata": {},
        "method": "standard",
        "reconciliation_status": "completed",
        "source_type": "card",
        "status": "in_transit",
        "type": "bank_account",
    }
    store.add(payout)
    payout["balance_transaction"] = record(store, "payout", -amount, source=payout_id)["id"]
    store.hide(payout["balance_transaction"], payout=payout_id)
    emit(store, "payout.created", store.save(payout))
    store.schedule("arrive", payout_id, at=now + TRANSFER)
    return payout


def arrive(store: Store, payout_id: str) -> None:
    save_and_emit(store, "payout.paid", store.get("payout", payout_id), status="paid")


def of_payout(store: Store, payout_id: str) -> tuple[str, tuple[str, ...]]:
    """The condition of the movements that a payout holds, for a list."""
    if store.find(payout_id) is None:
        raise Refusal(f"No such payout: '{payout_id}'", code="resource_missing", param="payout")
    return "json_extract(hidden, '$.payout') = ?", (payout_id,)
