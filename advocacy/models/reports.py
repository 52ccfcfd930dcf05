"""Activity reports: one a year, in parts, with their figures, charts and accounts."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from advocacy.blocks import ReportPartBlock
from advocacy.figure_keys import fill_keys
from advocacy.models.publications import PublicationPage
from advocacy.page_forms import PublicationForm
from advocacy.readiness import READINESS
from home.bases import BasePage
from home.blocks import KeyFigureBlock
from home.contents import Entry, anchor_of, headings_of


class ReportIndexPage(BasePage):
    """`/rapports-activite/`: every report, the latest first."""

    reader_word: ClassVar = "Rapports d’activité"
    page_description = "La liste des rapports d’activité."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["advocacy.ActivityReportPage"]
    max_count = 1

    class Meta:
        verbose_name = "rubrique des rapports d’activité"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["reports"] = ActivityReportPage.objects.child_of(self).live().order_by("-year")
        return context


class ActivityReportPage(PublicationPage):
    """The report of one year. What is asked before publishing is in advocacy/checks."""

    year = models.PositiveSmallIntegerField("année", validators=[MinValueValidator(2015), MaxValueValidator(2100)])
    headline_figures = StreamField(
        [("figure", KeyFigureBlock(label="Chiffre"))],
        verbose_name="chiffres en tête",
        blank=True,
        max_num=4,
        help_text="Quatre au plus, en tête de page.",
    )
    parts = StreamField([("part", ReportPartBlock(label="Partie"))], verbose_name="parties", blank=True)

    read_fields: ClassVar = (*PublicationPage.read_fields, "year", "headline_figures")
    base_form_class = PublicationForm
    page_description = "Le rapport d’une année : chiffres, graphiques, comptes et données ouvertes."
    parent_page_types: ClassVar = ["advocacy.ReportIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        READINESS,
        *BasePage.content_panels,
        FieldPanel("year"),
        FieldPanel("headline_figures"),
        FieldPanel("parts"),
        *PublicationPage.publication_panels,
    ]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("parts"), index.FilterField("year")]

    class Meta:
        verbose_name = "rapport d’activité"
        verbose_name_plural = "rapports d’activité"

    def clean(self) -> None:
        """Names the figures that have no key yet, drafts included: a key is there before anybody relies on it."""
        super().clean()
        fill_keys(
            figure for placed in self.body_blocks() if placed.child.block_type == "figures" for figure in placed.child.value["figures"]
        )

    def contents(self) -> list[Entry]:
        """Parts, and the headings under them."""
        return [Entry(part.value["title"], anchor_of(part.id), headings_of(part.value["body"])) for part in self.parts]

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["contents"] = self.contents()
        return context
