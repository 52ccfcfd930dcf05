"""Invoices of subscriptions, and the InvoicePayments that join them to their PaymentIntents.

https://docs.stripe.com/api/invoices and https://docs.stripe.com/api/invoice-payment
"""

from typing import Final

import stripe

from donations.stand_in import payments
from donations.stand_in.errors import Refusal
from donations.stand_in.events import emit, save_and_emit
from donations.stand_in.objects import Json, as_list, blank, new_id
from donations.stand_in.store import Store

DAY: Final = 24 * 3600
# Days between one attempt and the next, as Stripe's dashboard proposes them. After the last, the subscription ends.
RETRY_DAYS: Final = (3, 5, 7)


def draft(store: Store, subscription: Json, *, reason: str, period: tuple[int, int]) -> Json:
    """`period` is what the line pays for: the month that begins."""
    now = store.now()
    item = subscription["items"]["data"][0]
    amount = item["price"]["unit_amount"] * item["quantity"]
    customer = store.get("customer", subscription["customer"])
    invoice_id = new_id("in")
    parent = {
        "quote_details": None,
        "type": "subscription_details",
        "subscription_details": {
            "metadata": subscription["metadata"],
            "pause_collection": None,
            "subscription": subscription["id"],
            "subscription_proration_date": None,
        },
    }
    invoice = {
        **blank(stripe.Invoice),
        "id": invoice_id,
        "account_country": "FR",
        "amount_due": amount,
        "amount_overpaid": 0,
        "amount_paid": 0,
        "amount_remaining": amount,
        "amount_shipping": 0,
        "attempt_count": 0,
        "attempted": False,
        "auto_advance": True,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None, "provider": None, "status": None},
        "billing_reason": reason,
        "collection_method": "charge_automatically",
        "created": now,
        "currency": "eur",
        "customer": customer["id"],
        "customer_email": customer.get("email"),
        "customer_name": customer.get("name"),
        "customer_tax_ids": [],
        "default_tax_rates": [],
        "discounts": [],
        "issuer": {"account": None, "type": "self"},
        "lines": as_list([_line(invoice_id, subscription, item, amount, period)], f"/v1/invoices/{invoice_id}/lines"),
        "metadata": {},
        "parent": parent,
        "payment_settings": {"default_mandate": None, "payment_method_options": None, "payment_method_types": None},
        "period_end": now,
        "period_start": now if reason == "subscription_create" else period[0],
        "post_payment_credit_notes_amount": 0,
        "pre_payment_credit_notes_amount": 0,
        "starting_balance": 0,
        "status": "draft",
        "status_transitions": {"finalized_at": None, "marked_uncollectible_at": None, "paid_at": None, "voided_at": None},
        "subtotal": amount,
        "subtotal_excluding_tax": amount,
        "total": amount,
        "total_discount_amounts": [],
        "total_excluding_tax": amount,
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
    }
    emit(store, "invoice.created", store.add(invoice, hidden={"subscription": subscription["id"]}))
    return invoice


def _line(invoice_id: str, subscription: Json, item: Json, amount: int, period: tuple[int, int]) -> Json:
    return {
        **blank(stripe.InvoiceLineItem),
        "id": new_id("il"),
        "amount": amount,
        "currency": "eur",
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice_id,
        "metadata": subscription["metadata"],
        "parent": {
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": False,
                "proration_details": None,
                "subscription": subscription["id"],
                "subscription_item": item["id"],
            },
            "type": "subscription_item_details",
        },
        "period": {"start": period[0], "end": period[1]},
        "pricing": {
            "price_details": {"price": item["price"]["id"], "product": item["price"]["product"]},
            "type": "price_details",
            "unit_amount_decimal": str(item["price"]["unit_amount"]),
        },
        "quantity": item["quantity"],
        "subscription": subscription["id"],
        "subtotal": amount,
        "taxes": [],
    }


def finalize(store: Store, invoice: Json, intent: Json | None = None) -> Json:
    """Opens a draft to payment, by a new PaymentIntent unless the donor has already paid one. Returns the PaymentIntent."""
    now = store.now()
    if intent is None:
        intent = payments.open_intent(
            store,
            invoice["amount_due"],
            method_types=["card", "sepa_debit"],
            customer=invoice["customer"],
            description="Subscription update",
            capture_method="automatic",
        )
    store.add(
        {
            **blank(stripe.InvoicePayment),
            "id": new_id("inpay"),
            "amount_requested": invoice["amount_due"],
            "created": now,
            "currency": "eur",
            "invoice": invoice["id"],
            "is_default": True,
            "payment": {"type": "payment_intent", "payment_intent": intent["id"]},
            "status": "open",
            "status_transitions": {"canceled_at": None, "paid_at": None},
        }
    )
    invoice |= {
        "status": "open",
        "effective_at": now,
        "number": f"DEMO-{invoice['id'][-8:].upper()}",
        "status_transitions": {**invoice["status_transitions"], "finalized_at": now},
    }
    emit(store, "invoice.finalized", store.save(invoice))
    return intent


def payment_of(store: Store, invoice_id: str) -> Json:
    return store.select("invoice_payment", invoice=invoice_id)[0]


def intent_of(store: Store, invoice_id: str) -> Json:
    return store.get("payment_intent", payment_of(store, invoice_id)["payment"]["payment_intent"])


def of_intent(store: Store, intent_id: str) -> Json | None:
    """The invoice that a PaymentIntent pays."""
    found = store.select("invoice_payment", "json_extract(body, '$.payment.payment_intent') = ?", (intent_id,))
    return store.get("invoice", found[0]["invoice"]) if found else None


def subscription_id(invoice: Json) -> str:
    found: str = invoice["parent"]["subscription_details"]["subscription"]
    return found


def count_attempt(store: Store, invoice: Json) -> None:
    invoice |= {"attempted": True, "attempt_count": invoice["attempt_count"] + 1, "next_payment_attempt": None}
    store.save(invoice)


def mark_paid(store: Store, invoice: Json) -> None:
    now = store.now()
    payment = payment_of(store, invoice["id"])
    payment |= {
        "amount_paid": invoice["amount_due"],
        "status": "paid",
        "status_transitions": {**payment["status_transitions"], "paid_at": now},
    }
    emit(store, "invoice_payment.paid", store.save(payment))
    invoice |= {
        "amount_paid": invoice["amount_due"],
        "amount_remaining": 0,
        "next_payment_attempt": None,
        "status": "paid",
        "status_transitions": {**invoice["status_transitions"], "paid_at": now},
    }
    store.save(invoice)
    emit(store, "invoice.paid", invoice)
    emit(store, "invoice.payment_succeeded", invoice)


def mark_failed(store: Store, invoice: Json) -> bool:
    """False when no other attempt will follow."""
    retries_left = invoice["attempt_count"] <= len(RETRY_DAYS)
    if retries_left:
        following = store.now() + RETRY_DAYS[invoice["attempt_count"] - 1] * DAY
        store.schedule("collect", invoice["id"], at=following)
        invoice["next_payment_attempt"] = following
    emit(store, "invoice.payment_failed", store.save(invoice))
    return retries_left


def void(store: Store, invoice: Json) -> None:
    transitions = {**invoice["status_transitions"], "voided_at": store.now()}
    store.unschedule(invoice["id"])
    save_and_emit(store, "invoice.voided", invoice, status="void", status_transitions=transitions, next_payment_attempt=None)


def void_open(store: Store, invoice_id: str) -> Json:
    """As its owner asks. Raises Refusal for one that is settled, or whose debit is under way."""
    invoice = store.get("invoice", invoice_id)
    if invoice["status"] not in {"open", "uncollectible"}:
        raise Refusal("You can only pass in open invoices. This invoice isn't open.", code="invoice_not_editable")
    if intent_of(store, invoice_id)["status"] == "processing":
        raise Refusal("This invoice has a payment in processing and cannot be voided.")
    void(store, invoice)
    return invoice


def give_up(store: Store, invoice: Json) -> None:
    transitions = {**invoice["status_transitions"], "marked_uncollectible_at": store.now()}
    store.unschedule(invoice["id"])
    save_and_emit(store, "invoice.marked_uncollectible", invoice, status="uncollectible", status_transitions=transitions)
