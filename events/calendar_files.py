"""A seat as calendar programs read it: a neutral title, and a place only when it may be told."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from events.models import Seat
from volunteers.calendars import CANCELLED, PUBLISHED, Entry, calendar_of, uid_of

TITLE = "Animation d’une sortie"


def entry_of(seat: Seat, *, tells_place: bool) -> Entry:
    """What somebody who holds a seat puts in their calendar. Without the exact place, its district."""
    activity = seat.activity
    exact = ", ".join(filter(None, [activity.venue.name, activity.venue.address])) if activity.venue else ""
    return Entry(
        uid=uid_of(seat.pk),
        starts_at=activity.starts_at,
        ends_at=activity.ends_at,
        title=TITLE,
        place=(exact if tells_place else "") or activity.place_area,
        url=settings.SITE_URL + reverse("space_activity", args=[activity.pk]),
        sequence=activity.sequence,
        is_cancelled=activity.is_cancelled or seat.left_at is not None,
    )


def file_of(seat: Seat, *, tells_place: bool, now: datetime) -> str:
    """The .ics of one seat."""
    entry = entry_of(seat, tells_place=tells_place)
    return calendar_of([entry], method=CANCELLED if entry.is_cancelled else PUBLISHED, now=now)
