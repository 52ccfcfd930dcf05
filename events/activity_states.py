"""What becomes of an activity: published, cancelled. The only module that moves its status."""

from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from accounts.outbox import write_mail
from events.models import Activity
from events.seat_times import free_time, lock_persons
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
    return reasons


def publish(activity: Activity, *, by: User, now: datetime) -> None:
    """Announces an outing to the bénévoles, a public event on the agenda. Raises Refused."""
    with transaction.atomic():
        activity = Activity.objects.select_for_update().get(pk=activity.pk)
        if reasons := publication_reasons(activity, now=now):
            raise Refused(reasons)
        _move(activity, Status.PUBLISHED, by=by, published_at=now)


def cancel(activity: Activity, *, reason: str, by: User, now: datetime) -> None:
    """Cancels the activity, frees the time of those who hold a seat and writes to each of them why. Raises Refused.

    Nothing is deleted: the seats stay, as what had been promised. Locks the activity, then the persons in the order of their ids.
    """
    with transaction.atomic():
        activity = Activity.objects.select_for_update(of=("self",)).select_related("venue").get(pk=activity.pk)
        if reasons := cancellation_reasons(activity, now=now):
            raise Refused(reasons)
        seats = list(activity.seats.active().select_related("volunteer__user", "engagement"))
        lock_persons(seats)
        _move(activity, Status.CANCELLED, by=by, cancellation_reason=reason)
        for seat in seats:
            free_time(seat)
            write_mail(
                "events/activity_cancelled",
                to=seat.volunteer.user.email,
                subject="Une sortie que vous deviez animer est annulée",
                context={"activity": activity, "first_name": seat.volunteer.user.first_name},
                key=f"activity-cancelled-{seat.pk}",
            )


def _illegal_move(activity: Activity, to: str) -> list[Reason]:
    if to in TRANSITIONS[activity.status]:
        return []
    return [Reason("wrong_state", f"Une activité {activity.get_status_display().lower()} ne peut pas être {Status(to).label.lower()}.")]


def _move(activity: Activity, to: str, *, by: User, **changes: Any) -> None:
    """The one place where the status changes; the caller holds the lock."""
    if reasons := _illegal_move(activity, to):
        raise Refused(reasons)
    activity.status = to
    for field, value in changes.items():
        setattr(activity, field, value)
    activity._history_user = by  # type: ignore[attr-defined]
    activity.save()
