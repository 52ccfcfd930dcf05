"""What the association asks, of whom, and what became of it."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from modelcluster.fields import ParentalKey
from simple_history.models import HistoricalRecords
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.search import index
from wagtail.snippets.models import register_snippet

from advocacy.models.versions import FrozenInVersions, Version


@register_snippet
class Recommendation(index.Indexed, FrozenInVersions):
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

    document = models.ForeignKey(
        "advocacy.AdvocacyDocumentPage", verbose_name="plaidoyer", on_delete=models.CASCADE, related_name="recommendations"
    )
    number = models.PositiveSmallIntegerField("numéro", validators=[MinValueValidator(1)])
    title = models.CharField("recommandation", max_length=160, help_text="En une phrase, à l’infinitif.")
    text = models.TextField("détail", blank=True, max_length=1200)
    addressee = models.CharField("destinataire", max_length=20, choices=Addressee)
    # Of its latest change: written by save() alone.
    status = models.CharField("suite donnée", max_length=16, choices=Status, default=Status.PROPOSED)

    live_fields: ClassVar = ("document", "status", "changes")
    history = HistoricalRecords()

    panels: ClassVar = [
        FieldPanel("document"),
        FieldRowPanel([FieldPanel("number"), FieldPanel("addressee")]),
        FieldPanel("title"),
        FieldPanel("text"),
        InlinePanel("changes", heading="Suites données", label="Suite", help_text="Ce qu’il en est advenu, avec la date et la source."),
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

    def save(self, *args: Any, **kwargs: Any) -> None:
        changes = sorted(self.changes.all(), key=lambda change: (change.changed_on, change.pk or float("inf")))
        known = type(self).objects.filter(pk=self.pk).values_list("status", flat=True).first()
        self.status = changes[-1].status if changes else self.Status.PROPOSED
        super().save(*args, **kwargs)
        if known not in (None, self.status):
            # Every version says what became of it by today.
            Version.objects.showing(self).ask_files_again()

    @property
    def change_sentence(self) -> str:
        return f"La recommandation {self.number} est reformulée."

    @property
    def status_colour(self) -> str:
        """The tag that says what became of it."""
        return {"adopted": "green", "partly_adopted": "gold"}.get(self.status, "grey")

    @property
    def name(self) -> str:
        return f"Recommandation {self.number}"

    @property
    def anchor(self) -> str:
        return f"r-{self.number}"


class RecommendationChange(models.Model):
    """One dated step of what became of a recommendation. The latest gives its status."""

    recommendation = ParentalKey(Recommendation, on_delete=models.CASCADE, related_name="changes")
    status = models.CharField("suite donnée", max_length=16, choices=Recommendation.Status)
    changed_on = models.DateField("date")
    source = models.CharField("source", max_length=240, help_text="Par exemple « loi du 26 janvier 2024, article 4 ».")
    source_url = models.URLField("adresse de la source", blank=True)

    panels: ClassVar = [
        FieldRowPanel([FieldPanel("changed_on"), FieldPanel("status")]),
        FieldPanel("source"),
        FieldPanel("source_url"),
    ]

    class Meta:
        verbose_name = "suite donnée"
        verbose_name_plural = "suites données"
        ordering = ["changed_on", "pk"]

    def __str__(self) -> str:
        return f"{self.changed_on:%Y-%m-%d} {self.status}"

    def clean(self) -> None:
        if self.changed_on and self.changed_on > timezone.localdate():
            raise ValidationError({"changed_on": "Cette date est à venir\u00a0: notez une suite quand elle est donnée."})
