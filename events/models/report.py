"""What those who led an outing say of it the day after."""

import uuid
from typing import ClassVar, Final

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.keys import decrypt, encrypt
from events.models.activity import Activity

BEST: Final = 5


class OutingReport(models.Model):
    """One for an outing held; how many came is the activity's own count.

    The words about an incident are encrypted, and deleted after a year; that there was one stays.
    """

    class Rating(models.IntegerChoices):
        VERY_WELL = 5, "Très bien"
        WELL = 4, "Bien"
        FAIRLY = 3, "Moyennement"
        BADLY = 2, "Difficilement"
        VERY_BADLY = 1, "Mal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.OneToOneField(Activity, verbose_name="activité", on_delete=models.PROTECT, related_name="report")
    rating = models.PositiveSmallIntegerField("comment cela s’est passé", choices=Rating)
    expense_cents = models.PositiveIntegerField("dépense en centimes", default=0)
    has_incident = models.BooleanField("incident signalé", default=False)
    sealed = models.TextField("incident chiffré", blank=True, editable=False)
    written_at = models.DateTimeField("écrit le")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="écrit par", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "bilan de sortie"
        verbose_name_plural = "bilans de sorties"
        ordering = ["-written_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(rating__gte=1, rating__lte=BEST), name="events_report_rating_1_to_5"),
            models.CheckConstraint(condition=Q(sealed="") | Q(has_incident=True), name="events_report_words_of_an_incident"),
        ]

    def __str__(self) -> str:
        return f"Bilan {str(self.id)[:8]}"

    @property
    def key_field(self) -> str:
        """What the encrypted text is bound to."""
        return f"events_outingreport.sealed:{self.id}"

    def seal(self, text: str) -> None:
        self.has_incident = bool(text)
        self.sealed = encrypt(text, field=self.key_field) if text else ""

    @property
    def incident(self) -> str:
        """Empty when there was none, or when its words were deleted. Raises UnreadableSecretError when the key is lost."""
        return decrypt(self.sealed, field=self.key_field) if self.sealed else ""


class ReportCorrection(models.Model):
    """A slip put right, in a report or in the count of an activity held without one (imported): before, after, who did it and when.

    No amount is known where there is no report: both are 0.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(
        OutingReport, verbose_name="bilan", null=True, blank=True, on_delete=models.CASCADE, related_name="corrections"
    )
    activity = models.ForeignKey(
        Activity, verbose_name="activité sans bilan", null=True, blank=True, on_delete=models.PROTECT, related_name="count_corrections"
    )
    participants_before = models.PositiveSmallIntegerField("participant·es d’abord")
    participants_after = models.PositiveSmallIntegerField("participant·es ensuite")
    expense_cents_before = models.PositiveIntegerField("dépense d’abord, en centimes")
    expense_cents_after = models.PositiveIntegerField("dépense ensuite, en centimes")
    corrected_at = models.DateTimeField("corrigé le")
    corrected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="corrigé par", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "correction de bilan"
        verbose_name_plural = "corrections de bilans"
        ordering = ["corrected_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(report=None, activity__isnull=False) | Q(report__isnull=False, activity=None),
                name="events_correction_of_report_or_count",
                violation_error_message="Une correction est celle d’un bilan, ou du nombre d’une activité sans bilan.",
            ),
        ]

    def __str__(self) -> str:
        return f"Correction {str(self.id)[:8]}"
