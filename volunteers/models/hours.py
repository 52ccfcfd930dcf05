"""Hours of bénévolat that are not read from attendances and meetings: typed by the bénévole, validated by the team."""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from volunteers.models.training import Mission
from volunteers.models.volunteer import Volunteer


class TypedHoursQuerySet(models.QuerySet["TypedHours"]):
    def waiting(self) -> Self:
        return self.filter(status=TypedHours.Status.WAITING)

    def validated(self) -> Self:
        return self.filter(status=TypedHours.Status.VALIDATED)


class TypedHours(models.Model):
    class Status(models.TextChoices):
        WAITING = "waiting", "À valider"
        VALIDATED = "validated", "Validées"
        REFUSED = "refused", "Non retenues"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="typed_hours")
    mission = models.ForeignKey(Mission, verbose_name="mission", on_delete=models.PROTECT, related_name="+")
    day = models.DateField("jour")
    minutes = models.PositiveSmallIntegerField("durée en minutes")
    what = models.CharField("ce qui a été fait", max_length=160)
    status = models.CharField("état", max_length=10, choices=Status, default=Status.WAITING)
    typed_at = models.DateTimeField("saisies le")
    answered_at = models.DateTimeField("réponse le", null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answer_reason = models.CharField("raison de la réponse", max_length=160, blank=True, default="", db_default="")

    objects = TypedHoursQuerySet.as_manager()

    class Meta:
        verbose_name = "heures saisies"
        verbose_name_plural = "heures saisies"
        ordering: ClassVar = ["-day", "-typed_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minutes__gte=5) & Q(minutes__lte=720),
                name="volunteers_hours_within_a_day",
                violation_error_message="Une durée va de 5 minutes à 12 heures.",
            )
        ]

    def __str__(self) -> str:
        return f"Heures {str(self.id)[:8]}"
