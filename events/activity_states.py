"""What becomes of an activity: published, held, cancelled. The only module that moves its status."""

from copy import copy
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from accounts.outbox import write_mail
from events.calendar_versions import count_version
from events.concerned import tell_concerned_of_cancellation
from events.models import Activity, Proposal
from events.proposal_mails import tell_of_publication
from events.seat_line import call_off
from events.seat_times import free_time, lock_activity, lock_persons
from volunteers.exceptions import Reason, Refused

Status = Activity.Status

TRANSITIONS: Final[dict[str, frozenset[str]]] = {
    Status.PROPOSED: frozenset({Status.ACCEPTED, Status.CANCELLED}),
    Status.ACCEPTED: frozenset({Status.PUBLISHED, Status.CANCELLED}),
    Status.PUBLISHED: frozenset({Status.HELD, Status.CANCELLED}),
    Status.HELD: frozenset(),
    Status.CANCELLED: frozenset(),
}


def publication_reasons(activity: Activity, *, now: datetime) -> list[Reason]:
    """Why the activity cannot be published now; none when it can."""
    reasons = _illegal_move(activity, Status.PUBLISHED)
    if activity.starts_at <= now:
        reasons.append(Reason("past", "La date est passée\u00a0: changez-la avant de publier."))
    return reasons


def cancellation_reasons(activity: Activity, *, now: datetime) -> list[Reason]:
    """Why the activity cannot be cancelled now; none when it can, that is until it ends."""
    reasons = _illegal_move(activity, Status.CANCELLED)
    if activity.ends_at <= now:
        reasons.append(Reason("past", "L’activité est passée\u00a0: elle ne peut plus être annulée."))
    if Proposal.objects.waiting().filter(activity=activity).exists():
        reasons.append(Reason("proposal", "C’est une proposition\u00a0: répondez-y, pour que la personne qui propose le sache."))
    return reasons


def holding_reasons(activity: Activity, *, now: datetime) -> list[Reason]:
    """Why the activity cannot be said to have taken place; none when it can, that is once it is over."""
    reasons = _illegal_move(activity, Status.HELD)
    if activity.ends_at > now:
        reasons.append(Reason("not_over", "L’activité n’est pas encore finie."))
    return reasons


def publish(activity: Activity, *, by: User, now: datetime) -> None:
    """Announces an outing to the bénévoles, a public event on the agenda; what is published stays so. Raises Refused."""
    with transaction.atomic():
        activity = Activity.objects.select_for_update().get(pk=activity.pk)
        if activity.status == Status.PUBLISHED:
            return
        if reasons := publication_reasons(activity, now=now):
            raise Refused(reasons)
        move(activity, Status.PUBLISHED, by=by, published_at=now)
        tell_of_publication(activity)


def hold(activity: Activity, *, participants: int, by: User, now: datetime) -> None:
    """Says that the activity took place, with so many participants. The caller holds its lock. Raises Refused."""
    if reasons := holding_reasons(activity, now=now):
        raise Refused(reasons)
    move(activity, Status.HELD, by=by, participants_count=participants)


def cancel(activity: Activity, *, reason: str, by: User, now: datetime) -> int | None:
    """Cancels the activity, frees the time of those who hold a seat and writes to each of them why. Raises Refused.

    Those who wait for a seat, were asked to come or proposed it are told too; returns how many people are told. Nothing is deleted:
    the seats stay, as what had been promised. The same reason again changes nothing, tells nobody and returns None.
    Locks the activity, then the persons in the order of their ids.
    """
    with transaction.atomic():
        activity = lock_activity(activity)
        if activity.is_cancelled and activity.cancellation_reason == reason:
            return None
        if reasons := cancellation_reasons(activity, now=now):
            raise Refused(reasons)
        seats = list(activity.seats.active().select_related("volunteer__user", "engagement"))
        lock_persons(seats)
        move(activity, Status.CANCELLED, by=by, cancellation_reason=reason)
        for seat in seats:
            free_time(seat)
            write_mail(
                "events/activity_cancelled",
                to=seat.volunteer.user.email,
                subject="Une sortie que vous deviez animer est annulée",
                context={"activity": activity, "first_name": seat.volunteer.user.first_name},
                key=f"events/activity-cancelled/{seat.volunteer_id}/{seat.pk}",
            )
        told = {*(seat.volunteer_id for seat in seats), *(person.pk for person in call_off(activity, now=now))}
        return len(told) + tell_concerned_of_cancellation(activity, told=told)


def _illegal_move(activity: Activity, to: str) -> list[Reason]:
    if to in TRANSITIONS[activity.status]:
        return []
    if to == activity.status:
        return [Reason("wrong_state", f"Cette activité est déjà {Status(to).label.lower()}.")]
    return [Reason("wrong_state", f"Une activité {activity.get_status_display().lower()} ne peut pas être {Status(to).label.lower()}.")]


def move(activity: Activity, to: str, *, by: User | None, **changes: Any) -> None:
    """The one place where the status changes; the caller holds the activity's lock. Raises Refused."""
    if reasons := _illegal_move(activity, to):
        raise Refused(reasons)
    before = copy(activity)
    activity.status = to
    for field, value in changes.items():
        setattr(activity, field, value)
    count_version(before, activity)
    activity._history_user = by  # type: ignore[attr-defined]
    activity.save()
