"""The calendar of a bénévole at a secret address: made, renewed, revoked, and written in the format of calendar programs."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from icalendar import Calendar, Event

from volunteers.models import CalendarFeed, Volunteer

SECRET_BYTES: Final = 24


@dataclass(frozen=True)
class Entry:
    """One thing to come. `key` stays the same when its hour changes. Title and place name no person."""

    key: str
    starts_at: datetime
    ends_at: datetime
    title: str
    place: str
    url: str


def renew(volunteer: Volunteer, *, now: datetime) -> str:
    """A new secret (192 bits), which ends the earlier one. It is given here and nowhere else: only its hash is kept."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    CalendarFeed.objects.update_or_create(volunteer=volunteer, defaults={"secret_hash": _hash(secret), "made_at": now})
    return secret


def revoke(volunteer: Volunteer) -> None:
    """Ends the secret; nothing happens when there is none."""
    CalendarFeed.objects.filter(volunteer=volunteer).delete()


def find_reader(secret: str) -> Volunteer | None:
    """Whose calendar it is; nobody's when the secret is unknown or over, or the account is closed."""
    return Volunteer.objects.filter(calendar_feed__secret_hash=_hash(secret), user__is_active=True).select_related("user").first()


def write(entries: Iterable[Entry], *, now: datetime) -> bytes:
    """An iCalendar file (RFC 5545), its times in UTC, which programs show on the reader's clocks."""
    calendar = Calendar()
    calendar.add("prodid", "-//Polaris 14//Espace benevole//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Polaris 14")
    for entry in entries:
        event = Event()
        event.add("uid", f"{entry.key}@polaris14")
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", entry.starts_at.astimezone(UTC))
        event.add("dtend", entry.ends_at.astimezone(UTC))
        event.add("summary", entry.title)
        event.add("location", entry.place)
        event.add("url", entry.url)
        event.add("class", "PRIVATE")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
