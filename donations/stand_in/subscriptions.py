"""Subscriptions: their months, and what becomes of them when a payment succeeds or fails.

https://docs.stripe.com/billing/subscriptions/overview. As at Stripe, `customer.subscription.paused` and `resumed` speak of the status
`paused`, which only a trial without means of payment reaches: pausing the collection is an update.
"""

import calendar
from datetime import UTC, datetime
from typing import Any, Final

import stripe

from donations.stand_in import customers, invoices, payments
from donations.stand_in.errors import Refusal
from donations.stand_in.events import emit, save_and_emit
from donations.stand_in.objects import Json, as_list, blank, merge_metadata, new_id
from donations.stand_in.store import Store

# An invoice stays a draft that long before it is charged.
DRAFT_SECONDS: Final = 3600
ENDED: Final = frozenset({"canceled", "incomplete_expired"})


def add_month(moment: int, anchor: int) -> int:
    """A month after `moment`, on the day of the month of `anchor` or the last day there is."""
    start, day = datetime.fromtimestamp(moment, UTC), datetime.fromtimestamp(anchor, UTC).day
    year, month = (start.year + 1, 1) if start.month == 12 else (start.year, start.month + 1)
    return int(start.replace(year=year, month=month, day=min(day, calendar.monthrange(year, month)[1])).timestamp())


def create(store: Store, *, customer: Json, price: Json, quantity: int, metadata: dict[str, str], intent: Json) -> Json:
    """Begins a subscription whose first month the donor has just paid by `intent`, or ordered from their bank."""
    now = store.now()
    end = add_month(now, now)
    subscription_id = new_id("sub")
    item = {
        **blank(stripe.SubscriptionItem),
        "id": new_id("si"),
        "created": now,
        "current_period_end": end,
        "current_period_start": now,
        "discounts": [],
        "metadata": {},
        "price": price,
        "quantity": quantity,
        "subscription": subscription_id,
        "tax_rates": [],
    }
    subscription = {
        **blank(stripe.Subscription),
        "id": subscription_id,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": now,
        "billing_mode": {"flexible": {"proration_discounts": "included"}, "type": "flexible", "updated_at": None},
        "billing_schedules": [],
        "cancel_at_period_end": False,
        "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically",
        "created": now,
        "currency": "eur",
        "customer": customer["id"],
        "default_payment_method": intent["payment_method"],
        "default_tax_rates": [],
        "discounts": [],
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "items": as_list([item], f"/v1/subscription_items?subscription={subscription_id}"),
        "metadata": metadata,
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "start_date": now,
        "status": "active",
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    }
    store.add(subscription)
    invoice = invoices.draft(store, subscription, reason="subscription_create", period=(now, end))
    subscription["latest_invoice"] = invoice["id"]
    emit(store, "customer.subscription.created", store.save(subscription))
    invoices.finalize(store, invoice, intent)
    invoices.count_attempt(store, invoice)
    if intent["status"] == "succeeded":
        invoices.mark_paid(store, invoice)
    store.schedule("renew", subscription_id, at=end)
    return subscription


def period_end(subscription: Json) -> int:
    end: int = subscription["items"]["data"][0]["current_period_end"]
    return end


def renew(store: Store, subscription_id: str) -> None:
    """The month is over: the next begins, with its invoice, unless the subscription was to end here."""
    subscription = store.get("subscription", subscription_id)
    if subscription["cancel_at_period_end"]:
        end(store, subscription, reason="cancellation_requested")
        return
    start = period_end(subscription)
    following = add_month(start, subscription["billing_cycle_anchor"])
    item = {**subscription["items"]["data"][0], "current_period_start": start, "current_period_end": following}
    invoice = invoices.draft(store, subscription, reason="subscription_cycle", period=(start, following))
    items = {**subscription["items"], "data": [item]}
    save_and_emit(store, "customer.subscription.updated", subscription, items=items, latest_invoice=invoice["id"])
    store.schedule("renew", subscription_id, at=following)
    pause = subscription["pause_collection"]
    if pause is None:
        store.schedule("collect", invoice["id"], at=store.now() + DRAFT_SECONDS)
    elif pause["behavior"] == "void":
        invoices.void(store, invoice)
    elif pause["behavior"] == "mark_uncollectible":
        invoices.give_up(store, invoice)
    else:
        save_and_emit(store, "invoice.updated", invoice, auto_advance=False)


def collect(store: Store, invoice_id: str) -> None:
    """Tries to be paid for an invoice, the first time or again."""
    invoice = store.get("invoice", invoice_id)
    subscription = store.get("subscription", invoices.subscription_id(invoice))
    if invoice["status"] not in {"draft", "open"} or subscription["status"] in ENDED:
        return
    intent = invoices.finalize(store, invoice) if invoice["status"] == "draft" else invoices.intent_of(store, invoice_id)
    if intent["status"] == "processing":
        return
    invoices.count_attempt(store, invoice)
    intent = payments.attempt(store, intent, _method_of(store, subscription), off_session=True)
    if intent["status"] != "processing":
        settle(store, invoice, is_paid=intent["status"] == "succeeded")


def _method_of(store: Store, subscription: Json) -> str:
    customer = store.get("customer", subscription["customer"])
    method_id: str = subscription["default_payment_method"] or customer["invoice_settings"]["default_payment_method"]
    return method_id


def settle(store: Store, invoice: Json, *, is_paid: bool) -> None:
    """The bank has answered for an invoice. A subscription ends when the last attempt has failed."""
    subscription = store.get("subscription", invoices.subscription_id(invoice))
    if is_paid:
        invoices.mark_paid(store, invoice)
        if subscription["status"] == "past_due":
            save_and_emit(store, "customer.subscription.updated", subscription, status="active")
        return
    if invoices.mark_failed(store, invoice):
        if subscription["status"] == "active":
            save_and_emit(store, "customer.subscription.updated", subscription, status="past_due")
    elif subscription["status"] not in ENDED:
        end(store, subscription, reason="payment_failed")


def update(store: Store, subscription_id: str, params: Json) -> Json:
    subscription = store.get("subscription", subscription_id)
    _check_going_on(subscription)
    changes: dict[str, Any] = {}
    if "items" in params:
        changes["items"] = _change_items(store, subscription, params)
    if "pause_collection" in params:
        changes["pause_collection"] = _read_pause(store, subscription_id, params["pause_collection"])
    if "cancel_at_period_end" in params:
        is_ending = params["cancel_at_period_end"]
        changes |= {
            "cancel_at_period_end": is_ending,
            "cancel_at": period_end(subscription) if is_ending else None,
            "canceled_at": store.now() if is_ending else None,
            "cancellation_details": {
                **subscription["cancellation_details"],
                "reason": "cancellation_requested" if is_ending else None,
            },
        }
    if "default_payment_method" in params:
        store.get("payment_method", params["default_payment_method"], param="default_payment_method")
        changes["default_payment_method"] = params["default_payment_method"]
    if "metadata" in params:
        changes["metadata"] = merge_metadata(subscription["metadata"], params["metadata"])
    if "description" in params:
        changes["description"] = params["description"] or None
    return save_and_emit(store, "customer.subscription.updated", subscription, **changes)


def _check_going_on(subscription: Json) -> None:
    if subscription["status"] in ENDED:
        raise Refusal(
            "A canceled subscription can only update its cancellation_details and metadata.",
            code="resource_missing",
            status=404,
            param="id",
        )


def _change_items(store: Store, subscription: Json, params: Json) -> Json:
    """The price from the next invoice on: what is already paid is not counted again."""
    if params.get("proration_behavior") != "none":
        raise Refusal("The stand-in prorates nothing: `proration_behavior` must be `none`.", param="proration_behavior")
    item = subscription["items"]["data"][0]
    if len(params["items"]) != 1 or params["items"][0].get("id") != item["id"]:
        raise Refusal(f"Subscription {subscription['id']} has one item: {item['id']}.", param="items[0][id]")
    change = params["items"][0]
    if "price_data" in change:
        price = customers.create_price(store, change["price_data"], "items[0][price_data]")
    elif "price" in change:
        price = store.get("price", change["price"], param="items[0][price]")
    else:
        price = item["price"]
    customers.check_total(price["unit_amount"])
    return {**subscription["items"], "data": [{**item, "price": price, "quantity": change.get("quantity", item["quantity"])}]}


def _read_pause(store: Store, subscription_id: str, pause: Json | str) -> Json | None:
    store.unschedule(f"{subscription_id}/pause")
    if not isinstance(pause, dict):
        return None
    resumes_at = pause.get("resumes_at")
    if resumes_at is not None:
        store.schedule("resume", f"{subscription_id}/pause", at=resumes_at)
    return {"behavior": pause["behavior"], "resumes_at": resumes_at}


def resume(store: Store, pause_id: str) -> None:
    """The pause is over, as was said when it began."""
    subscription = store.get("subscription", pause_id.partition("/")[0])
    save_and_emit(store, "customer.subscription.updated", subscription, pause_collection=None)


def cancel(store: Store, subscription_id: str, params: Json) -> Json:
    """Ends a subscription at once. What was asked of the bank before is not taken back."""
    subscription = store.get("subscription", subscription_id)
    if subscription["status"] in ENDED:
        raise Refusal(f"No such subscription: '{subscription_id}'", code="resource_missing", status=404, param="id")
    details = {name: params.get("cancellation_details", {}).get(name) or None for name in ("comment", "feedback")}
    return end(store, subscription, reason="cancellation_requested", **details)


def end(store: Store, subscription: Json, *, reason: str, **details: str | None) -> Json:
    now = store.now()
    for object_id in (subscription["id"], f"{subscription['id']}/pause"):
        store.unschedule(object_id)
    if subscription["latest_invoice"]:
        invoice = store.get("invoice", subscription["latest_invoice"])
        if invoice["status"] in {"draft", "open"}:
            # No more attempt for what is not paid yet; a debit under way goes on.
            store.unschedule(invoice["id"])
            store.save(invoice | {"auto_advance": False, "next_payment_attempt": None})
    subscription |= {
        "status": "canceled",
        "canceled_at": subscription["canceled_at"] or now,
        "ended_at": now,
        "cancellation_details": {**subscription["cancellation_details"], **details, "reason": reason},
    }
    emit(store, "customer.subscription.deleted", store.save(subscription))
    return subscription
