"""A pairing leaves its bénévole a certificate of skills: what was done and learnt, and nobody's name but theirs.

The association signs by itself for what nobody would dispute: three meetings in the log, one month at least, and either half of the time
first planned or a review, where somebody of the team looked at it. A shorter one may have been worth it, which dates do not say: a
coordinator decides. After a conflict, or without a meeting, there is nothing to sign.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Sum

from accounts.models import User
from home.dates import add_months, duration, full_day, local_date, short_day
from home.typesetting import typeset_whatever
from volunteers.certificates import check_url, grouped, random_code
from volunteers.checked_codes import Known
from volunteers.exceptions import Reason, Refused
from volunteers.models import Meeting, Pairing, PairingCertificate
from volunteers.pairing_states import lock_pairing, record

TEMPLATE: Final = Path(__file__).parent / "paper" / "skills.typ"
EndReason = Pairing.EndReason
MEETINGS_LEAST: Final = 3


def half_way(pairing: Pairing) -> date:
    """The day when half of the time first planned has passed: a renewal does not put it off."""
    planned = min(pairing.ends_on, add_months(pairing.starts_on, pairing.programme.duration_months))
    return pairing.starts_on + (planned - pairing.starts_on) / 2


def certificate_reasons(pairing: Pairing) -> list[Reason]:
    """Why nobody can give a certificate. After a conflict, that alone is said."""
    if pairing.status != Pairing.Status.ENDED:
        return [Reason("not_over", "Ce binôme n’est pas terminé.")]
    if pairing.end_reason == EndReason.CONFLICT:
        return [Reason("conflict", "Après une mésentente, ou un cadre non respecté, il n’y a pas d’attestation.")]
    if not Meeting.objects.held().filter(pairing=pairing).exists():
        return [Reason("no_meeting", "Aucune rencontre n’est notée.")]
    return []


def deciding_reasons(pairing: Pairing) -> list[Reason]:
    """Why a certificate that can be given is not given by itself, and waits for a coordinator to decide."""
    reasons = []
    if Meeting.objects.held().filter(pairing=pairing).count() < MEETINGS_LEAST:
        reasons.append(Reason("few", "Moins de trois rencontres sont notées."))
    if pairing.last_day < add_months(pairing.starts_on, 1):
        reasons.append(Reason("brief", "Il a duré moins d’un mois."))
    if pairing.last_day < half_way(pairing) and not pairing.reviews.exists():
        reasons.append(
            Reason("early", f"Il s’est arrêté avant la moitié du temps prévu, le {short_day(half_way(pairing))}, et sans bilan.")
        )
    return reasons


def is_earned(pairing: Pairing) -> bool:
    """Nobody has to decide."""
    return not certificate_reasons(pairing) and not deciding_reasons(pairing)


def give(pairing: Pairing, *, now: datetime, by: User | None = None) -> PairingCertificate:
    """Its certificate, made once; the history keeps which coordinator decided. Raises Refused."""
    with transaction.atomic():
        pairing = lock_pairing(pairing)
        reasons = certificate_reasons(pairing)
        if reasons:
            raise Refused(reasons)
        defaults = {"code": random_code(), "issued_at": now}
        certificate, is_new = PairingCertificate.objects.get_or_create(pairing=pairing, defaults=defaults)
        if is_new and by is not None:
            record(pairing, by=by, why="Attestation de compétences délivrée")
    return certificate


def withdrawing_reasons(pairing: Pairing) -> list[Reason]:
    """Why there is nothing to withdraw."""
    return [] if PairingCertificate.objects.filter(pairing=pairing).exists() else [Reason("none", "Ce binôme n’a pas d’attestation.")]


def withdraw(pairing: Pairing) -> None:
    """Its code is known no more. A second call does nothing."""
    PairingCertificate.objects.filter(pairing=pairing).delete()


def find_coded(code: str, *, today: date) -> Known | None:
    """For `/verifier/`, as `CODES_KNOWN_BY` asks."""
    certificate = PairingCertificate.objects.filter(code=code).select_related("pairing__programme").first()
    return Known("volunteers/partials/verified_pairing_certificate.html", certificate) if certificate else None


def print_pairing_certificate(certificate: PairingCertificate) -> bytes:
    """A tagged PDF (PDF/UA-1); the same certificate and the same log give the same bytes."""
    pairing, issued = certificate.pairing, local_date(certificate.issued_at)
    held = Meeting.objects.held().filter(pairing=pairing).order_by().aggregate(count=Count("pk"), minutes=Sum("minutes", default=0))
    data = {
        "title": "Attestation de compétences",
        "association": settings.WAGTAIL_SITE_NAME,
        "name": pairing.volunteer.user.get_full_name(),
        "programme": pairing.programme.title,
        "since": full_day(pairing.starts_on),
        "until": full_day(pairing.ended_on or pairing.ends_on),
        "meetings": f"{held['count']} rencontre{'s' if held['count'] > 1 else ''}",
        "duration": duration(held["minutes"]),
        "skills": pairing.programme.mission.learnt,
        "issued": full_day(certificate.issued_at),
        "date": [issued.year, issued.month, issued.day],
        "code": grouped(certificate.code),
        "url": check_url(certificate.code),
    }
    return typeset_whatever(TEMPLATE, data, {}, at=certificate.issued_at)
