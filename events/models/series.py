"""Activities that come again every so many weeks."""

import uuid

from django.db import models
from django.db.models import Q


class ActivitySeries(models.Model):
    """What its dates have in common; each lives its own life: moved or cancelled, it leaves the others alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    every_weeks = models.PositiveSmallIntegerField("toutes les (semaines)")
    until = models.DateField("jusqu’au")
    created_at = models.DateTimeField("créée le")

    class Meta:
        verbose_name = "série d’activités"
        verbose_name_plural = "séries d’activités"
        constraints = [models.CheckConstraint(condition=Q(every_weeks__gte=1), name="events_series_every_week_at_most")]

    def __str__(self) -> str:
        return f"Série {str(self.pk)[:8]}"

    @property
    def rhythm(self) -> str:
        """« chaque semaine », « toutes les 2 semaines »."""
        return "chaque semaine" if self.every_weeks == 1 else f"toutes les {self.every_weeks}\u00a0semaines"
