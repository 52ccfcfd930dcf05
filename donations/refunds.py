"""Money given back, asked for by the team: the row first, then Stripe, once however often it is tried."""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Final

import stripe
from django.db import transaction
from django.db.models import Sum

from accounts.models import User
from donations.exceptions import CheckoutUnavailableError
from donations.models import Dispute, Gift, Payment, Refund, TaxReceipt
from donations.receipts import withdraw
from donations.settlement import settle
from donations.stripe_client import make_client
from donations.stripe_readings import REFUND_KEY, fetch_intent
from home.amounts import show_euros
from volunteers.exceptions import Reason, Refused

logger = logging.getLogger(__name__)

# Stripe keeps an idempotency key for a day at least; what was asked before is looked at by a person.
RETRIED: Final = timedelta(hours=20)


def refundable_cents(payment: Payment) -> int:
    """What can still be given back of it."""
    if payment.state != Payment.State.PAID:
        return 0
    reserved = payment.refunds.reserving().aggregate(total=Sum("amount_cents", default=0))["total"]
    return payment.amount_cents - int(reserved)


def refund_reasons(payment: Payment, amount_cents: int) -> list[Reason]:
    """Why this amount cannot be given back."""
    if payment.state != Payment.State.PAID:
        return [Reason("not_paid", "Ce paiement n’est pas arrivé\u00a0: il n’y a rien à rembourser.")]
    if payment.intent_id is None and not payment.gift.is_typed:
        return [Reason("unknown", "Stripe ne connaît pas ce paiement\u00a0: il ne peut pas être remboursé d’ici.")]
    if payment.disputes.exclude(state=Dispute.State.WON).exists():
        return [Reason("disputed", "La banque a repris ou conteste ce paiement\u00a0: il ne peut pas être remboursé.")]
    left = refundable_cents(payment)
    if not left:
        return [Reason("refunded", "Ce paiement est déjà remboursé en entier.")]
    if not 0 < amount_cents <= left:
        return [Reason("amount", f"Remboursez au plus {show_euros(left)}.")]
    return []


def refund(payment: Payment, amount_cents: int, *, by: User, now: datetime, form_token: uuid.UUID | None = None) -> Refund:
    """Gives back part of a payment, or all of it; the donor is told. Raises Refused, or CheckoutUnavailableError when Stripe does not
    answer: the refund then stays asked, and is tried again by the periodic round. A form sent twice asks for one refund.

    What was not paid online is given back from the association's bank: that is noted here, and no mail but that of the receipt leaves."""
    key = form_token or uuid.uuid4()
    with transaction.atomic():
        Gift.objects.select_for_update().get(pk=payment.gift_id)
        asked = payment.refunds.filter(pk=key).first()
        if asked:
            return asked
        payment.refresh_from_db()
        reasons = refund_reasons(payment, amount_cents)
        if reasons:
            raise Refused(reasons)
        row = Refund.objects.create(pk=key, payment=payment, amount_cents=amount_cents, asked_by=by, created_at=now)
        if payment.gift.is_typed:
            row.state = Refund.State.DONE
            row.save(update_fields=["state"])
            withdraw(payment, TaxReceipt.CancelReason.REFUND, now=now)
            return row
    _ask_stripe(row, now=now)
    row.refresh_from_db()
    return row


def _ask_stripe(row: Refund, *, now: datetime) -> None:
    client = make_client()
    intent_id = str(row.payment.intent_id)
    try:
        client.v1.refunds.create(
            {"payment_intent": intent_id, "amount": row.amount_cents, "metadata": {REFUND_KEY: str(row.pk)}},
            {"idempotency_key": f"refund:{row.pk}"},
        )
        news = fetch_intent(client, intent_id)
    except stripe.InvalidRequestError as error:
        logger.warning("Refund %s refused by Stripe: %s", row.pk, error.code)
        Refund.objects.filter(pk=row.pk, state=Refund.State.ASKED).update(state=Refund.State.FAILED)
        raise Refused([Reason("stripe", "Stripe refuse ce remboursement\u00a0: regardez ce paiement dans son tableau de bord.")]) from None
    except stripe.StripeError as error:
        logger.warning("Refund %s not answered by Stripe: %s", row.pk, type(error).__name__)
        raise CheckoutUnavailableError from None
    settle(news, now=now)


def ask_again(now: datetime) -> None:
    """Tries again the refunds that Stripe has not answered."""
    waiting = Refund.objects.filter(state=Refund.State.ASKED, created_at__gt=now - RETRIED)
    for row in waiting.select_related("payment"):
        try:
            _ask_stripe(row, now=now)
        except (Refused, CheckoutUnavailableError):
            # Written in the row, or to be tried again.
            continue
