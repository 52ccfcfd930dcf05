"""When a bénévole is usually free, and when they are away."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from volunteers.models.volunteer import Volunteer
from volunteers.profiles import WITHIN_A_DAY, HalfDay, Weekday


class FreeSlot(models.Model):
    """A half-day or an evening of the week when the bénévole is usually free."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="free_slots")
    weekday = models.PositiveSmallIntegerField("jour", choices=Weekday)
    half_day = models.CharField("moment", max_length=10, choices=HalfDay)

    class Meta:
        verbose_name = "créneau libre"
        verbose_name_plural = "créneaux libres"
        ordering: ClassVar = ["weekday", WITHIN_A_DAY]
        constraints = [models.UniqueConstraint(fields=["volunteer", "weekday", "half_day"], name="volunteers_free_slot_once")]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()}, {self.get_half_day_display().lower()}"


class PauseQuerySet(models.QuerySet["Pause"]):
    def covering(self, day: date) -> Self:
        return self.to_come(day).filter(since__lte=day)

    def to_come(self, day: date) -> Self:
        """Those under way that day, and the later ones."""
        return self.filter(Q(until=None) | Q(until__gte=day))


class Pause(models.Model):
    """Days on which a bénévole takes nothing new: from `since` to `until`, both included; without end, until they say."""

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="pauses")
    since = models.DateField("à partir du")
    until = models.DateField("jusqu’au", null=True, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        verbose_name = "pause"
        ordering = ["since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="volunteers_pause_ends_after_start",
                violation_error_message="La pause finit après avoir commencé.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.since:%d/%m/%Y}"
