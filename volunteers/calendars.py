"""Promised time as calendar programs read it (RFC 5545): what, when, where; never who."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Final

from django.conf import settings
from icalendar import Calendar, Event

from volunteers.models import Booking, Meeting, Volunteer

PRODUCT: Final = "-//Polaris 14//Site Polaris//FR"
PUBLISHED: Final = "PUBLISH"
CANCELLED: Final = "CANCEL"
END: Final = "END:VCALENDAR\r\n"
# Others may see one's calendar: nothing of whom one meets, nor where.
MEETING_TITLE: Final = "Rendez-vous Polaris 14"


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
    is_public: bool = False
    modified_at: datetime | None = None


def uid_of(key: object) -> str:
    """The same in the feed and in the file of a mail: a program that reads both shows the place once."""
    return f"{key}@{settings.DEFAULT_FROM_EMAIL.rpartition('@')[2].rstrip('>')}"


def entry_of(booking: Booking, *, changes: int | None = None) -> Entry:
    """What somebody who has a place puts in their calendar. `changes` of the session, where they are already counted."""
    session = booking.session
    is_cancelled = session.cancelled_at is not None or booking.cancelled_at is not None
    place = f"{session.venue.name}, {session.venue.address}".strip(", ") if session.venue else ""
    return Entry(
        uid=uid_of(booking.pk),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
        title=f"Formation\u00a0: {session.training.title}",
        place=place,
        url=session.video_url,
        # Each change of the session wrote a line of its history; giving the place back is one more.
        sequence=(session.history.count() if changes is None else changes) + is_cancelled,
        is_cancelled=is_cancelled,
    )


def entries_of_meetings(volunteer: Volunteer, *, now: datetime) -> list[Entry]:
    """The meetings of their pairings that are planned, and for a while those called off: when, and not with whom."""
    to_come = Meeting.objects.filter(pairing__volunteer=volunteer, starts_at__gt=now).exclude(state=Meeting.State.HELD)
    return [
        Entry(
            uid=uid_of(meeting.pk),
            starts_at=meeting.starts_at,
            ends_at=meeting.starts_at + timedelta(minutes=meeting.minutes),
            title=MEETING_TITLE,
            sequence=int(not meeting.is_planned),
            is_cancelled=not meeting.is_planned,
        )
        for meeting in to_come.defer("sealed")
        if meeting.starts_at
    ]


def calendar_of(entries: Iterable[Entry], *, method: str, now: datetime) -> str:
    """The text of an .ics file. Times are in UTC, which every program shows on its own clocks."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add("x-wr-calname", settings.WAGTAIL_SITE_NAME)
    empty = calendar.to_ical().decode()
    begin, stamp = "BEGIN:VEVENT\r\n", f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}\r\n"
    texts = (_text_of_public(entry) if entry.is_public else _text_of(entry) for entry in entries)
    events = "".join(begin + stamp + text.removeprefix(begin) for text in texts)
    return f"{empty.removesuffix(END)}{events}{END}"


def file_of(booking: Booking, *, now: datetime) -> str:
    """The .ics of one place: to be added, or taken out of the calendar when it is given back or the session called off."""
    entry = entry_of(booking)
    return calendar_of([entry], method=CANCELLED if entry.is_cancelled else PUBLISHED, now=now)


# The public feed holds up to two hundred lines that seldom change, and the writing of each is most of what it costs.
@lru_cache(maxsize=512)
def _text_of_public(entry: Entry) -> str:
    return _text_of(entry)


def _text_of(entry: Entry) -> str:
    """Without DTSTAMP, which is the hour of the answer."""
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("summary", entry.title)
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("class", "PUBLIC" if entry.is_public else "PRIVATE")
    if entry.modified_at:
        event.add("last-modified", entry.modified_at.astimezone(UTC))
    event.add("organizer", f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}")
    if entry.place:
        event.add("location", entry.place)
    if entry.url:
        event.add("url", entry.url)
    return str(event.to_ical().decode())
