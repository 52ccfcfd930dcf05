"""Files that a page hands over: a certificate, a place in a training for one's calendar."""

from django.http import HttpResponse

from volunteers.certificates import print_certificate
from volunteers.models import Certificate


def answer_with_certificate(certificate: Certificate) -> HttpResponse:
    """Its name holds the code, and nobody's."""
    name = f"attestation-{certificate.code.lower()}.pdf"
    return _hand_over(print_certificate(certificate), "application/pdf", name)


def answer_with_calendar(calendar: str) -> HttpResponse:
    return _hand_over(calendar.encode(), "text/calendar; charset=utf-8", "formation-polaris14.ics")


def _hand_over(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
