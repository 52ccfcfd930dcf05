"""The consent of a supported person to be quoted or shown: what was agreed, until when, and where the paper is."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from wagtail.admin.panels import FieldPanel, MultiFieldPanel


class ConsentQuerySet(models.QuerySet["Consent"]):
    def valid_on(self, day: date) -> Self:
        """Neither withdrawn nor past its last day."""
        return self.filter(withdrawn_at=None).filter(Q(until=None) | Q(until__gte=day))

    def over_on(self, day: date) -> Self:
        return self.filter(until__lt=day, withdrawn_at=None)


class Consent(models.Model):  # type: ignore[django-manager-missing]  # Wagtail’s pages, untyped, point to it
    """Holds no name: an alias, and the reference of the signed paper, which the association keeps elsewhere."""

    reference = models.CharField(
        "référence du document signé",
        max_length=40,
        unique=True,
        help_text="Celle du classeur, par exemple « C-2026-014 ». Jamais un nom.",
    )
    alias = models.CharField("alias", max_length=60, help_text="Sous lequel la personne est citée. Jamais son nom.")
    allows_site = models.BooleanField("le site et son flux", default=True)
    allows_prints = models.BooleanField("les rapports, le plaidoyer et leurs PDF", default=False)
    allows_mails = models.BooleanField("les courriels aux abonné·es", default=False)
    allows_picture = models.BooleanField("une image où la personne est reconnaissable", default=False)
    given_on = models.DateField("donné le")
    until = models.DateField(
        "jusqu’au", null=True, blank=True, help_text="Dernier jour où la publication est permise. Vide : jusqu’au retrait."
    )
    withdrawn_at = models.DateTimeField("retiré le", null=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    panels: ClassVar = [
        FieldPanel("reference"),
        FieldPanel("alias"),
        MultiFieldPanel(
            [FieldPanel("allows_site"), FieldPanel("allows_prints"), FieldPanel("allows_mails"), FieldPanel("allows_picture")],
            heading="Ce que la personne a accepté",
        ),
        MultiFieldPanel([FieldPanel("given_on"), FieldPanel("until")], heading="Durée"),
    ]

    class Meta:
        verbose_name = "accord de publication"
        verbose_name_plural = "accords de publication"
        ordering = ["reference"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("given_on")),
                name="home_consent_ends_after_it_begins",
                violation_error_message="L’accord ne peut pas finir avant d’avoir été donné.",
            )
        ]

    def __str__(self) -> str:
        # Wagtail keeps this in its logs, which hold nothing of a person.
        return f"Accord {self.reference}"

    def is_valid_on(self, day: date) -> bool:
        return self.withdrawn_at is None and (self.until is None or day <= self.until)
