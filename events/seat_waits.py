"""In line for a seat of an outing that is full: joining, leaving, where one stands, and the order that coordinators change."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import User
from events.line_mails import tell_of_release
from events.models import Activity, LineMove, SeatWait
from events.seat_line import tend_line
from events.seat_reasons import NO_SEAT, refusal_reasons
from events.seat_times import lock_activity
from volunteers.engagements import lock_person
from volunteers.exceptions import Reason, Refused
from volunteers.models import Volunteer


def waiting_reasons(activity: Activity, volunteer: Volunteer, against: Collection[Reason]) -> list[Reason]:
    """Why the bénévole cannot wait for a seat, given all that is `against` their taking one: who lacks only a seat may wait."""
    if SeatWait.objects.open().filter(activity=activity, volunteer=volunteer).exists():
        return [Reason("waiting", "Vous êtes déjà sur la liste d’attente de cette sortie.")]
    if not against:
        return [Reason("free", "Il reste une place\u00a0: prenez-la.")]
    return [reason for reason in against if reason.code not in NO_SEAT]


def join(activity: Activity, volunteer: Volunteer, *, now: datetime) -> SeatWait:
    """Puts the bénévole in the line. Raises Refused with all the reasons."""
    with transaction.atomic():
        activity = lock_activity(activity)
        volunteer = lock_person(volunteer)
        if reasons := waiting_reasons(activity, volunteer, refusal_reasons(activity, volunteer, now=now)):
            raise Refused(reasons)
        return SeatWait.objects.create(activity=activity, volunteer=volunteer, since=now)


def leave(wait: SeatWait, *, now: datetime) -> None:
    """Takes the bénévole out of the line; a seat that was held for them is offered to the next. A second call does nothing."""
    with transaction.atomic():
        activity = lock_activity(wait.activity)
        kept = SeatWait.objects.get(pk=wait.pk)
        if kept.ended_at is None:
            kept.end(SeatWait.End.LEFT, now=now)
            tend_line(activity, now=now)


def place_in_line(wait: SeatWait, *, now: datetime) -> int | None:
    """1 for the next to be offered a seat; None for who is not in line, or has an offer."""
    line = list(SeatWait.objects.in_line(now).filter(activity=wait.activity_id).values_list("pk", flat=True))
    return line.index(wait.pk) + 1 if wait.pk in line else None


def moving_reasons(wait: SeatWait, *, now: datetime) -> list[Reason]:
    """Why nobody can give this person another place in the line; none when a coordinator can."""
    if place_in_line(wait, now=now) is None:
        return [Reason("not_in_line", "Cette personne n’est plus dans la liste, ou une place lui est déjà proposée.")]
    return []


def move_in_line(wait: SeatWait, *, to_place: int, reason: str, by: User, now: datetime) -> None:
    """Gives the person another place, from 1, and keeps who did it, when, from where to where and why. Raises Refused.

    From then on the whole line stands as the coordinator left it; who joins later comes after, in the usual order.
    """
    with transaction.atomic():
        activity = lock_activity(wait.activity)
        reasons = moving_reasons(wait, now=now)
        line = list(SeatWait.objects.in_line(now).filter(activity=activity))
        if not 1 <= to_place <= max(len(line), 1):
            reasons.append(Reason("place", f"La liste compte {len(line)} personne{'s' if len(line) > 1 else ''}."))
        if not reason:
            reasons.append(Reason("reason", "Dites pourquoi\u00a0: les autres coordinateur·rices le liront."))
        if reasons:
            raise Refused(reasons)
        from_place = line.index(wait) + 1
        line.insert(to_place - 1, line.pop(from_place - 1))
        for place, other in enumerate(line, 1):
            other.place_by_hand = place
        SeatWait.objects.bulk_update(line, ["place_by_hand"])
        LineMove.objects.create(wait=wait, from_place=from_place, to_place=to_place, reason=reason, moved_at=now, moved_by=by)


def releasing_reasons(wait: SeatWait) -> list[Reason]:
    """Why there is no hold to end; none while a seat is held for this person."""
    if wait.ended_at is not None or wait.offered_until is None:
        return [Reason("not_held", "Aucune place n’est plus gardée pour cette personne.")]
    return []


def release(wait: SeatWait, *, reason: str, by: User, now: datetime) -> None:
    """The seat is held for this person no longer, who is told; why, when and by whom stay. Raises Refused.

    At once it is offered to the next in line who could take it, or free for anybody.
    """
    with transaction.atomic():
        activity = lock_activity(wait.activity)
        wait = SeatWait.objects.select_related("volunteer__user").get(pk=wait.pk)
        reasons = releasing_reasons(wait)
        if not reason:
            reasons.append(Reason("reason", "Dites pourquoi\u00a0: les autres coordinateur·rices le liront."))
        if reasons:
            raise Refused(reasons)
        wait.ended_reason, wait.ended_by = reason, by
        wait.save(update_fields=["ended_reason", "ended_by"])
        wait.end(SeatWait.End.RELEASED, now=now)
        tell_of_release(wait, activity)
        tend_line(activity, now=now)
