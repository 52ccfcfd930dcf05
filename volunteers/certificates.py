"""A training attended leaves a certificate, that anybody can check by its code and that names somebody on paper alone."""

import json
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import typst
from django.conf import settings
from django.urls import reverse

from home.dates import full_day, local_date
from volunteers.models import Booking, Certificate
from volunteers.models.pairing import CODE_ALPHABET

TEMPLATE: Final = Path(__file__).parent / "paper" / "certificate.typ"
LENGTH: Final = 12
GROUP: Final = 4
# What a hand or an eye takes for another sign: the right column alone is drawn.
READ_AS: Final = str.maketrans("BSZGOQ0IL1", "8526DDD777")
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


def read_code(typed: str) -> str:
    """The code that somebody typed: whatever the case, the spaces, the dashes and the signs that look alike."""
    return "".join(sign for sign in typed.upper() if sign.isalnum()).translate(READ_AS)


def find_certificate(typed: str) -> Certificate | None:
    return Certificate.objects.filter(code=read_code(typed)).select_related("booking__session__training").first()


def print_certificate(certificate: Certificate) -> bytes:
    """A tagged PDF (PDF/UA-1). The same certificate gives the same bytes."""
    session, user = certificate.booking.session, certificate.booking.volunteer.user
    issued = local_date(certificate.issued_at)
    data = {
        "name": user.get_full_name(),
        "training": session.training.title,
        "summary": session.training.summary,
        "day": full_day(session.starts_at),
        "minutes": int((session.ends_at - session.starts_at).total_seconds() // 60),
        "issued": full_day(certificate.issued_at),
        "date": [issued.year, issued.month, issued.day],
        "code": grouped(certificate.code),
        "url": settings.SITE_URL + reverse("certificate_check", args=[grouped(certificate.code)]),
    }
    return _typeset(data, at=certificate.issued_at)


@cache
def _fonts() -> Any:
    """Those of the typst wheel, and no other: the paper is the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)


def _typeset(data: dict[str, Any], *, at: datetime) -> bytes:
    with TemporaryDirectory(prefix="polaris-typst-") as folder:
        root = Path(folder)
        (root / TEMPLATE.name).write_bytes(TEMPLATE.read_bytes())
        (root / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        drawn = typst.compile(
            root / TEMPLATE.name,
            root=root,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
        )
    return bytes(drawn)
