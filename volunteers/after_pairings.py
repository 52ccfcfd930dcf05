"""What comes after a pairing: the bénévole may start again; of each person, what was decided and what remains to be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from home.dates import short_day
from volunteers import participants
from volunteers.evaluations import WITH_OUTCOMES, moments_of
from volunteers.exceptions import Reason, Refused
from volunteers.models import Pairing, Participant, ProgrammeWish
from volunteers.pairing_mails import tell_contact
from volunteers.pairing_states import lock_pairing, record


@dataclass(frozen=True)
class PersonAfter:
    """One person of a pairing that is over: who took over, the programmes they wait for, and why they cannot be noted as former."""

    participant: Participant
    followed_by: Pairing | None
    waits_for: list[str]
    former_reasons: list[Reason]


def again_reasons(pairing: Pairing) -> list[Reason]:
    """Why the bénévole cannot say that they are ready for another: it is not over, or they have."""
    if pairing.status != Pairing.Status.ENDED:
        return [Reason("state", "Ce binôme n’est pas terminé.")]
    if pairing.again_asked_at is not None:
        return [Reason("asked", f"Vous l’avez déjà dit à l’équipe, le {short_day(pairing.again_asked_at)}.")]
    return []


def ask_to_start_again(pairing: Pairing, *, now: datetime) -> None:
    """The bénévole is ready for another pairing: the contact is told, once. Raises Refused."""
    with transaction.atomic():
        found = lock_pairing(pairing)
        reasons = again_reasons(found)
        if reasons:
            raise Refused(reasons)
        found.again_asked_at = now
        record(found, by=found.volunteer.user, why="Prêt·e à recommencer")
        news = "Le ou la bénévole de ce binôme terminé est prêt·e à recommencer. Cherchez qui pourrait lui convenir."
        tell_contact(found, "again", subject="Un·e bénévole est prêt·e à recommencer", news=news)


def people_after(pairing: Pairing, followers: Sequence[Pairing]) -> list[PersonAfter]:
    """The people of a pairing that is over, as they stand today; `followers` are the pairings that took over."""
    return [
        PersonAfter(
            person,
            next((after for after in followers if person in after.participants.all()), None),
            [wish.programme.title for wish in ProgrammeWish.objects.unmet().filter(participant=person).select_related("programme")],
            participants.former_reasons(person),
        )
        for person in pairing.participants.all()
    ]


def evaluations_planned(pairing: Pairing) -> list[tuple[str, date]]:
    """« 3 mois après », « 6 mois après », each with the day when it begins."""
    return [(str(moment.label), on) for moment, on in moments_of(pairing) if moment in WITH_OUTCOMES]
