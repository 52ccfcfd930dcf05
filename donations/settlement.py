"""What became of a gift, read from Stripe's own objects, and written under the gift's lock."""

import logging
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import stripe
from django.conf import settings
from django.db import transaction

from accounts.outbox import write_mail
from donations.amounts import show_euros
from donations.exceptions import OutcomeMismatchError
from donations.models import TRANSITIONS, Gift
from donations.stripe_client import instant

logger = logging.getLogger(__name__)

CURRENCY: Final = "eur"
# In `payment_intent_data.metadata` and `metadata`: the gift's id, and nothing of the donor.
METADATA_KEY: Final = "gift"
EXPAND_SESSION: Final = ["payment_intent.latest_charge"]
EXPAND_INTENT: Final = ["latest_charge"]


@dataclass(frozen=True)
class Outcome:
    """What Stripe says of a gift at one moment. `status` is what the gift should be, were it not further already."""

    gift_id: uuid.UUID | None
    status: Gift.Status
    amount_cents: int | None
    currency: str | None
    checkout_session_id: str = ""
    payment_intent_id: str = ""
    paid_at: datetime | None = None


def read_session(session: stripe.checkout.Session) -> Outcome:
    """The outcome told by a Checkout Session fetched with EXPAND_SESSION.

    Complete is not paid: a session is complete before a slow payment method has settled.
    https://docs.stripe.com/checkout/fulfillment
    """
    intent = session.payment_intent
    if isinstance(intent, str):
        raise TypeError("The session must be fetched with its payment intent.")
    if session.payment_status == "paid":
        status = Gift.Status.PAID
    elif session.status == "expired":
        status = Gift.Status.EXPIRED
    elif intent is not None and intent.last_payment_error is not None:
        status = Gift.Status.FAILED
    else:
        status = Gift.Status.PENDING
    return Outcome(
        gift_id=_read_gift_id(session.client_reference_id),
        status=status,
        amount_cents=session.amount_total,
        currency=session.currency,
        checkout_session_id=session.id,
        payment_intent_id=intent.id if intent is not None else "",
        paid_at=_read_payment_time(intent) if intent is not None and status == Gift.Status.PAID else None,
    )


def read_intent(intent: stripe.PaymentIntent) -> Outcome:
    """The outcome told by a PaymentIntent fetched with EXPAND_INTENT."""
    if intent.status == "succeeded":
        status = Gift.Status.PAID
    elif intent.status == "canceled":
        status = Gift.Status.EXPIRED
    elif intent.last_payment_error is not None:
        status = Gift.Status.FAILED
    else:
        status = Gift.Status.PENDING
    metadata = intent.metadata.to_dict() if intent.metadata else {}
    return Outcome(
        gift_id=_read_gift_id(metadata.get(METADATA_KEY)),
        status=status,
        amount_cents=intent.amount_received if status == Gift.Status.PAID else intent.amount,
        currency=intent.currency,
        payment_intent_id=intent.id,
        paid_at=_read_payment_time(intent) if status == Gift.Status.PAID else None,
    )


def _read_gift_id(text: str | None) -> uuid.UUID | None:
    """None for a payment that this site did not start: the account may be used elsewhere."""
    try:
        return uuid.UUID(text)
    except (TypeError, ValueError):
        return None


def _read_payment_time(intent: stripe.PaymentIntent) -> datetime:
    charge = intent.latest_charge
    return instant(intent.created if charge is None or isinstance(charge, str) else charge.created)


def settle(outcome: Outcome) -> bool:
    """Moves the gift where the outcome says, if TRANSITIONS allow it, and writes the thank-you mail of a paid one.

    Takes the gift's lock; the same outcome again, or an older one, changes nothing. False when the gift is not ours.
    Raises OutcomeMismatchError for a payment of another amount or currency.
    """
    with transaction.atomic():
        gift = Gift.objects.select_for_update().filter(pk=outcome.gift_id).first() if outcome.gift_id else None
        if gift is None:
            if outcome.status == Gift.Status.PAID:
                logger.warning("Stripe reports a payment of no gift of ours: %s", outcome.payment_intent_id)
            return False
        if outcome.status in TRANSITIONS[gift.status]:
            _move(gift, outcome)
    return True


def _move(gift: Gift, outcome: Outcome) -> None:
    if outcome.status == Gift.Status.PAID and (outcome.amount_cents, outcome.currency) != (gift.amount_cents, CURRENCY):
        raise OutcomeMismatchError(
            f"Gift {gift.pk}: {outcome.amount_cents} {outcome.currency} paid, {gift.amount_cents} {CURRENCY} expected."
        )
    gift.status = outcome.status
    gift.checkout_session_id = gift.checkout_session_id or outcome.checkout_session_id
    gift.payment_intent_id = outcome.payment_intent_id or gift.payment_intent_id
    gift.paid_at = outcome.paid_at
    gift.save()
    if gift.status == Gift.Status.PAID:
        _write_thanks(gift)


def _write_thanks(gift: Gift) -> None:
    write_mail(
        "donations/thanks",
        to=gift.email,
        subject="Merci pour votre don à Polaris 14",
        context={"amount": show_euros(gift.amount_cents), "paid_at": gift.paid_at, "site_url": settings.SITE_URL},
        key=f"gift:{gift.pk}:thanks",
    )
