"""The consent of a supported person to be quoted or shown: what was agreed, until when, and where the paper is.

What ends with it, and how it is erased, is in advocacy/consents.py, which knows everything that a consent covers.
"""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final, Self

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from home.dates import local_date, short_day

NOTICE: Final = timedelta(days=30)
MISSING: Final = "Choisissez l’accord de publication de la personne."
TAKEN_BACK: Final = "La personne ne l’accepte plus ? Passez par « Retirer cet accord », qui efface ce qu’il couvrait."


class PublishingRefusedError(PermissionDenied):
    """Somebody’s words or face would go online without their consent. Holds the French sentences; nothing was published."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class Channel(models.TextChoices):
    """What a person agrees to, one by one. Each value is the name of its field."""

    SITE = "allows_site", "le site et son flux"
    PRINTS = "allows_prints", "les rapports, le plaidoyer et leurs PDF"
    MAILS = "allows_mails", "les courriels aux abonné·es"
    PICTURE = "allows_picture", "une image où la personne est reconnaissable"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def valid_on(self, day: date) -> Self:
        """Neither withdrawn nor past its last day."""
        return self.filter(withdrawn_at=None).filter(Q(until=None) | Q(until__gte=day))

    def offered(self, day: date, *, beside: int | None) -> Self:
        """What a form offers to choose among: those that are valid, and the one that is chosen already."""
        return self.filter(Q(pk__in=self.valid_on(day)) | Q(pk=beside))

    def over_on(self, day: date) -> Self:
        return self.filter(until__lt=day, withdrawn_at=None)

    def to_erase_on(self, day: date) -> Self:
        """Past their last day, while what they covered is still there."""
        return self.over_on(day).filter(erased_at=None)

    def ending_soon(self, day: date) -> Self:
        """Valid, and over within a month: time to ask the person, or to take leave of their words."""
        return self.valid_on(day).filter(until__lte=day + NOTICE).order_by("until", "reference")


class Consent(models.Model):  # type: ignore[django-manager-missing]  # Wagtail’s pages, untyped, point to it
    """Holds no name: an alias, and the reference of the signed paper, which the association keeps elsewhere."""

    reference = models.CharField(
        "référence du document signé",
        max_length=40,
        unique=True,
        help_text="Celle du classeur, par exemple « C-2026-014 ». Jamais un nom.",
    )
    alias = models.CharField("alias", max_length=60, help_text="Sous lequel la personne est citée. Jamais son nom.")
    allows_site = models.BooleanField(Channel.SITE.label, default=False)
    allows_prints = models.BooleanField(Channel.PRINTS.label, default=False)
    allows_mails = models.BooleanField(Channel.MAILS.label, default=False)
    allows_picture = models.BooleanField(Channel.PICTURE.label, default=False)
    given_on = models.DateField("donné le")
    until = models.DateField(
        "jusqu’au", null=True, blank=True, help_text="Dernier jour où la publication est permise. Vide : jusqu’au retrait."
    )
    withdrawn_at = models.DateTimeField("retiré le", null=True, editable=False)
    erased_at = models.DateTimeField("effacé le", null=True, editable=False)

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
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None) | Q(alias=""),
                name="home_consent_erased_has_no_alias",
                violation_error_message="Cet accord est terminé\u00a0: l’alias est effacé et ne revient pas.",
            ),
        ]

    def __str__(self) -> str:
        # Wagtail keeps this in its logs, which hold nothing of a person.
        return f"Accord {self.reference}"

    def clean(self) -> None:
        """Nothing agreed is unsaid in passing: to take back a channel or to end today goes through a page that says what it erases."""
        super().clean()
        today = timezone.localdate()
        kept = Consent.objects.filter(pk=self.pk).first() if self.pk else None
        errors: dict[str, Any] = {}
        if self.given_on and self.given_on > today:
            errors["given_on"] = "Un accord se note une fois donné."
        if self.until and self.until < today and (kept is None or kept.until != self.until):
            errors["until"] = TAKEN_BACK if kept else "Ce jour est passé\u00a0: cet accord ne permet plus rien."
        if kept is not None:
            errors |= {channel.value: TAKEN_BACK for channel in kept.channels if channel not in self.channels}
        if not self.channels:
            errors.setdefault(Channel.SITE.value, "Cochez ce que la personne a accepté\u00a0: sans cela, l’accord ne permet rien.")
        if errors:
            raise ValidationError(errors)

    def is_valid_on(self, day: date) -> bool:
        return self.withdrawn_at is None and (self.until is None or day <= self.until)

    @property
    def is_over(self) -> bool:
        """Withdrawn, or erased after its last day: it covers nothing any more and never will."""
        return self.withdrawn_at is not None or self.erased_at is not None

    @property
    def channels(self) -> list[Channel]:
        return [channel for channel in Channel if getattr(self, channel.value)]

    @property
    def accepted(self) -> str:
        """As lists say it: nothing any more, once it is over."""
        return "" if self.is_over else ", ".join(channel.label for channel in self.channels)

    @property
    def state(self) -> str:
        """As the list says it."""
        today = timezone.localdate()
        if self.withdrawn_at is not None:
            return f"Retiré le {short_day(self.withdrawn_at)}"
        if self.until is None:
            return "Valable jusqu’au retrait"
        return f"{'Valable jusqu’au' if self.is_valid_on(today) else 'Terminé le'} {short_day(self.until)}"


def reason_against(consent: Consent | None, *channels: Channel, on: date) -> str:
    """Why somebody may not be published on these channels on that day, in one sentence; empty when they may."""
    if consent is None:
        return MISSING
    if consent.withdrawn_at is not None:
        return f"L’accord {consent.reference} est retiré."
    if not consent.is_valid_on(on):
        # Only a last day ends it otherwise.
        return f"L’accord {consent.reference} prend fin le {short_day(consent.until)}." if consent.until else ""
    refused = next((channel for channel in channels if channel not in consent.channels), None)
    return f"L’accord {consent.reference} ne vaut pas pour {refused.label}." if refused else ""


def publishing_day(go_live_at: datetime | None) -> date:
    """The day a draft would go online: that of its hour, or today."""
    today = timezone.localdate()
    return max(today, local_date(go_live_at)) if go_live_at else today


def reasons_to_wait(draft: Any) -> list[str]:
    """Whose consent a draft of any type lacks on the day it would go online, in French sentences."""
    if not hasattr(draft, "reasons_against_publishing"):
        return []
    reasons: list[str] = draft.reasons_against_publishing(on=publishing_day(draft.go_live_at))
    return reasons
