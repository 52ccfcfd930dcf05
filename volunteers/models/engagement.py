"""Time that bénévoles have promised, whatever for."""

from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import F, Q


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Those that share more than an instant with the span: one that starts when the other ends does not."""
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class EngagementSettings(models.Model):
    """One row: what holds of all promised time, whatever for."""

    travel_minutes = models.PositiveSmallIntegerField("temps de trajet entre deux engagements (minutes)", default=30)

    class Meta:
        verbose_name = "réglages des engagements"
        verbose_name_plural = "réglages des engagements"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="volunteers_engagement_settings_once")]

    def __str__(self) -> str:
        return "Réglages des engagements"

    @classmethod
    def load(cls) -> "EngagementSettings":
        return cls.objects.filter(pk=1).first() or cls(pk=1)

    @property
    def travel(self) -> timedelta:
        return timedelta(minutes=self.travel_minutes)


class Engagement(models.Model):
    """Time a bénévole has promised. Written by trainings, seats and meetings; overlap checks read nothing else."""

    class Kind(models.TextChoices):
        SEAT = "seat", "Animation d’une activité"
        TRAINING = "training", "Formation"
        MEETING = "meeting", "Rencontre d’un binôme"

    volunteer = models.ForeignKey("volunteers.Volunteer", on_delete=models.CASCADE, related_name="engagements")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")

    objects = EngagementQuerySet.as_manager()

    class Meta:
        verbose_name = "engagement"
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["volunteer", "starts_at"])]
        constraints = [models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="volunteers_engagement_ends_after_start")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.starts_at:%d/%m/%Y})"
