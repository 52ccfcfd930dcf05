"""Files that a page hands over: a certificate, a place in a training for one's calendar."""

from django.http import HttpResponse

from volunteers.certificates import print_certificate
from volunteers.charters import print_signature
from volunteers.models import Certificate, CharterSignature, Pairing, PairingCertificate
from volunteers.pairing_certificates import print_pairing_certificate
from volunteers.pairing_charters import print_blank, print_copy


def answer_with_certificate(certificate: Certificate) -> HttpResponse:
    """Its name holds the code, and nobody's."""
    name = f"attestation-{certificate.code.lower()}.pdf"
    return _hand_over(print_certificate(certificate), "application/pdf", name)


def answer_with_pairing_certificate(certificate: PairingCertificate) -> HttpResponse:
    """Its name holds the code, and nobody's."""
    return _hand_over(print_pairing_certificate(certificate), "application/pdf", f"attestation-{certificate.code.lower()}.pdf")


def answer_with_charter(signature: CharterSignature) -> HttpResponse:
    return _hand_over(print_signature(signature), "application/pdf", f"charte-version-{signature.charter.number}.pdf")


def answer_with_pairing_charter(pairing: Pairing, *, for_team: bool) -> HttpResponse:
    """Raises Refused while nobody has signed. Its name holds nobody's."""
    return _hand_over(print_copy(pairing, for_team=for_team), "application/pdf", "charte-de-binome.pdf")


def answer_with_blank_charter(pairing: Pairing) -> HttpResponse:
    """Raises Refused while there is none to sign."""
    return _hand_over(print_blank(pairing), "application/pdf", "charte-de-binome-a-signer.pdf")


def answer_with_calendar(calendar: str) -> HttpResponse:
    return _hand_over(calendar.encode(), "text/calendar; charset=utf-8", "formation-polaris14.ics")


def _hand_over(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
