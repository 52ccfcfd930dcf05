"""Doing an activity again: at another date, or from the template that one which went well has left."""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from events.changes import create_activity
from events.models import Activity, ActivitySeries, ActivityTemplate
from volunteers.exceptions import Reason, Refused
from volunteers.models import Volunteer

# What a template keeps; a copy keeps the phone of the day and the picture too, both what was said of the access.
KEPT: Final = (
    "title",
    "description",
    "kind",
    "is_cultural",
    "is_language_and_work",
    "is_sport",
    "venue",
    "meeting_point",
    "partner",
    "mission",
    "facilitator_seats",
    "participants_expected",
    "participants_most",
    "cost_cents",
    "payer",
    "to_bring",
    "arrangements",
)


def copy_reasons(activity: Activity) -> list[Reason]:
    """Why the activity cannot be copied to another date; none when it can, even cancelled."""
    if activity.status == Activity.Status.PROPOSED:
        return [Reason("proposed", "Une activité proposée se copie une fois acceptée.")]
    return []


def template_reasons(activity: Activity) -> list[Reason]:
    """Why no template can be made from the activity; none when one can."""
    if activity.status != Activity.Status.HELD:
        return [Reason("not_held", "Un modèle se fait à partir d’une activité qui a été tenue.")]
    if ActivityTemplate.objects.filter(made_from=activity).exists():
        return [Reason("already_made", "Cette activité a déjà son modèle.")]
    return []


def copy_activity(
    activity: Activity, starts_at: datetime, *, by: User, series: ActivitySeries | None = None, key: UUID | None = None
) -> Activity:
    """The same at another date, as long on Paris clocks: accepted, unpublished, nobody in it; once for a `key`. Raises Refused."""
    if reasons := copy_reasons(activity):
        raise Refused(reasons)
    fields = {
        **{name: getattr(activity, name) for name in (*KEPT, "day_phone", "picture")},
        **_access(activity),
        "series": series,
    }
    credit = activity.proposed_by if activity.credits_proposer else None
    return _create(fields, starts_at, minutes_on_clocks(activity), credited_to=credit, by=by, key=key)


def make_template(activity: Activity, *, now: datetime) -> ActivityTemplate:
    """Raises Refused."""
    with transaction.atomic():
        activity = Activity.objects.select_for_update().get(pk=activity.pk)
        if reasons := template_reasons(activity):
            raise Refused(reasons)
        return ActivityTemplate.objects.create(
            made_from=activity,
            made_at=now,
            credited_to=activity.proposed_by if activity.credits_proposer else None,
            minutes=minutes_on_clocks(activity),
            **{name: getattr(activity, name) for name in KEPT},
        )


def create_from_template(template: ActivityTemplate, starts_at: datetime, *, by: User, key: UUID | None = None) -> Activity:
    """Accepted, unpublished, nobody in it; once for a `key`."""
    fields = {**{name: getattr(template, name) for name in KEPT}, **_access(template.made_from)}
    return _create(fields, starts_at, template.minutes, credited_to=template.credited_to, by=by, key=key)


def minutes_on_clocks(activity: Activity) -> int:
    """From its start to its end as Paris clocks show them: a night when the hour changes makes it no longer."""
    start, end = (timezone.make_naive(moment) for moment in (activity.starts_at, activity.ends_at))
    # An activity that begins and ends in the hour shown twice would last nothing.
    return max((end - start) // timedelta(minutes=1), 1)


def _access(activity: Activity) -> dict[str, Any]:
    return {"access_from": activity.access_answer, "access_words": activity.access_words}


def _create(
    fields: dict[str, Any], starts_at: datetime, minutes: int, *, credited_to: Volunteer | None, by: User, key: UUID | None
) -> Activity:
    ends_at = timezone.make_aware(timezone.make_naive(starts_at) + timedelta(minutes=minutes))
    credit = {"proposed_by": credited_to, "credits_proposer": credited_to is not None}
    return create_activity({**fields, **credit, "starts_at": starts_at, "ends_at": ends_at}, by=by, key=key)
