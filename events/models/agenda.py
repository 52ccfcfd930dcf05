"""The public agenda."""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils import timezone

from events.models.activity import Activity
from home.bases import BasePage


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
        context["upcoming"] = events.filter(ends_at__gt=now).order_by("starts_at")
        context["past"] = events.past(now).exclude(status=Activity.Status.CANCELLED).order_by("-starts_at")[: self.PAST_SHOWN]
        return context
