"""Certificates of trainings attended: issued with the attendance, taken back with it, checked by anybody without a name."""

import re
import secrets
from datetime import datetime
from pathlib import Path
from typing import Final

from home.dates import full_day
from home.settings import AssociationSettings
from home.typesetting import typeset
from volunteers.models import Booking, Certificate
from volunteers.models.pairing import CODE_ALPHABET
from volunteers.onboarding import duration

TEMPLATE: Final = Path(__file__).parent / "paper" / "certificate.typ"
# 31 letters and figures: 59 bits, which nobody guesses at ten tries a minute.
CODE_LENGTH: Final = 12
GROUP: Final = 4


def follow_attendance(bookings: list[Booking], *, now: datetime) -> None:
    """Issues the certificates of those who attended, and takes back those of others. The session is locked by the caller."""
    attended = [booking for booking in bookings if booking.is_attended]
    Certificate.objects.filter(booking__in=[booking for booking in bookings if not booking.is_attended]).delete()
    kept = set(Certificate.objects.filter(booking__in=attended).values_list("booking_id", flat=True))
    Certificate.objects.bulk_create(
        Certificate(booking=booking, code=new_code(), issued_at=now) for booking in attended if booking.pk not in kept
    )


def new_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def shown_code(code: str) -> str:
    """« 7KQM-2XPB-94TD »: as it is printed, and read aloud."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read_code(typed: str) -> str:
    """A code as it is kept, from what somebody typed: small letters, spaces and hyphens do not count."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper())[:CODE_LENGTH]


def find_certificate(typed: str) -> Certificate | None:
    """The certificate of this code; None when no training of ours gave it."""
    return Certificate.objects.select_related("booking__session__training").filter(code=read_code(typed)).first()


def print_certificate(certificate: Certificate, *, name: str, association: AssociationSettings, address: str) -> bytes:
    """The PDF/UA-1 of a certificate: the same bytes each time. `address` is where its code is checked."""
    session = certificate.booking.session
    data = {
        "date": [certificate.issued_at.year, certificate.issued_at.month, certificate.issued_at.day],
        "title": "Attestation de formation",
        "association": association.name,
        "name": name,
        "training": session.training.title,
        "summary": session.training.summary,
        "day": full_day(session.starts_at),
        "duration": duration(round((session.ends_at - session.starts_at).total_seconds() / 60)),
        "code": shown_code(certificate.code),
        "address": address,
    }
    return typeset(TEMPLATE, data, {}, at=certificate.issued_at)
