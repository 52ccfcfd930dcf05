"""An outing draws near, or is over: who leads it is reminded three days and a day before, and asked for a report the day after."""

from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from accounts.outbox import write_mail
from events.calendar_files import file_of
from events.models import Activity, Seat
from home.dates import local_date

DAYS_BEFORE: Final = (3, 1)
EXACT_PLACE: Final = 1
# A reminder that leaves later than this, after a stop of the worker, would be beside the point: the next one says it.
LATEST: Final = timedelta(hours=12)
# Whoever was not asked within these days, after a longer stop, is left in peace.
REPORT_ASKED_FOR: Final = 7
REPORT_HOUR: Final = time(9)


def remind_of_outings(now: datetime) -> None:
    """Writes the reminders whose time has come, each once for a seat and a day: an outing moved to another day is reminded of again."""
    soon = _seats().filter(activity__starts_at__gt=now, activity__starts_at__lt=now + timedelta(days=max(DAYS_BEFORE) + 1))
    for seat in soon.filter(activity__status=Activity.Status.PUBLISHED):
        for days in DAYS_BEFORE:
            due_at = days_before(seat.activity, days)
            # Who took the seat since then has just read when it is.
            if seat.taken_at <= due_at <= now < due_at + LATEST:
                _remind(seat, days=days, now=now)


def days_before(activity: Activity, days: int) -> datetime:
    """At the same hour on the clocks of Paris, even when they change in between."""
    return timezone.localtime(activity.starts_at) - timedelta(days=days)


def _remind(seat: Seat, *, days: int, now: datetime) -> None:
    activity, others = seat.activity, seat.activity.seats.active().exclude(pk=seat.pk).select_related("volunteer__user")
    is_tomorrow = days == EXACT_PLACE
    write_mail(
        "events/outing_reminder",
        to=seat.volunteer.user.email,
        subject="Votre sortie est demain" if is_tomorrow else "Votre sortie est dans trois jours",
        context={
            "activity": activity,
            "first_name": seat.volunteer.user.first_name,
            "partners": [other.volunteer.user.first_name for other in others],
            "is_tomorrow": is_tomorrow,
        },
        key=f"events/reminder/{seat.volunteer_id}/{seat.pk}/{days}/{local_date(activity.starts_at):%Y%m%d}",
        calendar=file_of(seat, tells_place=is_tomorrow, now=now),
    )


def ask_for_reports(now: datetime) -> None:
    """Writes, from nine o’clock on the day after, to those who led an outing that nobody has reported yet; once for a seat."""
    over = _seats().filter(activity__ends_at__lte=now, activity__ends_at__gt=now - timedelta(days=REPORT_ASKED_FOR))
    for seat in over.filter(activity__status=Activity.Status.PUBLISHED):
        if now >= timezone.make_aware(datetime.combine(_day_after(seat.activity), REPORT_HOUR)):
            write_mail(
                "events/report_asked",
                to=seat.volunteer.user.email,
                subject="Comment s’est passée votre sortie\u00a0?",
                context={"activity": seat.activity, "first_name": seat.volunteer.user.first_name},
                key=f"events/report/{seat.volunteer_id}/{seat.pk}",
            )


def _day_after(activity: Activity) -> date:
    return local_date(activity.ends_at) + timedelta(days=1)


def _seats() -> QuerySet[Seat]:
    """Held still, in outings, with what mails tell of them."""
    held = Seat.objects.active().filter(activity__kind=Activity.Kind.OUTING)
    return held.select_related("activity__venue", "activity__proposal", "activity__access_from", "volunteer__user")
