"""How long enquiries are kept, and under which key."""

from datetime import datetime, timedelta
from typing import Final

from accounts.key_rotation import Rotated, rotate_rows
from accounts.keys import decrypt, encrypt
from home.enquiries.models import Enquiry, EnquiryStep

KEPT: Final = timedelta(days=365)


def delete_old_enquiries(now: datetime) -> None:
    """Deletes the enquiries that nobody has touched for a year, whatever their state, with their steps and replies."""
    Enquiry.objects.filter(touched_at__lt=now - KEPT).delete()


def encrypt_again() -> Rotated:
    """Encrypts every enquiry and reply under the ring's first key (`ENCRYPTED_AGAIN`)."""
    rotated = rotate_rows(Enquiry.objects.exclude(sealed=""), _encrypt_row_again)
    return rotated + rotate_rows(EnquiryStep.objects.exclude(sealed=""), _encrypt_row_again)


def _encrypt_row_again(row: Enquiry | EnquiryStep) -> None:
    row.sealed = encrypt(decrypt(row.sealed, field=row.key_field), field=row.key_field)
    row.save(update_fields=["sealed"])
