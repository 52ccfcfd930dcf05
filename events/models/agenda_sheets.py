"""What is read under the public agenda's address, as the head of a page and search engines describe it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.http import HttpRequest
from django.utils import timezone

from events.models.activity import Activity
from home.dates import day_and_times
from home.dates import month as name_month
from home.linked_data import CONTEXT, publisher
from home.months import Month

# A sentence may end after it.
WEB_ADDRESS: Final = re.compile(r"https?://[^\s<>\"«»]*[^\s<>\"«».,;:!?)]")


def joining_address(event: Activity) -> str:
    """The web address where people join a public event from afar, typed as its meeting point; empty when there is none."""
    found = WEB_ADDRESS.search(event.meeting_point)
    return found[0] if found else ""


@dataclass(frozen=True)
class EventSheet:
    """A public event as the head of a page describes it (components/page_meta.html)."""

    event: Activity
    path: str

    seo_title: ClassVar[str] = ""
    read_parameters: ClassVar[tuple[str, ...]] = ()

    @property
    def title(self) -> str:
        return self.event.title

    @property
    def summary(self) -> str:
        """When, and in which district."""
        when = day_and_times(self.event.starts_at, self.event.ends_at)
        said = f"{self.event.get_kind_display()}, {when} · {self.event.place_area}."
        return f"Annulé\u00a0: {said}" if self.event.is_cancelled else said

    def get_url(self, request: HttpRequest | None = None) -> str:
        return self.path


@dataclass(frozen=True)
class MonthSheet:
    """A month of the agenda; `before` and `after` are the nearest months with an event, each with its path."""

    month: Month
    path: str
    events: Sequence[Activity]
    before: tuple[Month, str] | None
    after: tuple[Month, str] | None

    seo_title: ClassVar[str] = ""
    read_parameters: ClassVar[tuple[str, ...]] = ()

    @property
    def name(self) -> str:
        """« Décembre 2026 »."""
        return name_month(self.month.first)

    @property
    def title(self) -> str:
        return f"Agenda\u00a0: {self.name[:1].lower()}{self.name[1:]}"

    @property
    def summary(self) -> str:
        return f"Les rendez-vous publics du mois\u00a0: {self.name[:1].lower()}{self.name[1:]}."

    def get_url(self, request: HttpRequest | None = None) -> str:
        return self.path


def describe_event(event: Activity, *, address: str) -> dict[str, Any]:
    """A public date as search engines read it (https://schema.org/Event): as pages tell it, the exact place included."""
    online, venue = event.kind == Activity.Kind.WEBINAR, event.venue
    place = (
        {"@type": "VirtualLocation", "url": joining_address(event) or address}
        if online
        else {
            "@type": "Place",
            "name": venue.name if venue else event.public_place,
            "address": (venue.address if venue else "") or event.place_area,
        }
    )
    return {
        "@type": "Event",
        "name": event.title,
        "description": event.description,
        # With the offset of Paris clocks on that day.
        "startDate": timezone.localtime(event.starts_at).isoformat(),
        "endDate": timezone.localtime(event.ends_at).isoformat(),
        "eventStatus": f"{CONTEXT}/{'EventCancelled' if event.is_cancelled else 'EventScheduled'}",
        "eventAttendanceMode": f"{CONTEXT}/{'Online' if online else 'Offline'}EventAttendanceMode",
        "location": place,
        "organizer": publisher(),
        "url": address,
    }
