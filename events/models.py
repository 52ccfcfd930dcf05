"""Cultural activities, the facilitators' seats in them, and the public agenda."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, F, Q
from simple_history.models import HistoricalRecords

from home.bases import BasePage
from home.places import Venue
from volunteers.models import Engagement, Mission, Volunteer


class ActivityQuerySet(models.QuerySet["Activity"]):
    def upcoming(self, now: datetime) -> Self:
        return self.filter(status=Activity.Status.PUBLISHED, ends_at__gt=now)

    def outings(self) -> Self:
        """Those for participants, announced to bénévoles only."""
        return self.filter(kind=Activity.Kind.OUTING)

    def public(self) -> Self:
        """Those that the public agenda may show."""
        return self.filter(status__in=[Activity.Status.PUBLISHED, Activity.Status.HELD]).exclude(kind=Activity.Kind.OUTING)

    def with_seat_counts(self) -> Self:
        """Adds `taken_count` and `seats_left`."""
        taken = Count("seats", filter=Q(seats__left_at__isnull=True), distinct=True)
        return self.annotate(taken_count=taken, seats_left=F("facilitator_seats") - taken)


class Activity(models.Model):
    """One dated outing, workshop or public event."""

    class Kind(models.TextChoices):
        OUTING = "outing", "Sortie pour les participant·es"
        WEBINAR = "webinar", "Webinaire"
        FORUM = "forum", "Forum"
        FESTIVE_EVENING = "festive_evening", "Soirée festive"
        INFORMATION_MEETING = "information_meeting", "Réunion d’information"

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposée"
        ACCEPTED = "accepted", "Acceptée"
        PUBLISHED = "published", "Publiée"
        HELD = "held", "Tenue"
        CANCELLED = "cancelled", "Annulée"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField("titre", max_length=120)
    description = models.TextField("description", max_length=2000)
    kind = models.CharField("nature", max_length=20, choices=Kind, default=Kind.OUTING)
    is_cultural = models.BooleanField("visée culturelle", default=True)
    is_language_and_work = models.BooleanField("visée linguistique et socioprofessionnelle", default=False)
    is_sport = models.BooleanField("visée sportive", default=False)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    venue = models.ForeignKey(Venue, verbose_name="lieu", null=True, blank=True, on_delete=models.PROTECT, related_name="activities")
    meeting_point = models.CharField("point de rendez-vous", max_length=240, blank=True)
    mission = models.ForeignKey(Mission, verbose_name="mission", on_delete=models.PROTECT, related_name="activities")
    facilitator_seats = models.PositiveSmallIntegerField("places d’animation", default=2)
    participants_expected = models.PositiveSmallIntegerField("participant·es attendu·es", default=8)
    status = models.CharField("état", max_length=10, choices=Status, default=Status.PROPOSED)
    cancellation_reason = models.CharField("motif d’annulation", max_length=240, blank=True)

    objects = ActivityQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "activité culturelle"
        verbose_name_plural = "activités culturelles"
        ordering = ["starts_at"]
        indexes = [models.Index(fields=["status", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="events_activity_ends_after_start",
                violation_error_message="L’activité doit finir après avoir commencé.",
            ),
            models.CheckConstraint(
                condition=~Q(kind="outing") | Q(facilitator_seats__gte=2),
                name="events_outing_led_in_pairs",
                violation_error_message="Une sortie est animée à deux au moins.",
            ),
            models.CheckConstraint(
                condition=Q(is_cultural=True) | Q(is_language_and_work=True) | Q(is_sport=True),
                name="events_activity_has_an_aim",
                violation_error_message="Choisissez au moins une visée.",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | ~Q(cancellation_reason=""),
                name="events_cancelled_with_a_reason",
                violation_error_message="Une activité annulée garde le motif de son annulation.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_outing(self) -> bool:
        return self.kind == self.Kind.OUTING


class SeatQuerySet(models.QuerySet["Seat"]):
    def active(self) -> Self:
        return self.filter(left_at__isnull=True)


class Seat(models.Model):
    """A facilitator's place in an activity."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, verbose_name="activité", on_delete=models.PROTECT, related_name="seats")
    volunteer = models.ForeignKey(Volunteer, verbose_name="animateur·rice", on_delete=models.CASCADE, related_name="seats")
    engagement = models.OneToOneField(Engagement, null=True, blank=True, on_delete=models.SET_NULL)
    taken_at = models.DateTimeField("prise le")
    left_at = models.DateTimeField("rendue le", null=True, blank=True)

    objects = SeatQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "place d’animation"
        verbose_name_plural = "places d’animation"
        ordering = ["taken_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "volunteer"],
                condition=Q(left_at__isnull=True),
                name="events_seat_once_per_activity",
                violation_error_message="Cette personne a déjà une place dans cette activité.",
            ),
        ]

    def __str__(self) -> str:
        return f"Place {str(self.id)[:8]}"


class AgendaPage(BasePage):
    """`/agenda/`: the public dates to come. Outings never appear on it."""

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1

    class Meta:
        verbose_name = "agenda"
