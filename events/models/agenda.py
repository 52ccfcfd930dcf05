"""The public agenda."""

from datetime import datetime
from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone

from events.models.activity import Activity, ActivityQuerySet
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
        context["upcoming"] = self.events_to_come(now)
        context["past"] = self.last_events(now)
        return context
