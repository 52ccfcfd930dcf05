"""How long enquiries are kept, and under which key."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models, transaction

from accounts.keys import decrypt, encrypt
from home.enquiries.models import Enquiry, EnquiryStep

KEPT: Final = timedelta(days=365)


def delete_old_enquiries(now: datetime) -> None:
    """Deletes the enquiries that nobody has touched for a year, whatever their state, with their steps and replies."""
    Enquiry.objects.filter(touched_at__lt=now - KEPT).delete()


def encrypt_again() -> int:
    """Encrypts every enquiry and reply under the ring's first key; returns how many texts that makes."""
    return _encrypt_rows_again(Enquiry) + _encrypt_rows_again(EnquiryStep)


def _encrypt_rows_again(model: type[Enquiry] | type[EnquiryStep]) -> int:
    rows: models.QuerySet[Enquiry] | models.QuerySet[EnquiryStep] = model._default_manager.exclude(sealed="")
    count = 0
    for pk in rows.values_list("pk", flat=True):
        with transaction.atomic():
            row = rows.select_for_update().filter(pk=pk).first()
            if row is not None:
                row.sealed = encrypt(decrypt(row.sealed, field=row.key_field), field=row.key_field)
                row.save(update_fields=["sealed"])
                count += 1
    return count
