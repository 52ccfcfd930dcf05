"""A bénévole, the languages they speak, and everything that takes their time."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from volunteers.languages import Language
from volunteers.models.training import Booking, Mission


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def ready_for(self, mission: Mission) -> Self:
        """Those who may take the mission now: the only definition of ready (what is asked is in `onboarding.py`)."""
        ready = self.filter(
            user__is_active=True,
            user__emailaddress__verified=True,
            user__emailaddress__primary=True,
            missions=mission,
        ).filter(Exists(VolunteerLanguage.objects.filter(volunteer=OuterRef("pk"))))
        for training in mission.required_trainings.all():
            attended = Booking.objects.attended().filter(volunteer=OuterRef("pk"), session__training=training)
            ready = ready.filter(Exists(attended))
        return ready


class Volunteer(models.Model):
    """A person who leads workshops, outings or pairings: bénévole, employee or civic-service volunteer."""

    class Kind(models.TextChoices):
        VOLUNTEER = "volunteer", "Bénévole"
        EMPLOYEE = "employee", "Salarié·e"
        CIVIC_SERVICE = "civic_service", "Service civique"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="volunteer")
    kind = models.CharField("statut", max_length=20, choices=Kind, default=Kind.VOLUNTEER)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    missions = models.ManyToManyField(Mission, verbose_name="missions souhaitées", related_name="volunteers", blank=True)
    signed_up_at = models.DateTimeField("inscription")

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = "bénévole"
        ordering = ["-signed_up_at"]

    def __str__(self) -> str:
        return f"Bénévole {str(self.id)[:8]}"


class VolunteerLanguage(models.Model):
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField("langue", max_length=3, choices=Language)

    class Meta:
        verbose_name = "langue parlée"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["volunteer", "code"], name="volunteers_language_once")]

    def __str__(self) -> str:
        return self.get_code_display()


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        return self.filter(starts_at__lt=ends_at, ends_at__gt=starts_at)


class Engagement(models.Model):
    """Time a bénévole has promised. Written by trainings, seats and meetings; overlap checks read nothing else."""

    class Kind(models.TextChoices):
        SEAT = "seat", "Animation d’une activité"
        TRAINING = "training", "Formation"
        MEETING = "meeting", "Rencontre d’un binôme"

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="engagements")
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
