"""Series: an activity every so many weeks until a date, then the texts of all its dates to come at once."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from events.activity_states import publication_reasons, publish
from events.changes import CLOSED, change_activity, editing_reasons
from events.copies import copy_activity, copy_reasons
from events.models import Activity, ActivitySeries
from events.models.activity import ActivityQuerySet
from volunteers.exceptions import Reason, Refused

MOST_DATES: Final = 60


def dates_after(starts_at: datetime, *, every_weeks: int, until: date) -> list[datetime]:
    """Starts of the dates that follow, at the same hour on Paris clocks, the last day included."""
    first, step = timezone.make_naive(starts_at), timedelta(weeks=every_weeks)
    count = max((until - first.date()) // step, 0)
    return [timezone.make_aware(first + number * step) for number in range(1, count + 1)]


def standing_reasons(activity: Activity, *, now: datetime) -> list[Reason]:
    """Why the activity cannot be repeated, whatever the rhythm; none when it can."""
    reasons = [*copy_reasons(activity), *editing_reasons(activity, now=now)]
    if activity.series_id is not None:
        reasons.append(Reason("in_series", "Cette activité fait déjà partie d’une série."))
    return reasons


def repetition_reasons(activity: Activity, *, every_weeks: int, until: date, now: datetime) -> list[Reason]:
    """Why the activity cannot be repeated at this rhythm until that day; none when it can."""
    reasons = standing_reasons(activity, now=now)
    count = len(dates_after(activity.starts_at, every_weeks=every_weeks, until=until))
    if not count:
        reasons.append(Reason("no_date", "Aucune date ne tombe avant ce jour-là\u00a0: choisissez un jour plus lointain."))
    if count > MOST_DATES:
        reasons.append(Reason("too_many", f"Cela ferait {count}\u00a0dates\u00a0: {MOST_DATES} au plus à la fois."))
    return reasons


def repeat(activity: Activity, *, every_weeks: int, until: date, by: User, now: datetime) -> ActivitySeries:
    """Makes of the activity the first of a series, and writes down the dates that follow, accepted and unpublished. Raises Refused."""
    with transaction.atomic():
        activity = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
        if reasons := repetition_reasons(activity, every_weeks=every_weeks, until=until, now=now):
            raise Refused(reasons)
        series = ActivitySeries.objects.create(every_weeks=every_weeks, until=until, created_at=now)
        _bind(activity, series, by=by)
        for starts_at in dates_after(activity.starts_at, every_weeks=every_weeks, until=until):
            copy_activity(activity, starts_at, by=by, series=series)
    return series


def still_to_come(series: ActivitySeries, *, now: datetime) -> ActivityQuerySet:
    """Its dates that can still change."""
    return Activity.objects.filter(series=series, starts_at__gt=now).exclude(status__in=CLOSED)


def change_texts(series: ActivitySeries, texts: Mapping[str, Any], *, by: User, now: datetime) -> int:
    """Gives these texts to all the dates to come, and returns how many changed. Each is told to those who lead it.

    Each date in a transaction of its own, so that nobody waits for two: a date cancelled meanwhile stays as it is.
    """
    count = 0
    for activity in still_to_come(series, now=now):
        if all(getattr(activity, name) == text for name, text in texts.items()):
            continue
        try:
            change_activity(activity, texts, by=by, now=now)
        except Refused:
            continue
        count += 1
    return count


def publish_all(series: ActivitySeries, *, by: User, now: datetime) -> int:
    """Publishes each of its dates that can be, and returns how many."""
    count = 0
    for activity in still_to_come(series, now=now).filter(status=Activity.Status.ACCEPTED):
        if not publication_reasons(activity, now=now):
            publish(activity, by=by, now=now)
            count += 1
    return count


def _bind(activity: Activity, series: ActivitySeries, *, by: User) -> None:
    activity.series = series
    activity._history_user = by  # type: ignore[attr-defined]
    activity.save()
