"""A training attended leaves a certificate, that anybody can check by its code and that names somebody on paper alone."""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.urls import reverse

from home.dates import duration, full_day, local_date
from home.typesetting import typeset_whatever
from volunteers.checked_codes import READ_AS, Known
from volunteers.models import Booking, Certificate
from volunteers.models.pairing import CODE_ALPHABET

TEMPLATE: Final = Path(__file__).parent / "paper" / "certificate.typ"
LENGTH: Final = 12
GROUP: Final = 4
DRAWN: Final = sorted(set(CODE_ALPHABET.translate(READ_AS)))


def settle_certificates(bookings: Iterable[Booking], *, now: datetime) -> None:
    """Gives a certificate to those who came, and takes it back from those whose mark was corrected. The session is locked by the caller."""
    for booking in bookings:
        if booking.is_attended:
            Certificate.objects.get_or_create(booking=booking, defaults={"code": random_code(), "issued_at": now})
        else:
            Certificate.objects.filter(booking=booking).delete()


def random_code() -> str:
    return "".join(secrets.choice(DRAWN) for _ in range(LENGTH))


def grouped(code: str) -> str:
    """« 2345-6789-ACDE », to be read aloud."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def check_url(code: str) -> str:
    """Where anybody checks it."""
    return settings.SITE_URL + reverse("certificate_check", args=[grouped(code)])


def find_coded(code: str, *, today: date) -> Known | None:
    """For `/verifier/`, as `CODES_KNOWN_BY` asks."""
    certificate = Certificate.objects.filter(code=code).select_related("booking__session__training").first()
    if certificate is None:
        return None
    return Known(
        "volunteers/partials/verified_certificate.html", {"certificate": certificate, "is_valid": certificate.booking.is_valid(today)}
    )


def print_certificate(certificate: Certificate) -> bytes:
    """A tagged PDF (PDF/UA-1). The same certificate gives the same bytes."""
    session, user = certificate.booking.session, certificate.booking.volunteer.user
    issued = local_date(certificate.issued_at)
    data = {
        "title": "Attestation de formation",
        "association": settings.WAGTAIL_SITE_NAME,
        "name": user.get_full_name(),
        "training": session.training.title,
        "summary": session.training.summary,
        "day": full_day(session.starts_at),
        "duration": duration((session.ends_at - session.starts_at) // timedelta(minutes=1)),
        "issued": full_day(certificate.issued_at),
        "date": [issued.year, issued.month, issued.day],
        "code": grouped(certificate.code),
        "url": check_url(certificate.code),
    }
    return typeset_whatever(TEMPLATE, data, {}, at=certificate.issued_at)
