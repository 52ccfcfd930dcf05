"""The public agenda: a list, one address per month, one page per event. Outings appear on none of them."""

import re
from datetime import datetime, timedelta
from typing import Any, ClassVar, Final
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from wagtail.url_routing import RouteResult

from events.models.activity import Activity, ActivityQuerySet
from events.models.agenda_sheets import EventSheet, MonthSheet, describe_event
from home.bases import BasePage
from home.linked_data import CONTEXT
from home.months import Month, lay_out
from home.search_text import fold
from home.settings import find_association

# As many digits of an event's id in its address: short, and the same for two events by no accident.
DIGITS: Final = 12
STEP: Final = re.compile(rf"(?:[a-z0-9-]+-)?([0-9a-f]{{{DIGITS}}})")
# More than any activity lasts: the index by date is read from there, not from the first one ever.
LONGEST: Final = timedelta(days=31)
# Months to come that have a page even while nothing is planned in them.
MONTHS_AHEAD: Final = 12


class AgendaPage(BasePage):
    """`/agenda/`: the next public dates and the last ones past. `2026/12/` under it is a month, `<title>-<id>/` an event."""

    UPCOMING_SHOWN: ClassVar = 20
    PAST_SHOWN: ClassVar = 5
    LISTED_BY_ROBOTS: ClassVar = 1000

    answers_below: ClassVar[bool] = True
    page_description = "Les dates publiques à venir, tenues par la coordination."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1

    class Meta:
        verbose_name = "agenda"

    @staticmethod
    def events_to_come(now: datetime) -> ActivityQuerySet:
        recent = Activity.objects.public().select_related("venue").filter(ends_at__gt=now, starts_at__gt=now - LONGEST)
        return recent.order_by("starts_at", "pk")

    @classmethod
    def last_events(cls, now: datetime) -> ActivityQuerySet:
        """Those past that it still shows."""
        # Which begin before now as well: so the index is read from now back.
        past = Activity.objects.public().select_related("venue").past(now).filter(starts_at__lt=now)
        return past.exclude(status=Activity.Status.CANCELLED).order_by("-starts_at")[: cls.PAST_SHOWN]

    @classmethod
    def shown_events(cls, now: datetime) -> ActivityQuerySet:
        """All that search finds of it, by date."""
        shown = Q(ends_at__gt=now) | Q(pk__in=cls.last_events(now).values("pk"))
        return Activity.objects.public().select_related("venue").filter(shown).order_by("starts_at")

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """This page, a month near enough to have one, or the event that the last letters of the address name."""
        if not path_components:
            return super().route(request, path_components)
        if not self.live:
            raise Http404
        if len(path_components) == 1 and (event := find_event(path_components[0])):
            return RouteResult(self, kwargs={"event": event})
        if len(path_components) == 2 and (month := Month.read("-".join(path_components))):
            sheet = find_month(month, address=self.get_url(request) or "", now=timezone.now())
            if sheet is not None:
                return RouteResult(self, kwargs={"sheet": sheet})
        raise Http404

    def serve(
        self, request: HttpRequest, *args: Any, event: Activity | None = None, sheet: MonthSheet | None = None, **kwargs: Any
    ) -> HttpResponse:
        """Also for the months and the events, so that they are as private as this page."""
        if event is not None:
            return self._serve_event(request, event)
        if sheet is not None:
            return self._serve_month(request, sheet)
        response: HttpResponse = super().serve(request, *args, **kwargs)
        return response

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        now = timezone.now()
        address = self.get_url(request) or ""
        # One more tells whether there are more.
        found = list(self.events_to_come(now)[: self.UPCOMING_SHOWN + 1])
        upcoming, later = found[: self.UPCOMING_SHOWN], found[self.UPCOMING_SHOWN :]
        paths = {event.pk: event_path(address, event) for event in found}
        described = [describe_event(event, address=f"{settings.SITE_URL}{paths[event.pk]}") for event in upcoming]
        context["linked_data"] = {"@context": CONTEXT, "@graph": described}
        context["upcoming"] = [(event, paths[event.pk]) for event in upcoming]
        context["later_path"] = month_path(address, Month.of(later[0].starts_at)) if later else ""
        context["past"] = [(event, event_path(address, event)) for event in self.last_events(now)]
        context["month_path"] = month_path(address, Month.of(upcoming[0].starts_at if upcoming else now))
        context["feed_address"] = f"{settings.SITE_URL}{reverse('public_feed')}"
        # Calendar programs subscribe to this scheme; under the other, they would only take the file.
        context["webcal_address"] = f"webcal{context['feed_address'].removeprefix('https').removeprefix('http')}"
        return context

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """This page, every public event and every month that has one; the latest only, on a site that has thousands."""
        urls: list[dict[str, Any]] = super().get_sitemap_urls(request)
        if not urls:
            return []
        address = urls[0]["location"]
        events = list(Activity.objects.public().only("title", "starts_at").order_by("-starts_at", "pk")[: self.LISTED_BY_ROBOTS])
        months = dict.fromkeys(Month.of(event.starts_at) for event in events)
        below = [*(month_path(address, month) for month in months), *(event_path(address, event) for event in events)]
        return [*urls, *({"location": location} for location in below)]

    def _serve_month(self, request: HttpRequest, sheet: MonthSheet) -> HttpResponse:
        address, today = self.get_url(request) or "", timezone.localdate()
        items = [(event.starts_at, (event, event_path(address, event))) for event in sheet.events]
        context = {
            **BasePage.get_context(self, request),
            "sheet": sheet,
            "breadcrumbs": self._trail_to(request, sheet.name),
            "weeks": lay_out(sheet.month, items, today=today),
            "list_path": address,
        }
        return TemplateResponse(request, "events/agenda_month.html", context)

    def _serve_event(self, request: HttpRequest, event: Activity) -> HttpResponse:
        address = self.get_url(request) or ""
        path = event_path(address, event)
        # Another title, or none, before the same id: one address for each event.
        if request.path != path:
            return HttpResponsePermanentRedirect(path)
        association = find_association(request)
        context = {
            **BasePage.get_context(self, request),
            "event": event,
            "sheet": EventSheet(event, path),
            "breadcrumbs": self._trail_to(request, event.title),
            "is_over": event.ends_at <= timezone.now(),
            "has_contact": bool(association.email or association.phone),
            "month_path": month_path(address, Month.of(event.starts_at)),
            "step": event_step(event),
            "linked_data": {"@context": CONTEXT, **describe_event(event, address=f"{settings.SITE_URL}{path}")},
        }
        return TemplateResponse(request, "events/agenda_event.html", context)

    def _trail_to(self, request: HttpRequest, title: str) -> list[tuple[str, str]]:
        return [*self.ancestor_links(request)[:-1], (self.title, self.get_url(request) or ""), (title, "")]


def event_step(event: Activity) -> str:
    """The event's own part of its address: its title, for readers, then digits that never change."""
    # An elision parts words: « Forum d’été » reads forum-d-ete.
    words = slugify(fold(event.title).replace("’", " ").replace("'", " "))[:60].strip("-")
    return f"{words}-{event.pk.hex[:DIGITS]}" if words else event.pk.hex[:DIGITS]


def event_path(agenda_path: str, event: Activity) -> str:
    """Where a public event is read, under the address of the agenda."""
    return f"{agenda_path}{event_step(event)}/"


def month_path(agenda_path: str, month: Month) -> str:
    """Where a month is read, under the address of the agenda."""
    return f"{agenda_path}{month.first:%Y/%m}/"


def find_event(step: str) -> Activity | None:
    """The public event that these words of an address name by their last digits; never an outing."""
    match = STEP.fullmatch(step)
    if match is None:
        return None
    rest = 32 - DIGITS
    first, last = UUID(match[1] + "0" * rest), UUID(match[1] + "f" * rest)
    return (
        Activity.objects.public().select_related("venue", "picture", "proposal", "access_from").filter(pk__gte=first, pk__lte=last).first()
    )


def find_month(month: Month, *, address: str, now: datetime) -> MonthSheet | None:
    """The public events of a month, with the nearest months around it that have some.

    None for a month too far to have a page: one before the first event, or after the last and more than a year ahead.
    """
    public = Activity.objects.public()
    events = list(
        public.select_related("venue").filter(starts_at__gte=month.starts_at, starts_at__lt=month.ends_at).order_by("starts_at", "pk")
    )
    earlier = public.filter(starts_at__lt=month.starts_at).order_by("-starts_at").values_list("starts_at", flat=True).first()
    later = public.filter(starts_at__gte=month.ends_at).order_by("starts_at").values_list("starts_at", flat=True).first()
    current = Month.of(now)
    is_near = current <= month <= current.plus(MONTHS_AHEAD)
    if not events and not is_near and (earlier is None or later is None):
        return None
    before, after = (Month.of(moment) if moment else None for moment in (earlier, later))
    return MonthSheet(
        month=month,
        path=month_path(address, month),
        events=events,
        before=(before, month_path(address, before)) if before else None,
        after=(after, month_path(address, after)) if after else None,
    )
