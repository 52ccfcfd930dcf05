"""Gifts whose donor went away: asked of Stripe once their payment page is closed, then deleted."""

import logging
from datetime import datetime, timedelta
from typing import Final

import stripe
from django.db import transaction

from donations.giving import CHECKOUT_LIFETIME
from donations.models import Donor, Gift, Payment
from donations.news import News
from donations.settlement import settle
from donations.stripe_client import make_client
from donations.stripe_readings import fetch_session

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
            settle(News(gift.pk, closes_checkout=True), now=now)
            continue
        try:
            settle(fetch_session(client, gift.checkout_session_id), now=now)
        except stripe.StripeError as error:
            logger.warning("Gift %s not settled, Stripe answered: %s", gift.pk, type(error).__name__)


def delete_abandoned(now: datetime) -> None:
    """Deletes the gifts that Stripe knows abandoned, 7 days after they were begun, and the donors of whom nothing else is kept."""
    # What Stripe took fees for, or a monthly gift that had begun, is in the books.
    abandoned = Gift.objects.filter(status=Gift.Status.EXPIRED, created_at__lt=now - KEPT, plan=None, payments__balance_lines=None)
    for gift_id in list(abandoned.values_list("pk", flat=True)):
        with transaction.atomic():
            gift = Gift.objects.select_for_update().filter(pk=gift_id, status=Gift.Status.EXPIRED).first()
            if gift is None:
                # Its money came after all.
                continue
            donor = Donor.objects.select_for_update().get(pk=gift.donor_id)
            Payment.objects.filter(gift=gift).delete()
            gift.delete()
            if not donor.gifts.exists():
                donor.delete()
