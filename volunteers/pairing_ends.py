"""A pairing ends for a reason, on a day; a bénévole who cannot go on asks to stop, and somebody else is looked for."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from home.dates import full_day, short_day
from volunteers import alerts, meetings, pairing_certificates
from volunteers.exceptions import Reason, Refused, once
from volunteers.models import Exclusion, Pairing, Participant, Programme, ProgrammeWish
from volunteers.pairing_mails import tell_contact, tell_volunteer
from volunteers.pairing_states import lock_pairing, move, record

EndReason = Pairing.EndReason
# The person goes on waiting for somebody else after these, where nobody says otherwise.
TO_GO_ON: Final = (EndReason.PARTNER, EndReason.VOLUNTEER)
# Whom the next rankings keep apart: who did not go well together, and who is to be taken over from.
KEPT_APART: Final = {EndReason.CONFLICT: Exclusion.Reason.CONFLICT, **dict.fromkeys(TO_GO_ON, Exclusion.Reason.TEAM)}


def end_reasons(pairing: Pairing, *, on: date, today: date) -> list[Reason]:
    """Why the pairing cannot end on that day."""
    if on < pairing.starts_on:
        return [Reason("before", f"Ce binôme a commencé le {short_day(pairing.starts_on)}\u00a0: il ne finit pas avant.")]
    if on > today:
        return [Reason("to_come", "Une fin se note une fois venue.")]
    return []


@once
def end(pairing: Pairing, *, reason: Pairing.EndReason, on: date, waits: bool, by: User, now: datetime, what_follows: str = "") -> Pairing:
    """Ends an active pairing and thanks the bénévole, with a certificate where it went far enough (`pairing_certificates`).

    `waits`: the person goes on waiting in the programme, since their first day. Gives back the time of meetings to come, and closes what
    asked for a look at it. A conflict, or somebody else who is to take over, keeps the two apart in the next rankings. `what_follows` is
    told to the bénévole. Raises Refused.
    """
    today = timezone.localdate(now)
    with transaction.atomic():
        found = move(
            pairing,
            Pairing.Status.ENDED,
            by=by,
            reasons=lambda locked: end_reasons(locked, on=on, today=today),
            ended_on=on,
            end_reason=reason,
        )
        for person in found.participants.all():
            if reason in KEPT_APART:
                _exclude(found, person, KEPT_APART[reason], on=on)
            _write_wish(found, person, waits=waits)
        meetings.call_off_planned(found, now=now)
        alerts.close_at_end(found, by=by, now=now)
        _tell(found, what_follows=what_follows, now=now)
    return found


def _tell(pairing: Pairing, *, what_follows: str, now: datetime) -> None:
    """With the certificate, where there is one. After a conflict the words are plain, and praise nothing."""
    is_plain = pairing.end_reason == EndReason.CONFLICT
    has_certificate = pairing_certificates.is_earned(pairing)
    if has_certificate:
        pairing_certificates.give(pairing, now=now)
    tell_volunteer(
        pairing,
        "pairing_ended",
        subject="La fin de votre binôme" if is_plain else "Merci pour ce binôme",
        ended_on=full_day(pairing.ended_on or pairing.ends_on),
        what_follows=what_follows,
        is_plain=is_plain,
        has_certificate=has_certificate,
    )


def stop_reasons(pairing: Pairing) -> list[Reason]:
    """Why the bénévole cannot ask to stop: it is not under way, or they have."""
    if not pairing.is_active:
        return [Reason("state", "Ce binôme n’est pas en cours.")]
    if pairing.stop_asked_at is not None:
        return [Reason("asked", f"Vous l’avez déjà dit à l’équipe, le {short_day(pairing.stop_asked_at)}\u00a0: elle vous contacte.")]
    return []


def ask_to_stop(pairing: Pairing, *, now: datetime) -> None:
    """The bénévole cannot go on: the contact is told, and the pairing stands until the team ends it. Raises Refused."""
    with transaction.atomic():
        found = lock_pairing(pairing)
        reasons = stop_reasons(found)
        if reasons:
            raise Refused(reasons)
        found.stop_asked_at = now
        record(found, by=found.volunteer.user, why="Arrêt demandé")
        alerts.settle_locked(found, now=now)
        news = "Le ou la bénévole doit s’arrêter. Appelez-le ou la, puis cherchez une suite pour la personne accompagnée."
        tell_contact(found, "stop", subject="Un·e bénévole doit arrêter un binôme", news=news)


def pairing_before(programme: Programme, people: Iterable[Participant]) -> Pairing | None:
    """What a new pairing of these people goes on from: their last, where it ended for somebody else to take over or for this programme."""
    ended = Pairing.objects.filter(participants__in=people, status=Pairing.Status.ENDED)
    last = ended.filter(Q(programme=programme) | Q(reviews__programme=programme)).order_by("-ended_on", "-starts_on", "pk").first()
    return last if last is not None and last.end_reason in (*TO_GO_ON, EndReason.PROGRAMME) else None


def _exclude(pairing: Pairing, person: Participant, reason: Exclusion.Reason, *, on: date) -> None:
    kept, _ = Exclusion.objects.get_or_create(volunteer=pairing.volunteer, participant=person, defaults={"reason": reason, "since": on})
    if reason == Exclusion.Reason.CONFLICT != kept.reason:
        kept.reason = reason
        kept.save(update_fields=["reason"])


def _write_wish(pairing: Pairing, person: Participant, *, waits: bool) -> None:
    wishes = ProgrammeWish.objects.filter(participant=person, programme=pairing.programme)
    if not waits:
        wishes.delete()
    elif not wishes.exists():
        since = pairing.requested_on or (timezone.localdate(pairing.suggested_at) if pairing.suggested_at else pairing.starts_on)
        ProgrammeWish.objects.create(participant=person, programme=pairing.programme, since=since)
