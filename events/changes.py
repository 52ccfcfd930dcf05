"""Writing an activity down, and changing it while people already count on it."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from accounts.models import User
from accounts.outbox import write_mail
from events.models import Activity
from events.seat_times import lock_persons, move_time
from home.dates import day_and_times
from volunteers.exceptions import Reason, Refused

CLOSED: Final = frozenset({Activity.Status.HELD, Activity.Status.CANCELLED})


def create_activity(fields: Mapping[str, Any], *, by: User) -> Activity:
    """Writes down an activity decided by a coordinator: accepted, shown to nobody until it is published."""
    activity = Activity(status=Activity.Status.ACCEPTED, **fields)
    activity._history_user = by  # type: ignore[attr-defined]
    activity.save()
    return activity


def editing_reasons(activity: Activity, *, now: datetime) -> list[Reason]:
    """Why nothing of the activity can change any more; none when it can."""
    if activity.status in CLOSED:
        return [Reason("closed", "Une activité tenue ou annulée ne change plus.")]
    if activity.status == Activity.Status.PUBLISHED and activity.ends_at <= now:
        return [Reason("past", "L’activité est passée\u00a0: elle ne change plus.")]
    return []


def change_reasons(activity: Activity, fields: Mapping[str, Any], *, now: datetime) -> list[Reason]:
    """Why the activity cannot become what `fields` says; none when it can."""
    reasons = editing_reasons(activity, now=now)
    starts_at, ends_at = fields.get("starts_at", activity.starts_at), fields.get("ends_at", activity.ends_at)
    moved = (starts_at, ends_at) != (activity.starts_at, activity.ends_at)
    if activity.status == Activity.Status.PUBLISHED and moved and starts_at <= now:
        reasons.append(Reason("moved_to_past", "Une activité publiée ne peut pas être déplacée dans le passé."))
    seats = list(activity.seats.active().select_related("volunteer__user"))
    if seats and fields.get("kind", activity.kind) != activity.kind:
        reasons.append(Reason("kind", "Des bénévoles ont pris une place\u00a0: la nature de l’activité ne change plus."))
    if (capacity := fields.get("facilitator_seats", activity.facilitator_seats)) < len(seats):
        reasons.append(Reason("seats", f"{len(seats)} places sont prises\u00a0: il ne peut pas y en avoir {capacity}."))
    for seat in seats if moved else []:
        if seat.volunteer.engagements.overlapping(starts_at, ends_at).exclude(seat=seat).exists():
            who = seat.volunteer.user.first_name
            reasons.append(Reason("overlap", f"{who}, qui anime cette sortie, a un autre engagement à ce moment-là."))
    return reasons


def change_activity(activity: Activity, fields: Mapping[str, Any], *, by: User, now: datetime) -> Activity:
    """Saves the fields; the time of those who hold a seat moves along, and each is told what is different. Raises Refused.

    Locks the activity, then the persons in the order of their ids.
    """
    with transaction.atomic():
        activity = Activity.objects.select_for_update(of=("self",)).select_related("venue").get(pk=activity.pk)
        seats = list(activity.seats.active().select_related("volunteer__user", "engagement"))
        lock_persons(seats)
        if reasons := change_reasons(activity, fields, now=now):
            raise Refused(reasons)
        before = copy(activity)
        for field, value in fields.items():
            setattr(activity, field, value)
        activity._history_user = by  # type: ignore[attr-defined]
        activity.save()
        if differences := _differences(before, activity):
            for seat in seats:
                move_time(seat, activity)
                write_mail(
                    "events/activity_changed",
                    to=seat.volunteer.user.email,
                    subject="Une sortie que vous animez a changé",
                    context={"activity": activity, "first_name": seat.volunteer.user.first_name, "differences": differences},
                )
    return activity


def _differences(before: Activity, after: Activity) -> list[str]:
    """What somebody who leads the outing must know again. The exact place stays out of mails: it is shown from the day before."""
    lines = []
    if (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
        old, new = day_and_times(before.starts_at, before.ends_at), day_and_times(after.starts_at, after.ends_at)
        lines.append(f"Date et heure\u00a0: {new} (au lieu de {old}).")
    if before.place_area != after.place_area:
        lines.append(f"Secteur\u00a0: {after.place_area} (au lieu de {before.place_area}).")
    if (before.venue, before.meeting_point) != (after.venue, after.meeting_point):
        lines.append("Le lieu de rendez-vous a changé\u00a0: votre espace le donne à partir de la veille.")
    return lines
