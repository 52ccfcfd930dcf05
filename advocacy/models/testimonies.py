"""Words of supported persons that publications quote: kept once, so that they are taken back everywhere at once."""

from typing import Any, ClassVar

from django.db import models, transaction
from wagtail.admin.panels import FieldPanel

from advocacy.models.versions import ShownInPublications, Version


class Testimony(ShownInPublications):
    """What somebody said, under an alias. Withdrawn, its words are gone and every version shows that they were."""

    alias = models.CharField("alias", max_length=60, help_text="Jamais le nom de la personne.")
    text = models.TextField("témoignage", blank=True, max_length=2000)
    withdrawn_at = models.DateTimeField("retiré le", null=True, editable=False)

    panels: ClassVar = [FieldPanel("alias"), FieldPanel("text")]

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
