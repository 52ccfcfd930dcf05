"""The encrypted words of pairings: how long they are kept, and the change of their key."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from accounts.key_rotation import Rotated, rotate_rows
from volunteers.models import Discomfort, Meeting, Participant

WORDS_KEPT: Final = timedelta(days=365)


def forget_words(now: datetime) -> None:
    """Deletes, a year on, what bénévoles wrote when they did not feel at ease, and their notes of a pairing that is over."""
    ended_before = timezone.localdate(now) - WORDS_KEPT
    Discomfort.objects.filter(written_at__lt=now - WORDS_KEPT).exclude(sealed="").update(sealed="")
    Meeting.objects.filter(pairing__ended_on__lt=ended_before).exclude(sealed="").update(sealed="")


def forget_words_about(participant: Participant) -> None:
    """Deletes what bénévoles wrote of their meetings with a person whose file goes. The caller holds the transaction."""
    Discomfort.objects.filter(alert__pairing__participants=participant).exclude(sealed="").update(sealed="")
    Meeting.objects.filter(pairing__participants=participant).exclude(sealed="").update(sealed="")


def encrypt_again() -> Rotated:
    """Encrypts every text under the ring's first key (`ENCRYPTED_AGAIN`)."""
    meetings = rotate_rows(Meeting.objects.exclude(sealed=""), _encrypt_row_again)
    return meetings + rotate_rows(Discomfort.objects.exclude(sealed=""), _encrypt_row_again)


def _encrypt_row_again(row: Meeting | Discomfort) -> None:
    row.seal_again()
    row.save(update_fields=["sealed"])
