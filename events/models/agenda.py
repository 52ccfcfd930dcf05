"""The public agenda."""

from datetime import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from events.models.activity import Activity, ActivityQuerySet
from home.bases import BasePage
from home.linked_data import CONTEXT, publisher


class AgendaPage(BasePage):
    """`/agenda/`: the public dates to come, by month, and the last ones past. Outings never appear on it."""

    PAST_SHOWN: ClassVar = 5

    page_description = "Les dates publiques à venir, tenues par la coordination."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1

    class Meta:
        verbose_name = "agenda"

    @staticmethod
    def events_to_come(now: datetime) -> ActivityQuerySet:
        return Activity.objects.public().select_related("venue").filter(ends_at__gt=now).order_by("starts_at")

    @classmethod
    def last_events(cls, now: datetime) -> ActivityQuerySet:
        """Those past that it still shows."""
        past = Activity.objects.public().select_related("venue").past(now)
        return past.exclude(status=Activity.Status.CANCELLED).order_by("-starts_at")[: cls.PAST_SHOWN]

    @classmethod
    def shown_events(cls, now: datetime) -> ActivityQuerySet:
        """All that it shows, by date."""
        shown = Q(ends_at__gt=now) | Q(pk__in=cls.last_events(now).values("pk"))
        return Activity.objects.public().select_related("venue").filter(shown).order_by("starts_at")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        upcoming = list(self.events_to_come(now))
        context["upcoming"] = upcoming
        address = f"{settings.SITE_URL}{self.get_url(request) or ''}"
        context["linked_data"] = {"@context": CONTEXT, "@graph": [describe_event(event, address=address) for event in upcoming]}
        context["past"] = self.last_events(now)
        return context


def describe_event(event: Activity, *, address: str) -> dict[str, Any]:
    """A public date as search engines read it (https://schema.org/Event): no more than the agenda tells, the area at most."""
    online = event.kind == Activity.Kind.WEBINAR
    place = (
        {"@type": "VirtualLocation", "url": address}
        if online
        else {"@type": "Place", "name": event.place_area, "address": event.place_area}
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
