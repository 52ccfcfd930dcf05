"""How long what donors told of themselves is kept when they do not erase it themselves."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q

from donations.donor_data import erase, receipts_kept_since
from donations.models import Donor, Gift, Payment, ReceiptLine, TaxReceipt
from volunteers.exceptions import Refused

# A bank refuses a debit within days, and Stripe tries a monthly one again for weeks.
UNPAID_KEPT: Final = timedelta(days=60)


def forget_unpaid_details(now: datetime) -> None:
    """Empties the name and address typed for a gift that never arrived: they were meant for its receipt."""
    Gift.objects.filter(status=Gift.Status.FAILED, created_at__lt=now - UNPAID_KEPT).exclude(donor_details={}).update(donor_details={})


def forget_old_receipts(now: datetime) -> None:
    """Deletes the receipts of six full years ago and more, with their history and what proved them; their numbers are given to no other."""
    with transaction.atomic():
        old = TaxReceipt.objects.filter(issued_at__lt=receipts_kept_since(now))
        keys = list(old.values_list("pk", flat=True))
        proofs = list(ReceiptLine.objects.filter(receipt__in=keys).values_list("payment", flat=True))
        TaxReceipt.objects.filter(pk__in=keys).delete()
        # Its end wrote a line too.
        TaxReceipt.history.filter(id__in=keys).delete()
        erased = Payment.objects.filter(pk__in=proofs, receipt_lines__isnull=True, gift__donor__email="", gift__donor__folded_name="")
        Payment.objects.filter(pk__in=list(erased.values_list("pk", flat=True))).update(bank_reference="")


def forget_old_donors(now: datetime) -> None:
    """Erases who gave nothing for so long that no receipt of theirs can be asked for."""
    since = receipts_kept_since(now)
    recent = Gift.objects.filter(Q(created_at__gte=since) | Q(payments__paid_at__gte=since)).order_by().values("donor")
    old = Donor.objects.filter(created_at__lt=since).exclude(email="", folded_name="").exclude(pk__in=recent)
    for donor in list(old):
        try:
            erase(donor, now=now)
        except Refused:
            # Money may still come.
            continue
