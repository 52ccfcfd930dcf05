"""The charter of pairings: published in versions that never change, signed by all before a pairing starts, kept as a PDF."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from home.dates import full_day, midnight
from home.typesetting import typeset
from volunteers.charters import blocks_of, name_reasons
from volunteers.exceptions import Reason, Refused
from volunteers.models import Pairing, PairingCharter, PairingSignature, Participant, Programme
from volunteers.pairing_states import lock_pairing

TEMPLATE: Final = Path(__file__).parent / "paper" / "pairing_charter.typ"
Who = PairingSignature.Who
UNPUBLISHED: Final = Reason("charter", "La charte des binômes n’est pas encore publiée\u00a0: elle l’est d’abord.")


@dataclass(frozen=True)
class Signatory:
    """Somebody who signs; `key` tells them from the others in a form, `signature` is None while it lacks."""

    key: str
    label: str
    who: PairingSignature.Who
    participant: Participant | None
    signature: PairingSignature | None


def publish(text: str, *, programme: Programme | None, now: datetime) -> PairingCharter:
    """Makes the next version, for a programme or (None) for all that have none of their own."""
    with transaction.atomic():
        last = PairingCharter.objects.select_for_update().filter(programme=programme).order_by("-number").first()
        return PairingCharter.objects.create(programme=programme, number=last.number + 1 if last else 1, text=text, published_at=now)


def charter_of(pairing: Pairing) -> PairingCharter | None:
    """The version that the pairing signs: that of its first signature, or the last one published."""
    signed = pairing.signatures.select_related("charter").first()
    return signed.charter if signed else PairingCharter.objects.current_for(pairing.programme)


def signatories(pairing: Pairing) -> list[Signatory]:
    """The three sides of a pairing, each participant apart, in the order of the paper."""
    signed = {(row.who, row.participant_id): row for row in pairing.signatures.select_related("recorded_by")}
    sides: list[tuple[str, str, PairingSignature.Who, Participant | None]] = [
        (Who.VOLUNTEER.value, "Le ou la bénévole", Who.VOLUNTEER, None),
        *((f"participant-{person.pk}", person.alias, Who.PARTICIPANT, person) for person in pairing.participants.all()),
        (Who.ASSOCIATION.value, "L’association", Who.ASSOCIATION, None),
    ]
    return [Signatory(key, label, who, person, signed.get((who.value, person.pk if person else None))) for key, label, who, person in sides]


def missing_reasons(pairing: Pairing) -> list[Reason]:
    """Which signatures lack before the pairing can start."""
    if charter_of(pairing) is None:
        return [UNPUBLISHED]
    return [
        Reason(f"signature_{side.who.value}", f"Il manque une signature de la charte\u00a0: {side.label}.")
        for side in signatories(pairing)
        if side.signature is None
    ]


def state_reasons(pairing: Pairing) -> list[Reason]:
    """Why the pairing is not to be signed now."""
    if pairing.status != Pairing.Status.AGREED:
        return [Reason("state", "La charte se signe entre l’accord de tout le monde et le début.")]
    return [] if charter_of(pairing) else [UNPUBLISHED]


def sign(pairing: Pairing, charter: PairingCharter, typed_name: str, *, now: datetime) -> PairingSignature:
    """Keeps the bénévole's signature of the version that they read. A second one changes nothing. Raises Refused."""
    with transaction.atomic():
        found = lock_pairing(pairing)
        reasons = state_reasons(found) or name_reasons(found.volunteer, typed_name)
        if charter != charter_of(found):
            reasons.append(Reason("old", "La charte vient de changer\u00a0: relisez-la, puis signez."))
        if reasons:
            raise Refused(reasons)
        signature, _ = PairingSignature.objects.get_or_create(
            pairing=found,
            who=Who.VOLUNTEER,
            defaults={"charter": charter, "typed_name": " ".join(typed_name.split()), "signed_on": timezone.localdate(now)},
        )
    return signature


def note_reasons(pairing: Pairing, *, on: date, today: date) -> list[Reason]:
    """Why a signature on paper of that day cannot be noted."""
    reasons = state_reasons(pairing)
    if on > today:
        reasons.append(Reason("to_come", "Une signature se note une fois donnée."))
    elif pairing.agreed_on and on < pairing.agreed_on:
        reasons.append(Reason("before", "La charte se signe après l’accord de la personne\u00a0: vérifiez le jour."))
    return reasons


def note(pairing: Pairing, key: str, *, on: date, by: User, today: date) -> PairingSignature:
    """Notes a signature on paper, of whom `signatories` calls so. A second one changes nothing. Raises Refused."""
    with transaction.atomic():
        found = lock_pairing(pairing)
        reasons = note_reasons(found, on=on, today=today)
        charter = charter_of(found)
        side = next((side for side in signatories(found) if side.key == key), None)
        if side is None:
            reasons.append(Reason("nobody", "Cette personne ne fait plus partie du binôme."))
        if reasons or side is None or charter is None:
            raise Refused(reasons)
        signature, _ = PairingSignature.objects.get_or_create(
            pairing=found,
            who=side.who,
            participant=side.participant,
            defaults={"charter": charter, "signed_on": on, "recorded_by": by},
        )
    return signature


def print_copy(pairing: Pairing, *, for_team: bool) -> bytes:
    """The version that was signed and by whom, as a tagged PDF (PDF/UA-1): a participant is an alias, never a name.

    The code, which finds their file, is for the team alone, and so is a copy that somebody has yet to sign. The same signatures give the
    same bytes. Raises Refused while none is there.
    """
    sides = signatories(pairing)
    signed = [side for side in sides if side.signature]
    charter = charter_of(pairing)
    if not signed or charter is None:
        raise Refused([Reason("unsigned", "Personne n’a encore signé cette charte.")])
    if not for_team and signed != sides:
        raise Refused([Reason("unfinished", "Tout le monde n’a pas encore signé cette charte.")])
    names = [
        {"side": side.who.label, "name": _name(side, pairing, for_team=for_team), "day": full_day(side.signature.signed_on)}
        for side in signed
        if side.signature
    ]
    return _print(pairing, charter, names, on=max(side.signature.signed_on for side in signed if side.signature))


def print_blank(pairing: Pairing) -> bytes:
    """The version to sign, as the same PDF, with lines for the names and days of its sides: nobody is named. Raises Refused without one."""
    charter = charter_of(pairing)
    if charter is None:
        raise Refused([UNPUBLISHED])
    lines = [
        {"side": side.who.label, "label": "Prénom ou alias" if side.participant else "Nom", "name": ""} for side in signatories(pairing)
    ]
    return _print(pairing, charter, lines, on=timezone.localdate(charter.published_at))


def _print(pairing: Pairing, charter: PairingCharter, signatures: list[dict[str, str]], *, on: date) -> bytes:
    data = {
        "title": "Charte de binôme",
        "association": settings.WAGTAIL_SITE_NAME,
        "programme": pairing.programme.title,
        "version": str(charter.number),
        "published": full_day(charter.published_at),
        "blocks": [{"kind": block.kind, "lines": block.lines} for block in blocks_of(charter.text)],
        "signatures": signatures,
        "date": [on.year, on.month, on.day],
    }
    return typeset(TEMPLATE, data, {}, at=midnight(on))


def _name(side: Signatory, pairing: Pairing, *, for_team: bool) -> str:
    if side.participant:
        return f"{side.participant.alias} ({side.participant.code})" if for_team else side.participant.alias
    if side.who == Who.ASSOCIATION:
        by = side.signature.recorded_by if side.signature else None
        return f"{settings.WAGTAIL_SITE_NAME}, par {by.get_full_name()}" if by else settings.WAGTAIL_SITE_NAME
    return (side.signature.typed_name if side.signature else "") or pairing.volunteer.user.get_full_name()
