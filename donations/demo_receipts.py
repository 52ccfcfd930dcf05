"""The demo's receipts: those of gifts made once and online, as if each had been issued in its time; one replaced, one held.

Monthly and typed gifts wait for the January run, some without an address, and the last online ones of last year for the clock.
"""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from donations.models import Gift, Payment, TaxReceipt
from donations.receipt_holds import awaiting_receipt, hold_reasons
from donations.receipts import correct, issue

# Issued within the hour, so that their mails are seen.
LEFT_TO_THE_CLOCK: Final = 6
RECENT: Final = timedelta(days=10)
SOON_AFTER: Final = timedelta(hours=1)


def build(now: datetime) -> None:
    """Once: a second run leaves the receipts as people made them."""
    if TaxReceipt.objects.exists():
        return
    last_year = timezone.localdate(now).year - 1
    waiting = awaiting_receipt(now).filter(gift__rhythm=Gift.Rhythm.ONCE, gift__source=Gift.Source.STRIPE)
    recent = waiting.filter(paid_at__gt=now - RECENT).order_by("paid_at").last()
    if recent:
        Payment.objects.filter(pk=recent.pk).update(method=Payment.Method.SEPA)
    late = set(waiting.given_in(last_year).order_by("paid_at").values_list("pk", flat=True)[:LEFT_TO_THE_CLOCK])
    for payment in waiting.select_related("gift__donor").order_by("paid_at"):
        if payment.pk not in late and not hold_reasons(payment) and payment.paid_at:
            receipt = issue(payment.gift.donor, [payment.pk], by=None, now=payment.paid_at + SOON_AFTER)
            TaxReceipt.objects.filter(pk=receipt.pk).update(told_at=receipt.issued_at)
    moved = TaxReceipt.objects.valid().order_by("issued_at").first()
    treasurer = User.objects.filter(groups__name=Role.TREASURER.value).first()
    if moved and treasurer:
        correct(moved, {"address": "140 avenue de la Démonstration"}, by=treasurer, now=now)
