"""The public page that calls for bénévoles."""

from typing import Any, ClassVar

from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from home.bases import BasePage
from volunteers.models.training import Mission, Training


class VolunteeringPage(BasePage):
    """`/benevoles/`: the missions, what is expected, and the way to the sign-up form."""

    expectations = RichTextField("ce que nous attendons", blank=True, features=["bold", "italic", "link", "ul", "ol"])

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
        context["missions"] = Mission.objects.open().prefetch_related("required_trainings")
        context["trainings"] = Training.objects.filter(missions__is_open=True).distinct()
        return context
