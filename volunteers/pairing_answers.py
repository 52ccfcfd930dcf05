"""The person supported answers, asked by the team; a second one may join, where the programme is for two."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from volunteers.exceptions import Reason, Refused, once
from volunteers.models import Pairing, Participant
from volunteers.offers import exclude_after, pair_reasons
from volunteers.pairing_mails import tell_volunteer
from volunteers.pairing_states import lock_pairing, move, other_state_reasons, record
from volunteers.pairings import TO_SIGN, refusal_reasons

Status = Pairing.Status


def agreement_reasons(pairing: Pairing, *, on: date, today: date) -> list[Reason]:
    """Why the person's yes, said that day, cannot be noted. All reasons at once."""
    reasons = pair_reasons(pairing, today=today)
    if on > today:
        reasons.append(Reason("to_come", "Une réponse se note une fois reçue."))
    elif pairing.accepted_at and on < timezone.localdate(pairing.accepted_at):
        reasons.append(Reason("before", "La personne est interrogée après le ou la bénévole\u00a0: vérifiez le jour."))
    return reasons


@once
def agree(pairing: Pairing, *, on: date, by: User, now: datetime) -> Pairing:
    """Notes that the person said yes on that day; the bénévole then has the charter to sign. Raises Refused."""
    today = timezone.localdate(now)
    with transaction.atomic():
        found = move(pairing, Status.AGREED, by=by, reasons=lambda locked: agreement_reasons(locked, on=on, today=today), agreed_on=on)
        tell_volunteer(found, "pairing_agreed", subject=TO_SIGN)
    return found


@once
def answer_no(pairing: Pairing, *, reason: Pairing.DeclineReason, by: User, now: datetime) -> Pairing:
    """Notes that the person said no, and why; the bénévole learns that it will not be, and nothing else. Raises Refused."""
    with transaction.atomic():
        found = move(
            pairing,
            Status.DECLINED,
            by=by,
            reasons=lambda locked: other_state_reasons(locked, Status.ACCEPTED),
            declined_by=Pairing.Decliner.PARTICIPANT,
            decline_reason=reason,
        )
        exclude_after(found, today=timezone.localdate(now))
        tell_volunteer(found, "pairing_not_made", subject="Ce binôme ne se fera pas")
    return found


def joining_reasons(pairing: Pairing) -> list[Reason]:
    """Why nobody else can join the pairing. All reasons at once."""
    reasons = []
    if pairing.status not in (Status.ACCEPTED, Status.AGREED):
        reasons.append(Reason("state", "Une seconde personne rejoint un binôme entre l’accord du ou de la bénévole et le début."))
    if pairing.signatures.exists():
        reasons.append(Reason("signed", "La charte est déjà signée par quelqu’un\u00a0: elle l’est à une personne, ou à deux."))
    if pairing.participants.count() >= pairing.programme.participants_most:
        most = pairing.programme.participants_most
        reasons.append(Reason("most", f"Ce programme accompagne {'deux personnes' if most > 1 else 'une personne'} au plus par binôme."))
    return reasons


def join(pairing: Pairing, participant: Participant, *, by: User, today: date) -> Pairing:
    """Adds a second person, who agreed as the bénévole did, orally; the bénévole is told that there are two. Raises Refused."""
    with transaction.atomic():
        found = lock_pairing(pairing, also=[participant.pk])
        reasons = joining_reasons(found)
        reasons += refusal_reasons(found.programme, found.volunteer, participant, today=today, besides=found)
        if reasons:
            raise Refused(reasons)
        found.participants.add(participant)
        record(found, by=by, why="Seconde personne ajoutée")
        tell_volunteer(found, "pairing_joined", subject="Une seconde personne rejoint votre binôme")
    return found
