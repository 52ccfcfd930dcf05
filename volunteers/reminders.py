"""A session draws near: who has a place is reminded of it a week before, and the day before."""

from datetime import datetime, timedelta
from typing import Final

from volunteers.calendars import file_of
from volunteers.models import Booking
from volunteers.session_mails import write_about
from volunteers.training import give_back_url

WEEK_BEFORE: Final = timedelta(days=7)
DAY_BEFORE: Final = timedelta(days=1)
# A reminder that leaves later than this, after a stop of the worker, would be beside the point: the next one says it.
LATEST: Final = timedelta(hours=12)


def remind_of_sessions(now: datetime) -> None:
    """Writes the reminders whose time has come, each once for a place at an hour: a session that moves is reminded of again."""
    for before in (WEEK_BEFORE, DAY_BEFORE):
        due = Booking.objects.upcoming(now).filter(session__starts_at__gt=now + before - LATEST, session__starts_at__lte=now + before)
        for booking in due.select_related("session__training", "session__venue", "volunteer__user"):
            # Who booked since then has just read when it is.
            if booking.booked_at <= booking.session.starts_at - before:
                write_reminder(booking, days=before.days, now=now)


def write_reminder(booking: Booking, *, days: int, now: datetime) -> None:
    session = booking.session
    write_about(
        session,
        booking.volunteer,
        "volunteers/booking_reminder",
        subject="Votre formation est demain" if days == DAY_BEFORE.days else "Votre formation est dans une semaine",
        give_back_url=give_back_url(booking),
        key=f"volunteers/reminder/{booking.pk}/{days}/{session.starts_at:%Y%m%d%H%M}",
        calendar=file_of(booking, now=now),
    )
