"""The plaidoyer: its editions, their parts, and the recommendations they argue for."""

from typing import Any, ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.http import HttpRequest
from simple_history.models import HistoricalRecords
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager, PageQuerySet
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from advocacy.blocks import AdvocacyPartBlock
from advocacy.page_forms import AdvocacyDocumentForm
from home.bases import BasePage
from home.contents import Entry, anchor_of


class AdvocacyIndexPage(BasePage):
    """`/plaidoyer/`: the current edition first, the earlier ones after it."""

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


class AdvocacyDocumentPage(BasePage):
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
    parts = StreamField([("part", AdvocacyPartBlock(label="Volet"))], verbose_name="volets", blank=True)

    objects = PageManager.from_queryset(AdvocacyDocumentQuerySet)()

    base_form_class = AdvocacyDocumentForm
    parent_page_types: ClassVar = ["advocacy.AdvocacyIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar = [
        *BasePage.content_panels,
        FieldRowPanel([FieldPanel("edition_on"), FieldPanel("status")]),
        FieldPanel("authors"),
        FieldPanel("summary_text"),
        FieldPanel("parts"),
    ]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("summary_text"), index.SearchField("parts")]

    class Meta:
        verbose_name = "plaidoyer"
        verbose_name_plural = "plaidoyers"

    @property
    def is_current(self) -> bool:
        return self.status == self.Status.CURRENT

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

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        context["contents"] = self.contents()
        context["recommendations_anchor"] = "recommandations"
        context["recommendations"] = self.recommendations.all() if self.pk else Recommendation.objects.none()
        return context


@register_snippet
class Recommendation(index.Indexed, models.Model):
    """What the association asks, of whom, and what became of it. Its address is the edition's with `#r-<number>`."""

    class Addressee(models.TextChoices):
        LEGISLATOR = "legislator", "Législateur"
        GOVERNMENT = "government", "Gouvernement"
        PREFECTURES = "prefectures", "Préfectures"
        OFII = "ofii", "Ofii"
        HEALTH = "health", "Agences régionales de santé"
        EMPLOYMENT = "employment", "Service public de l’emploi"
        LOCAL_AUTHORITIES = "local_authorities", "Collectivités territoriales"
        EMPLOYERS = "employers", "Employeurs"
        HIGHER_EDUCATION = "higher_education", "Établissements d’enseignement"

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposée"
        PARTLY_ADOPTED = "partly_adopted", "Reprise en partie"
        ADOPTED = "adopted", "Adoptée"
        REJECTED = "rejected", "Écartée"

    document = models.ForeignKey(AdvocacyDocumentPage, verbose_name="plaidoyer", on_delete=models.CASCADE, related_name="recommendations")
    number = models.PositiveSmallIntegerField("numéro", validators=[MinValueValidator(1)])
    title = models.CharField("recommandation", max_length=160, help_text="En une phrase, à l’infinitif.")
    text = models.TextField("détail", blank=True, max_length=1200)
    addressee = models.CharField("destinataire", max_length=20, choices=Addressee)
    status = models.CharField("suite donnée", max_length=16, choices=Status, default=Status.PROPOSED)

    history = HistoricalRecords()

    panels: ClassVar = [
        FieldPanel("document"),
        FieldRowPanel([FieldPanel("number"), FieldPanel("addressee"), FieldPanel("status")]),
        FieldPanel("title"),
        FieldPanel("text"),
    ]
    search_fields: ClassVar = [
        index.SearchField("title"),
        index.SearchField("text"),
        index.AutocompleteField("title"),
        index.FilterField("document"),
        index.FilterField("number"),
    ]

    class Meta:
        verbose_name = "recommandation"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"],
                name="advocacy_recommendation_number_once",
                violation_error_message="Ce plaidoyer a déjà une recommandation de ce numéro.",
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="advocacy_recommendation_number_positive",
                violation_error_message="Les recommandations sont numérotées à partir de 1.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.title}"

    @property
    def status_colour(self) -> str:
        """The tag that says what became of it."""
        return {self.Status.ADOPTED: "green", self.Status.PARTLY_ADOPTED: "gold"}.get(self.Status(self.status), "grey")

    @property
    def anchor(self) -> str:
        return f"r-{self.number}"
