"""Time in a training as calendar programs read it (RFC 5545): which session, when, where; never who."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.conf import settings
from icalendar import Calendar, Event

from volunteers.models import Booking

PRODUCT: Final = "-//Polaris 14//Site Polaris//FR"
PUBLISHED: Final = "PUBLISH"
CANCELLED: Final = "CANCEL"


@dataclass(frozen=True)
class Entry:
    """One line of somebody's calendar. `uid` stays when it moves; `sequence` grows with each change."""

    uid: str
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str = ""
    url: str = ""
    sequence: int = 0
    is_cancelled: bool = False


def entry_of(booking: Booking, *, sequence: int | None = None) -> Entry:
    """What somebody who has a place puts in their calendar. A feed of many gives its own `sequence`, not to ask one query for each."""
    session = booking.session
    place = f"{session.venue.name}, {session.venue.address}".strip(", ") if session.venue else ""
    return Entry(
        uid=f"formation-{booking.pk}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}",
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        title=f"Formation\u00a0: {session.training.title}",
        place=place,
        url=session.video_url,
        # Each change of the session wrote a line of its history.
        sequence=session.history.count() if sequence is None else sequence,
        is_cancelled=session.cancelled_at is not None or booking.cancelled_at is not None,
    )


def calendar_of(entries: Iterable[Entry], *, method: str, now: datetime) -> str:
    """The text of an .ics file. Times are in UTC, which every program shows on its own clocks."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for entry in entries:
        calendar.add_component(_event_of(entry, now=now))
    return str(calendar.to_ical().decode())


def file_of(booking: Booking, *, now: datetime) -> str:
    """The .ics of one place: to be added, or taken out of the calendar when it is given back or the session called off."""
    entry = entry_of(booking)
    return calendar_of([entry], method=CANCELLED if entry.is_cancelled else PUBLISHED, now=now)


def _event_of(entry: Entry, *, now: datetime) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("organizer", f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}")
    if entry.place:
        event.add("location", entry.place)
    if entry.url:
        event.add("url", entry.url)
    return event
