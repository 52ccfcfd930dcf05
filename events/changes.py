"""Writing an activity down, and changing it while people already count on it."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.outbox import write_mail
from events.calendar_versions import count_version
from events.clashes import UNDECIDED, Decisions, find_clashes
from events.concerned import tell_concerned_of_change
from events.differences import list_differences
from events.line_mails import tell_of_change
from events.models import Activity, Seat
from events.seat_calls import settle_calls
from events.seat_line import people_in_line, shorten_holds, tend_line
from events.seat_mails import tell_who_stays
from events.seat_times import free_time, lock_activity, lock_persons, move_time
from volunteers.exceptions import Reason, Refused
from volunteers.models import Volunteer

ANNOUNCED: Final = (
    "Une activité publiée ne passe pas des bénévoles à l’agenda public, ni de l’agenda public aux bénévoles\u00a0: "
    "annulez-la et créez-en une autre, ou copiez-la et changez la nature de la copie avant de la publier."
)
CLOSED: Final = frozenset({Activity.Status.HELD, Activity.Status.CANCELLED})


def create_activity(fields: Mapping[str, Any], *, by: User, key: UUID | None = None) -> Activity:
    """Writes down an activity decided by a coordinator: accepted, shown to nobody until it is published.

    The page with which `key` was made, sent again, writes nothing more: the activity comes back as it is.
    """
    activity = Activity(pk=key or uuid4(), status=Activity.Status.ACCEPTED, **fields)
    activity._history_user = by  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            activity.save(force_insert=True)
    except IntegrityError:
        if (written := Activity.objects.filter(pk=activity.pk).first()) is None:
            raise
        return written
    return activity


def editing_reasons(activity: Activity, *, now: datetime) -> list[Reason]:
    """Why nothing of the activity can change any more; none when it can."""
    if activity.status in CLOSED:
        return [Reason("closed", "Une activité tenue ou annulée ne change plus.")]
    if activity.status == Activity.Status.PUBLISHED and activity.ends_at <= now:
        return [Reason("past", "L’activité est passée\u00a0: elle ne change plus.")]
    return []


def change_reasons(activity: Activity, fields: Mapping[str, Any], *, now: datetime, decisions: Decisions = UNDECIDED) -> list[Reason]:
    """Why the activity cannot become what `fields` says, clashes that are not decided included; none when it can."""
    reasons = editing_reasons(activity, now=now)
    starts_at, ends_at = fields.get("starts_at", activity.starts_at), fields.get("ends_at", activity.ends_at)
    moved = (starts_at, ends_at) != (activity.starts_at, activity.ends_at)
    if activity.status == Activity.Status.PUBLISHED and moved and starts_at <= now:
        reasons.append(Reason("moved_to_past", "Une activité publiée ne peut pas être déplacée dans le passé."))
    seats = list(activity.seats.active().select_related("volunteer__user"))
    kind = fields.get("kind", activity.kind)
    if kind != activity.kind and (seats or people_in_line(activity)):
        reasons.append(
            Reason("kind", "Des bénévoles ont pris une place, ou en attendent une\u00a0: la nature de l’activité ne change plus.")
        )
    elif activity.status == Activity.Status.PUBLISHED and (kind == Activity.Kind.OUTING) != activity.is_outing:
        reasons.append(Reason("announced", ANNOUNCED))
    if (capacity := fields.get("facilitator_seats", activity.facilitator_seats)) < len(seats):
        reasons.append(Reason("seats", f"{len(seats)} places sont prises\u00a0: il ne peut pas y en avoir {capacity}."))
    elif capacity < activity.facilitator_seats and capacity < _taken_or_held(activity, now=now):
        reasons.append(Reason("held", f"Des places sont gardées pour des bénévoles\u00a0: il ne peut pas encore y en avoir {capacity}."))
    for clash in find_clashes(activity, fields, now=now):
        if not decisions.settle(clash):
            reasons += clash.reasons
    return reasons


def _taken_or_held(activity: Activity, *, now: datetime) -> int:
    counted = Activity.objects.counting_free_for([], now).get(pk=activity.pk)
    return counted.facilitator_seats - counted.free_count


def change_activity(
    activity: Activity, fields: Mapping[str, Any], *, by: User, now: datetime, decisions: Decisions = UNDECIDED
) -> Activity:
    """Saves the fields; the time of those who hold a seat moves along, and each is told what is different, as are those who wait for one,
    who were asked to come, and who proposed it.

    Seats that are added are offered to those who wait. Raises Refused.

    Whoever would be in two places, or is not ready for another mission, gives their seat back, if it was so decided, and is told.

    Locks the activity, then the persons in the order of their ids.
    """
    with transaction.atomic():
        activity = lock_activity(activity)
        seats = list(activity.seats.active().select_related("volunteer__user", "engagement"))
        lock_persons(seats)
        if reasons := change_reasons(activity, fields, now=now, decisions=decisions):
            raise Refused(reasons)
        freed = [clash.seat.pk for clash in find_clashes(activity, fields, now=now) if clash.seat.pk in decisions.freed]
        before = copy(activity)
        for field, value in fields.items():
            setattr(activity, field, value)
        count_version(before, activity)
        activity._history_user = by  # type: ignore[attr-defined]
        activity.save()
        change, in_line = activity.history.latest(), list[Volunteer]()
        if differences := list_differences(before, activity):
            for seat in (seat for seat in seats if seat.pk not in freed):
                move_time(seat, activity)
                write_mail(
                    "events/activity_changed",
                    to=seat.volunteer.user.email,
                    subject="Une sortie que vous animez a changé",
                    context={"activity": activity, "first_name": seat.volunteer.user.first_name, "differences": differences},
                    key=f"events/activity-changed/{seat.volunteer_id}/{change.pk}",
                )
            in_line = people_in_line(activity)
            for person in in_line:
                tell_of_change(activity, person, differences)
        for seat in (seat for seat in seats if seat.pk in freed):
            _free(seat, activity, is_moved=_is_moved(before, activity), now=now)
        settle_calls(activity, now=now)
        if differences:
            told = {*(seat.volunteer_id for seat in seats), *(person.pk for person in in_line)}
            tell_concerned_of_change(activity, differences, told=told, change_id=change.pk)
        shorten_holds(activity)
        if activity.status == Activity.Status.PUBLISHED:
            tend_line(activity, now=now)
    return activity


def _is_moved(before: Activity, after: Activity) -> bool:
    return (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at)


def _free(seat: Seat, activity: Activity, *, is_moved: bool, now: datetime) -> None:
    """The time, or the mission, moved away from this person: the seat stays in the history, as one that they gave back."""
    seat.activity, seat.left_at = activity, now
    free_time(seat)
    write_mail(
        "events/seat_freed",
        to=seat.volunteer.user.email,
        subject=f"Une sortie que vous animiez a changé{' d’horaire' if is_moved else ''}",
        context={"activity": activity, "first_name": seat.volunteer.user.first_name, "is_moved": is_moved},
        key=f"events/seat-freed/{seat.volunteer_id}/{seat.pk}",
    )
    tell_who_stays(seat)
