"""The hold of a recent debit lifted before its end, by the treasurer, who says why."""

from datetime import datetime
from typing import Final

from django.db import transaction

from accounts.models import User
from donations.models import Donor, Payment, PaymentRelease
from donations.receipt_holds import SEPA, awaiting_receipt
from volunteers.exceptions import AlreadyDone, Reason, Refused, once

NOT_HELD: Final = Reason("not_held", "Ce paiement n’est pas en attente d’un délai de prélèvement.")


def release_reasons(payment: Payment, *, now: datetime) -> list[Reason]:
    """Why there is no hold to lift."""
    return [] if awaiting_receipt(now).filter(pk=payment.pk, **{SEPA: True}).exists() else [NOT_HELD]


@once
def release(payment: Payment, reason: str, *, by: User, now: datetime) -> PaymentRelease:
    """From now on the receipt of this debit does not wait. A later return cancels it all the same. Raises Refused."""
    with transaction.atomic():
        Donor.objects.select_for_update().get(pk=payment.gift.donor_id)
        known = PaymentRelease.objects.filter(payment=payment).first()
        if known:
            raise AlreadyDone(known)
        reasons = release_reasons(payment, now=now)
        if reasons:
            raise Refused(reasons)
        return PaymentRelease.objects.create(payment=payment, reason=reason, by=by, at=now)
