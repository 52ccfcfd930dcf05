"""Direct debits (SEPA): the bank's answer comes days after the donor's order.

https://docs.stripe.com/payments/sepa-debit
"""

from donations.stand_in import invoices, payments, subscriptions
from donations.stand_in.events import save_and_emit
from donations.stand_in.methods import method_of
from donations.stand_in.objects import Json
from donations.stand_in.store import Store


def settle(store: Store, intent_id: str, *, refused: str = "") -> None:
    """The bank's answer to a debit under way: that of its test IBAN, or a refusal that somebody chose."""
    intent = store.get("payment_intent", intent_id)
    if intent["status"] != "processing":
        return
    store.unschedule(intent_id)
    refused = refused or method_of(store, intent["payment_method"]).decline
    intent = payments.fail(store, intent, refused) if refused else payments.succeed(store, intent)
    invoice = invoices.of_intent(store, intent_id)
    if invoice is not None:
        subscriptions.settle(store, invoice, is_paid=not refused)
    session = _session_of(store, intent, invoice)
    if session is None:
        return
    if refused:
        save_and_emit(store, "checkout.session.async_payment_failed", session)
    else:
        save_and_emit(store, "checkout.session.async_payment_succeeded", session, payment_status="paid")


def _session_of(store: Store, intent: Json, invoice: Json | None) -> Json | None:
    """The session in which the debit was ordered; that of a later month has none, nor has another attempt."""
    if invoice is None:
        found = store.select("checkout.session", payment_intent=intent["id"])
    elif invoice["billing_reason"] == "subscription_create" and invoice["attempt_count"] == 1:
        found = store.select("checkout.session", invoice=invoice["id"])
    else:
        found = []
    return found[0] if found else None


def under_way(store: Store) -> list[Json]:
    """The debits whose bank has not answered, oldest first."""
    return store.select("payment_intent", oldest_first=True, status="processing")
