"""Words of supported persons that publications quote: kept once, so that they are taken back everywhere at once."""

from datetime import date
from typing import Any, ClassVar

from django.db import models, transaction
from django.utils import timezone
from wagtail.admin.panels import FieldPanel

from advocacy.models.versions import ShownInPublications, Version
from home.consents import Channel, Consent, reason_against


class TestimonyManager(models.Manager["Testimony"]):
    def get_queryset(self) -> models.QuerySet["Testimony"]:
        """With their consents: those that a text quotes are found together, and each is asked whether it may be read."""
        return super().get_queryset().select_related("consent")


class Testimony(ShownInPublications):
    """What somebody said, under an alias. Withdrawn, its words are gone and every version shows that they were."""

    alias = models.CharField("alias", max_length=60, help_text="Jamais le nom de la personne.")
    text = models.TextField("témoignage", blank=True, max_length=2000)
    consent = models.ForeignKey(
        Consent, verbose_name="accord de publication", null=True, blank=True, on_delete=models.PROTECT, related_name="quoted_testimonies"
    )
    withdrawn_at = models.DateTimeField("retiré le", null=True, editable=False)

    objects = TestimonyManager()

    panels: ClassVar = [FieldPanel("alias"), FieldPanel("text"), FieldPanel("consent")]

    class Meta:
        verbose_name = "témoignage cité"
        verbose_name_plural = "témoignages cités"
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(text=""),
                name="advocacy_testimony_withdrawn_is_empty",
                violation_error_message="Ce témoignage est retiré : ses mots ne reviennent pas. Créez-en un autre.",
            )
        ]

    def __str__(self) -> str:
        # Wagtail keeps this in its logs, which hold nothing of a person.
        return f"Témoignage {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Words that are softened are softened everywhere: the files that quote them are asked for again."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            Version.objects.showing(self).update(files_asked_at=None)

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    def reason_against_quoting(self, *, on: date) -> str:
        """Why its words may not be read that day; empty when they may."""
        return reason_against(self.consent, Channel.PRINTS, on=on)

    @property
    def is_readable(self) -> bool:
        """Whether its words may be read now: otherwise it reads as withdrawn, whenever the worker comes by to erase it."""
        return not self.is_withdrawn and not self.reason_against_quoting(on=timezone.localdate())
