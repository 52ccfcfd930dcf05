"""Objects of Stripe, fetched again, read as news of a gift.

Whatever an event speaks of, all that hangs on the same debit is read with it: so news are whole, and their order is nothing.
"""

import calendar
import uuid
from dataclasses import replace
from datetime import datetime
from typing import Final

import stripe
from django.utils import timezone

from donations.models import Dispute, MonthlyPlan, Payment, Refund
from donations.news import DisputeNews, News, PaymentNews, PlanNews, RefundNews
from donations.stripe_client import instant

# In `metadata`, wherever Stripe keeps some for us: the gift's id, and nothing of the donor.
METADATA_KEY: Final = "gift"
REFUND_KEY: Final = "refund"
METHODS: Final = {"card": Payment.Method.CARD, "sepa_debit": Payment.Method.SEPA}
REFUND_STATES: Final = {
    "succeeded": Refund.State.DONE,
    "failed": Refund.State.FAILED,
    "canceled": Refund.State.FAILED,
}
DISPUTE_STATES: Final = {
    "lost": Dispute.State.LOST,
    "won": Dispute.State.WON,
    "prevented": Dispute.State.WON,
    "warning_closed": Dispute.State.WON,
}
# A subscription whose first payment never succeeded is none.
NEVER_BEGUN: Final = frozenset({"incomplete", "incomplete_expired"})


def fetch_session(client: stripe.StripeClient, session_id: str) -> News:
    """Complete is not paid: a session is complete before a slow payment method has settled.

    https://docs.stripe.com/checkout/fulfillment
    """
    session = client.v1.checkout.sessions.retrieve(session_id)
    is_expired = session.status == "expired"
    news = News(gift_id=read_gift_id(session.client_reference_id))
    if session.payment_intent:
        payment = fetch_payment(client, _id(session.payment_intent))
        if is_expired and payment.state in (Payment.State.PENDING, Payment.State.FAILED):
            # Nothing more can come of it.
            payment = replace(payment, state=Payment.State.CANCELLED)
        news = replace(news, payments=(payment,))
    elif session.invoice:
        invoice = fetch_invoice(client, _id(session.invoice))
        news = replace(news, payments=invoice.payments, plan=invoice.plan)
    return replace(news, session_id=session.id, closes_checkout=session.status != "open")


def fetch_intent(client: stripe.StripeClient, intent_id: str) -> News:
    """A debit and its gift: named in its metadata, or in those of the subscription that it pays for."""
    intent = _retrieve_intent(client, intent_id)
    gift_id = read_gift_id(_metadata(intent.metadata).get(METADATA_KEY))
    if gift_id:
        return News(gift_id=gift_id, payments=(_read_payment(client, intent),))
    joins = client.v1.invoice_payments.list({"payment": {"type": "payment_intent", "payment_intent": intent_id}})
    if joins.data:
        return fetch_invoice(client, _id(joins.data[0].invoice))
    return News(gift_id=None, payments=(_read_payment(client, intent),))


def fetch_charge(client: stripe.StripeClient, charge_id: str) -> News:
    return _fetch_intent_of(client, client.v1.charges.retrieve(charge_id))


def fetch_refund(client: stripe.StripeClient, refund_id: str) -> News:
    return _fetch_intent_of(client, client.v1.refunds.retrieve(refund_id))


def fetch_dispute(client: stripe.StripeClient, dispute_id: str) -> News:
    return _fetch_intent_of(client, client.v1.disputes.retrieve(dispute_id))


def _fetch_intent_of(client: stripe.StripeClient, found: stripe.Charge | stripe.Refund | stripe.Dispute) -> News:
    return fetch_intent(client, _id(found.payment_intent)) if found.payment_intent else News(gift_id=None)


def fetch_invoice(client: stripe.StripeClient, invoice_id: str) -> News:
    """A month of a monthly gift: its debits, and where the subscription stands."""
    invoice = client.v1.invoices.retrieve(invoice_id)
    details = invoice.parent.subscription_details if invoice.parent else None
    if details is None:
        return News(gift_id=None)
    subscription = client.v1.subscriptions.retrieve(_id(details.subscription))
    return replace(read_subscription(subscription), payments=_fetch_payments_of(client, invoice))


def fetch_subscription(client: stripe.StripeClient, subscription_id: str) -> News:
    """Where a monthly gift stands, and the debits of its latest month."""
    subscription = client.v1.subscriptions.retrieve(subscription_id, {"expand": ["latest_invoice"]})
    latest = subscription.latest_invoice
    payments = _fetch_payments_of(client, latest) if isinstance(latest, stripe.Invoice) else ()
    return replace(read_subscription(subscription), payments=payments)


def _fetch_payments_of(client: stripe.StripeClient, invoice: stripe.Invoice) -> tuple[PaymentNews, ...]:
    joins = client.v1.invoice_payments.list({"invoice": invoice.id})
    renews = invoice.billing_reason != "subscription_create"
    return tuple(
        replace(fetch_payment(client, _id(join.payment.payment_intent)), invoice_id=invoice.id, renews=renews)
        for join in joins.data
        if join.payment.payment_intent
    )


def fetch_payment(client: stripe.StripeClient, intent_id: str) -> PaymentNews:
    return _read_payment(client, _retrieve_intent(client, intent_id))


def _retrieve_intent(client: stripe.StripeClient, intent_id: str) -> stripe.PaymentIntent:
    return client.v1.payment_intents.retrieve(intent_id, {"expand": ["latest_charge.balance_transaction"]})


def read_gift_id(text: str | None) -> uuid.UUID | None:
    """None for a payment that this site did not start: the account may be used elsewhere."""
    try:
        return uuid.UUID(text)
    except (TypeError, ValueError):
        return None


def _read_payment(client: stripe.StripeClient, intent: stripe.PaymentIntent) -> PaymentNews:
    charge = intent.latest_charge if isinstance(intent.latest_charge, stripe.Charge) else None
    movement = charge.balance_transaction if charge else None
    state = read_state(intent)
    is_paid = state == Payment.State.PAID
    news = PaymentNews(
        intent_id=intent.id,
        state=state,
        amount_cents=intent.amount_received if is_paid else intent.amount,
        currency=intent.currency,
        created_at=instant(intent.created),
        method=_read_method(charge),
        paid_at=instant(charge.created if charge else intent.created) if is_paid else None,
        charge_id=charge.id if charge else "",
        fee_cents=movement.fee if isinstance(movement, stripe.BalanceTransaction) else None,
    )
    if not is_paid:
        return news
    refunds = client.v1.refunds.list({"payment_intent": intent.id, "limit": 100})
    disputes = client.v1.disputes.list({"payment_intent": intent.id, "limit": 100})
    return replace(
        news,
        refunds=tuple(_read_refund(refund) for refund in refunds.auto_paging_iter()),
        disputes=tuple(_read_dispute(dispute) for dispute in disputes.auto_paging_iter()),
    )


def read_state(intent: stripe.PaymentIntent) -> Payment.State:
    """Where a debit stands."""
    if intent.status == "succeeded":
        return Payment.State.PAID
    if intent.status == "canceled":
        return Payment.State.CANCELLED
    if intent.status == "processing":
        return Payment.State.PROCESSING
    return Payment.State.PENDING if intent.last_payment_error is None else Payment.State.FAILED


def _read_method(charge: stripe.Charge | None) -> Payment.Method:
    if charge is None or charge.payment_method_details is None:
        return Payment.Method.CARD
    return METHODS.get(charge.payment_method_details.type, Payment.Method.OTHER)


def _read_refund(refund: stripe.Refund) -> RefundNews:
    return RefundNews(
        stripe_id=refund.id,
        state=REFUND_STATES.get(refund.status or "", Refund.State.PENDING),
        amount_cents=refund.amount,
        created_at=instant(refund.created),
        asked_id=read_gift_id(_metadata(refund.metadata).get(REFUND_KEY)),
    )


def _read_dispute(dispute: stripe.Dispute) -> DisputeNews:
    return DisputeNews(
        stripe_id=dispute.id,
        state=DISPUTE_STATES.get(dispute.status, Dispute.State.OPENED),
        amount_cents=dispute.amount,
        reason=dispute.reason,
        created_at=instant(dispute.created),
    )


def read_subscription(subscription: stripe.Subscription) -> News:
    """Where a monthly gift stands."""
    gift_id = read_gift_id(_metadata(subscription.metadata).get(METADATA_KEY))
    if subscription.status in NEVER_BEGUN:
        return News(gift_id=gift_id)
    item = subscription.items.data[0]
    pause = subscription.pause_collection
    state = _read_plan_state(subscription)
    is_paused = state == MonthlyPlan.State.PAUSED
    resumes_at = instant(pause.resumes_at) if is_paused and pause and pause.resumes_at else None
    is_last = state == MonthlyPlan.State.ENDED or subscription.cancel_at_period_end
    return News(
        gift_id=gift_id,
        plan=PlanNews(
            subscription_id=subscription.id,
            customer_id=_id(subscription.customer),
            state=state,
            amount_cents=(item.price.unit_amount or 0) * (item.quantity or 1),
            started_at=instant(subscription.start_date),
            read_at=timezone.now(),
            # A pause without an end has no next debit.
            next_debit_at=None if is_last or (is_paused and not resumes_at) else _next_debit(subscription, resumes_at),
            paused_until=resumes_at,
            ended_at=instant(subscription.ended_at) if state == MonthlyPlan.State.ENDED and subscription.ended_at else None,
            end_reason=_read_end_reason(subscription) if state == MonthlyPlan.State.ENDED else "",
        ),
    )


def _read_plan_state(subscription: stripe.Subscription) -> MonthlyPlan.State:
    if subscription.status == "canceled":
        return MonthlyPlan.State.ENDED
    if subscription.pause_collection is not None:
        return MonthlyPlan.State.PAUSED
    return MonthlyPlan.State.LATE if subscription.status in ("past_due", "unpaid") else MonthlyPlan.State.ACTIVE


def _next_debit(subscription: stripe.Subscription, resumes_at: datetime | None) -> datetime:
    """The end of the month paid for or, after a pause, the first such day once it is over."""
    debit = instant(subscription.items.data[0].current_period_end)
    day = instant(subscription.billing_cycle_anchor).day
    while resumes_at and debit < resumes_at:
        year, month = (debit.year, debit.month + 1) if debit.month < 12 else (debit.year + 1, 1)
        debit = debit.replace(year=year, month=month, day=min(day, calendar.monthrange(year, month)[1]))
    return debit


def _read_end_reason(subscription: stripe.Subscription) -> str:
    """Who ends a gift here says so in the comment; Stripe says by itself when it gave up debiting."""
    details = subscription.cancellation_details
    if details is None:
        return MonthlyPlan.EndReason.STRIPE
    if details.comment in (MonthlyPlan.EndReason.DONOR, MonthlyPlan.EndReason.TEAM):
        return details.comment
    return MonthlyPlan.EndReason.UNPAID if details.reason == "payment_failed" else MonthlyPlan.EndReason.STRIPE


def _id(found: object) -> str:
    """Of an object that Stripe gives whole or by its id."""
    return found if isinstance(found, str) else str(getattr(found, "id", ""))


def _metadata(metadata: object) -> dict[str, str]:
    return metadata.to_dict() if isinstance(metadata, stripe.StripeObject) else {}
