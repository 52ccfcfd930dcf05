"""The plaidoyer: its editions, their parts, and the recommendations they argue for."""

from collections.abc import Iterator
from typing import Any, ClassVar, Final, Self

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index

from advocacy.blocks import AdvocacyPartBlock
from advocacy.blocks.palettes import CosignerBlock
from advocacy.models.publications import Opening, PublicationPage
from advocacy.models.recommendations import Recommendation
from advocacy.page_forms import PublicationForm
from advocacy.readiness import READINESS
from home.bases import BasePage
from home.contents import Entry, anchor_of, introduction_anchor

SUMMARY_ANCHOR: Final = "essentiel"
SUMMARY_TITLE: Final = "L’essentiel"


class AdvocacyIndexPage(BasePage):
    """`/plaidoyer/`: the current edition first, the earlier ones after it."""

    reader_word: ClassVar = "Plaidoyer"
    page_description = "L’édition en vigueur du plaidoyer, puis les précédentes."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar = ["advocacy.AdvocacyDocumentPage"]
    max_count = 1

    class Meta:
        verbose_name = "rubrique du plaidoyer"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["documents"] = AdvocacyDocumentPage.objects.child_of(self).live().order_by("status", "-edition_on")
        return context


class AdvocacyDocumentQuerySet(PageQuerySet):
    def current(self) -> Self:
        """The edition in force, when one is published."""
        return self.live().filter(status=AdvocacyDocumentPage.Status.CURRENT)


class AdvocacyDocumentPage(PublicationPage):
    """One edition of the plaidoyer, in parts (volets) and sections."""

    class Status(models.TextChoices):
        CURRENT = "current", "En vigueur"
        SUPERSEDED = "superseded", "Remplacée"

    edition_on = models.DateField("date de l’édition")
    status = models.CharField("état", max_length=12, choices=Status, default=Status.CURRENT)
    authors = models.CharField("auteurs et autrices", max_length=240)
    summary_text = models.TextField(
        "résumé", blank=True, max_length=1500, help_text="L’essentiel en quelques phrases, en tête du document."
    )
    cosigners = StreamField(
        [("organisation", CosignerBlock())],
        verbose_name="organisations cosignataires",
        blank=True,
        help_text="Dans l’ordre où elles paraissent.",
    )
    parts = StreamField([("part", AdvocacyPartBlock(label="Volet"))], verbose_name="volets", blank=True)

    objects = PageManager.from_queryset(AdvocacyDocumentQuerySet)()

    read_fields: ClassVar = (*PublicationPage.read_fields, "edition_on", "authors", "summary_text", "cosigners")
    live_fields: ClassVar = (*PublicationPage.live_fields, "status")
    base_form_class = PublicationForm
    page_description = "Une édition du plaidoyer : ses volets, ses recommandations, ses versions et son PDF."
    parent_page_types: ClassVar = ["advocacy.AdvocacyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        READINESS,
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("edition_on"), FieldPanel("status")]),
        FieldPanel("authors"),
        FieldPanel("cosigners"),
        FieldPanel("summary_text"),
        FieldPanel("parts"),
        *PublicationPage.publication_panels,
    ]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("summary_text"), index.SearchField("parts")]

    class Meta:
        verbose_name = "plaidoyer"
        verbose_name_plural = "plaidoyers"

    @property
    def is_current(self) -> bool:
        return self.status == self.Status.CURRENT

    def author_names(self) -> str:
        return self.authors

    def contents(self) -> list[Entry]:
        """Parts, and their sections under them."""
        return [
            Entry(
                part.value["title"],
                anchor_of(part.id),
                [Entry(section.value["title"], anchor_of(section.id)) for section in part.value["sections"].bound_blocks],
            )
            for part in self.parts
        ]

    def openings(self) -> Iterator[Opening]:
        """The summary, then the introduction of each part."""
        if self.summary_text:
            yield Opening(SUMMARY_ANCHOR, (SUMMARY_TITLE,), self.summary_text)
        for part in self.parts:
            if part.value["introduction"]:
                yield Opening(introduction_anchor(part.id), (part.value["title"],), part.value["introduction"])

    def shown_recommendations(self) -> list[Recommendation]:
        """Those of the text, by number: only they have a place that their anchor leads to."""
        found = [placed.child.value["recommendation"] for placed in self.body_blocks() if placed.child.block_type == "recommendation"]
        return sorted((asked for asked in found if asked is not None), key=lambda asked: asked.number)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["contents"] = self.contents()
        context["summary_anchor"], context["summary_title"] = SUMMARY_ANCHOR, SUMMARY_TITLE
        context["recommendations_anchor"] = "recommandations"
        context["recommendations"] = self.shown_recommendations()
        return context
