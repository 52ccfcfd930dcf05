"""The public page that calls for bénévoles, and the page of each mission under its address."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index
from wagtail.url_routing import RouteResult

from home.bases import BasePage
from volunteers.models.settings import WelcomeSettings
from volunteers.models.training import Mission, Training


class VolunteeringPage(BasePage):
    """`/benevoles/`: the missions, each at `<slug>/`, what is expected, and the way to the sign-up form."""

    expectations = RichTextField("ce que nous attendons", blank=True, features=["bold", "italic", "link", "ul", "ol"])

    answers_below: ClassVar[bool] = True
    reader_word: ClassVar = "Bénévolat"
    page_description = "Les missions bénévoles et l’inscription."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1
    content_panels = [*BasePage.content_panels, FieldPanel("expectations")]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("expectations")]

    class Meta:
        verbose_name = "page des bénévoles"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        address = self.get_url(request) or ""
        missions = Mission.objects.open().prefetch_related("required_trainings")
        context["missions"] = [(mission, mission_path(address, mission)) for mission in missions]
        context["closed"] = WelcomeSettings.load().closed_words(timezone.localdate())
        context["trainings"] = Training.objects.filter(missions__is_open=True).distinct()
        return context

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """This page, or the mission that one more step of the address names. A closed one keeps its page, and says so."""
        if not path_components:
            return super().route(request, path_components)
        mission = Mission.objects.filter(slug=path_components[0]).first()
        if not self.live or len(path_components) > 1 or mission is None:
            raise Http404
        return RouteResult(self, kwargs={"mission": mission})

    def serve(self, request: HttpRequest, *args: Any, mission: Mission | None = None, **kwargs: Any) -> HttpResponse:
        """Also for the missions, so that they are as private as this page."""
        if mission is None:
            response: HttpResponse = super().serve(request, *args, **kwargs)
            return response
        address = self.get_url(request) or ""
        others = Mission.objects.open().exclude(pk=mission.pk)
        context = {
            **BasePage.get_context(self, request),
            "mission": mission,
            "closed": WelcomeSettings.load().closed_words(timezone.localdate()),
            "trainings": mission.required_trainings.all(),
            "sheet": MissionSheet(mission, mission_path(address, mission)),
            "breadcrumbs": [*self.ancestor_links(request)[:-1], (self.title, address), (mission.title, "")],
            "others": [(other, mission_path(address, other)) for other in others],
        }
        return TemplateResponse(request, "volunteers/mission.html", context)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """This page and every open mission."""
        urls: list[dict[str, Any]] = super().get_sitemap_urls(request)
        missions = Mission.objects.open() if urls else []
        return [*urls, *({"location": mission_path(urls[0]["location"], mission)} for mission in missions)]


def mission_path(volunteering_path: str, mission: Mission) -> str:
    """Where a mission is read, under the page of the bénévoles; empty while there is no such page."""
    return f"{volunteering_path}{mission.slug}/" if volunteering_path else ""


@dataclass(frozen=True)
class MissionSheet:
    """A mission as the head of a page describes it (components/page_meta.html)."""

    mission: Mission
    path: str

    seo_title: ClassVar[str] = ""
    read_parameters: ClassVar[tuple[str, ...]] = ()

    @property
    def title(self) -> str:
        return self.mission.title

    @property
    def summary(self) -> str:
        return self.mission.summary

    def get_url(self, request: HttpRequest | None = None) -> str:
        return self.path
