"""The public agenda."""

from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from events.models.activity import Activity
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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        events = Activity.objects.public().select_related("venue")
        upcoming = list(events.filter(ends_at__gt=now).order_by("starts_at"))
        context["upcoming"] = upcoming
        address = f"{settings.SITE_URL}{self.get_url(request) or ''}"
        context["linked_data"] = {"@context": CONTEXT, "@graph": [describe_event(event, address=address) for event in upcoming]}
        context["past"] = events.past(now).exclude(status=Activity.Status.CANCELLED).order_by("-starts_at")[: self.PAST_SHOWN]
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
