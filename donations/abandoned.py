"""Gifts whose donor went away: asked of Stripe once their payment page is closed, then deleted."""

import logging
from datetime import datetime, timedelta
from typing import Final

import stripe

from donations.giving import CHECKOUT_LIFETIME
from donations.models import Gift
from donations.settlement import CURRENCY, Outcome, settle
from donations.stripe_client import make_client
from donations.stripe_events import fetch_session

logger = logging.getLogger(__name__)

MARGIN: Final = timedelta(minutes=15)
KEPT: Final = timedelta(days=7)


def settle_unfinished(now: datetime) -> None:
    """Asks Stripe about every gift whose payment page must be closed by now: its event may have been lost on the way."""
    client = make_client()
    overdue = Gift.objects.unfinished().filter(created_at__lt=now - CHECKOUT_LIFETIME - MARGIN)
    for gift in overdue.order_by("created_at").iterator():
        if not gift.checkout_session_id:
            # The donor never got the address of a payment page.
            settle(Outcome(gift.pk, Gift.Status.EXPIRED, gift.amount_cents, CURRENCY))
            continue
        try:
            settle(fetch_session(client, gift.checkout_session_id))
        except stripe.StripeError as error:
            logger.warning("Gift %s not settled, Stripe answered: %s", gift.pk, type(error).__name__)


def delete_abandoned(now: datetime) -> None:
    """Deletes the gifts that Stripe knows abandoned, 7 days after they were begun: an address nobody needs any more."""
    Gift.objects.filter(status=Gift.Status.EXPIRED, created_at__lt=now - KEPT).delete()
