"""A pairing is offered to a bénévole, who sees little of the person, and accepts, declines or lets the time run out."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from home.dates import clock, full_day
from volunteers.exceptions import Reason, Refused, once
from volunteers.models import Exclusion, Pairing, Programme, Volunteer
from volunteers.pairing_mails import tell_contact, tell_volunteer
from volunteers.pairing_states import move, move_locked, other_state_reasons
from volunteers.pairings import closed_reasons, refusal_reasons

EVENING: Final = time(20)
REMIND_BEFORE: Final = timedelta(days=1)
Status, DeclineReason, Decliner = Pairing.Status, Pairing.DeclineReason, Pairing.Decliner
# What passes, and says nothing of these two together: they may be brought together again. Any other refusal excludes them.
PASSING: Final = (DeclineReason.TIME, DeclineReason.SILENT, DeclineReason.WITHDRAWN)
# What the bénévole can mend alone.
THEIR_OWN: Final = {
    "room": "Vous avez déjà accepté autant de binômes que vous le souhaitez. Ce nombre se change dans votre profil.",
    "pause": "Vous êtes en pause\u00a0: mettez-y fin dans votre espace pour accepter.",
}
NO_LONGER_POSSIBLE: Final = (
    "Cette proposition n’est plus possible\u00a0: la situation a changé depuis. Écrivez à l’équipe, qui vous dira ce qu’il en est."
)


@dataclass(frozen=True)
class BlindPerson:
    """All that a bénévole learns of somebody before everybody has accepted: no age, no gender, no arrangement, no contact."""

    alias: str
    languages: list[tuple[str, str]]
    project: str
    slots: list[str]
    area: str


def blind_people(pairing: Pairing) -> list[BlindPerson]:
    """Of each participant, languages are (language, code of the level), slots those that the bénévole has free too."""
    free = set(pairing.volunteer.free_slots.values_list("weekday", "half_day"))
    return [
        BlindPerson(
            alias=person.alias,
            languages=[(spoken.get_code_display(), spoken.level) for spoken in person.languages.all()],
            project=person.project,
            slots=[slot.in_short for slot in person.free_slots.all() if (slot.weekday, slot.half_day) in free],
            area=person.get_area_display(),
        )
        for person in pairing.participants.prefetch_related("languages", "free_slots")
    ]


def pair_reasons(pairing: Pairing, *, today: date) -> list[Reason]:
    """Why these people cannot be paired, or another proposal comes before; each reason once, however many participants."""
    reasons: dict[str, Reason] = {}
    for person in pairing.participants.all():
        for reason in refusal_reasons(pairing.programme, pairing.volunteer, person, today=today, besides=pairing):
            reasons.setdefault(reason.code, reason)
    return list(reasons.values())


def offer_reasons(pairing: Pairing, *, today: date) -> list[Reason]:
    """Why the pairing cannot be offered now, as a coordinator reads it. All reasons at once."""
    return closed_reasons(pairing.programme) + pair_reasons(pairing, today=today)


def answer_awaited_until(programme: Programme, *, now: datetime) -> datetime:
    """The evening of the last of the programme's days to answer: a decent hour, whenever it was offered."""
    last_day = timezone.localdate(now) + timedelta(days=programme.offer_days)
    return timezone.make_aware(datetime.combine(last_day, EVENING))


@once
def offer(pairing: Pairing, *, contact: User, by: User, now: datetime) -> Pairing:
    """Asks the bénévole, who has the programme's days to answer. Raises Refused."""
    until = answer_awaited_until(pairing.programme, now=now)
    with transaction.atomic():
        found = move(
            pairing,
            Status.OFFERED,
            by=by,
            reasons=lambda locked: offer_reasons(locked, today=timezone.localdate(now)),
            contact=contact,
            offered_at=now,
            offered_until=until,
        )
        tell_volunteer(found, "pairing_offered", subject="Un binôme vous est proposé", until=_until(found))
    return found


def acceptance_reasons(pairing: Pairing, *, now: datetime) -> list[Reason]:
    """Why the bénévole cannot accept, as they read it: what concerns the other person is not told."""
    if _has_run_out(pairing, now=now):
        return [Reason("late", "Le délai pour répondre est passé\u00a0: écrivez à l’équipe si vous êtes toujours disponible.")]
    lacking = {reason.code for reason in pair_reasons(pairing, today=timezone.localdate(now))}
    reasons = [Reason(code, sentence) for code, sentence in THEIR_OWN.items() if code in lacking]
    return [*reasons, Reason("changed", NO_LONGER_POSSIBLE)] if lacking - THEIR_OWN.keys() else reasons


@once
def accept(pairing: Pairing, *, now: datetime) -> Pairing:
    """The bénévole says yes; the contact then asks the person. Raises Refused."""
    with transaction.atomic():
        found = move(
            pairing,
            Status.ACCEPTED,
            by=pairing.volunteer.user,
            reasons=lambda locked: acceptance_reasons(locked, now=now),
            accepted_at=now,
        )
        news = "Le ou la bénévole accepte. C’est à vous de demander à la personne accompagnée."
        tell_contact(found, "accepted", subject="Une proposition de binôme est acceptée", news=news)
    return found


@once
def decline(pairing: Pairing, *, reason: Pairing.DeclineReason, now: datetime) -> Pairing:
    """The bénévole says no, and why; unless it passes, these two are not brought together again. Raises Refused."""
    with transaction.atomic():
        found = move(
            pairing,
            Status.DECLINED,
            by=pairing.volunteer.user,
            reasons=lambda locked: other_state_reasons(locked, Status.OFFERED),
            declined_by=Decliner.VOLUNTEER,
            decline_reason=reason,
        )
        exclude_after(found, today=timezone.localdate(now))
        news = f"Le ou la bénévole décline\u00a0: {reason.label.lower()}."
        tell_contact(found, "declined", subject="Une proposition de binôme est déclinée", news=news)
    return found


def exclude_after(pairing: Pairing, *, today: date) -> None:
    """Keeps from the next rankings the two whom a refusal parted, when its reason does not pass. The caller holds the locks."""
    if pairing.decline_reason not in PASSING:
        for person in pairing.participants.all():
            Exclusion.objects.get_or_create(
                volunteer=pairing.volunteer, participant=person, defaults={"reason": Exclusion.Reason.DECLINED, "since": today}
            )


@once
def withdraw(pairing: Pairing, *, by: User) -> Pairing:
    """The team takes back a suggestion, an offer or what was accepted so far; who was told of it is told. Raises Refused."""
    with transaction.atomic():
        found = move(pairing, Status.DECLINED, by=by, declined_by=Decliner.TEAM, decline_reason=DeclineReason.WITHDRAWN)
        if found.offered_at or found.accepted_at:
            tell_volunteer(found, "pairing_not_made", subject="Ce binôme ne se fera pas")
    return found


def withdraw_all(volunteer: Volunteer) -> None:
    """Ends what is not under way yet of somebody who leaves; each contact is told. The caller holds the person's lock.

    No participant is locked: nothing is asked of them, and every move locks the bénévole.
    """
    for pairing in volunteer.pairings.to_answer().select_related("programme"):
        pairing.volunteer = volunteer
        move_locked(pairing, Status.DECLINED, by=None, declined_by=Decliner.TEAM, decline_reason=DeclineReason.WITHDRAWN)
        news = "Le ou la bénévole est parti·e\u00a0: ce binôme n’aura pas lieu, et la personne accompagnée attend de nouveau."
        tell_contact(pairing, "left", subject="Un binôme n’aura pas lieu", news=news)


def tend_offers(now: datetime) -> None:
    """Reminds of the offers that run out within a day, and ends those that have. Run again, it changes nothing."""
    offered = Pairing.objects.filter(status=Status.OFFERED).select_related("programme", "volunteer__user")
    for pairing in offered.filter(offered_until__lte=now):
        _run_out(pairing, now=now)
    soon = offered.filter(offered_until__gt=now, offered_until__lte=now + REMIND_BEFORE)
    # Who had a day in all has just read it.
    for pairing in soon.filter(offered_at__lte=now - REMIND_BEFORE):
        tell_volunteer(pairing, "pairing_offer_reminder", subject="Un binôme attend votre réponse", until=_until(pairing))


@once
def _run_out(pairing: Pairing, *, now: datetime) -> None:
    """Nobody answered: it counts, and excludes nobody. An answer that came at the last instant stands."""
    try:
        with transaction.atomic():
            found = move(
                pairing,
                Status.DECLINED,
                by=None,
                reasons=lambda locked: other_state_reasons(locked, Status.OFFERED),
                declined_by=Decliner.VOLUNTEER,
                decline_reason=DeclineReason.SILENT,
            )
            tell_volunteer(found, "pairing_offer_run_out", subject="La proposition de binôme a pris fin")
            news = "Le ou la bénévole n’a pas répondu à temps. Vous pouvez proposer ce binôme à quelqu’un d’autre."
            tell_contact(found, "silent", subject="Une proposition de binôme est restée sans réponse", news=news)
    except Refused:
        return


def _has_run_out(pairing: Pairing, *, now: datetime) -> bool:
    return pairing.offered_until is None or pairing.offered_until <= now


def _until(pairing: Pairing) -> str:
    until = pairing.offered_until
    return f"{full_day(until)}, {clock(until)}" if until else ""
