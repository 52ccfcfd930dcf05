"""Missions a bénévole can take, the trainings they ask for, and the dated sessions of those trainings."""

import uuid
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from home.dates import add_months, midnight
from home.places import Venue
from home.slugs import free_slug

# Beside the trainings: the form of a new one in the coordination.
TAKEN_BY_TRAININGS: Final = ("nouvelle",)


class Training(models.Model):
    """A training given to bénévoles, such as « Connaissance du public »."""

    slug = models.SlugField("adresse", unique=True)
    title = models.CharField("titre", max_length=120)
    summary = models.TextField("ce que l’on y apprend", max_length=600)
    duration_minutes = models.PositiveSmallIntegerField("durée en minutes", default=120)
    validity_months = models.PositiveSmallIntegerField("valable (mois)", null=True, blank=True, help_text="Vide : sans limite.")

    class Meta:
        verbose_name = "formation"
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Its address is made of its title once, and stays."""
        self.slug = self.slug or free_slug(Training, self.title, fallback="formation", length=50, reserved=TAKEN_BY_TRAININGS)
        super().save(*args, **kwargs)


# Beside the missions: the sign-up of the site, and the form of a new one in the coordination.
TAKEN_ADDRESSES: Final = ("inscription", "nouvelle")


class MissionQuerySet(models.QuerySet["Mission"]):
    def open(self) -> Self:
        """Those that the sign-up form and the public page offer."""
        return self.filter(is_open=True)


class Mission(models.Model):
    """What a bénévole can do for the association, and what it asks for first."""

    slug = models.SlugField("adresse", unique=True)
    title = models.CharField("titre", max_length=120)
    summary = models.TextField("ce que l’on y fait", max_length=600)
    time_asked = models.CharField("temps demandé", max_length=160)
    place = models.CharField("lieu", max_length=120, blank=True)
    learnt = models.TextField("ce que l’on y apprend", max_length=600, blank=True)
    open_places = models.PositiveSmallIntegerField("personnes recherchées", null=True, blank=True)
    asks_interview = models.BooleanField("un entretien est demandé", default=False)
    asks_charter = models.BooleanField("la charte est à signer", default=True)
    required_trainings = models.ManyToManyField(Training, verbose_name="formations demandées", blank=True, related_name="missions")
    is_open = models.BooleanField("ouverte aux inscriptions", default=True)
    position = models.PositiveSmallIntegerField("ordre", default=0)

    objects = MissionQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[required_trainings])

    class Meta:
        verbose_name = "mission"
        ordering = ["position", "title"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Its address is made of its title once, and stays: other people link to it."""
        self.slug = self.slug or free_slug(Mission, self.title, fallback="mission", length=50, reserved=TAKEN_ADDRESSES)
        super().save(*args, **kwargs)


class TrainingSessionQuerySet(models.QuerySet["TrainingSession"]):
    def upcoming(self, now: datetime) -> Self:
        return self.filter(starts_at__gt=now, cancelled_at__isnull=True)

    def bookable(self, now: datetime) -> Self:
        """Those to come whose deadline has not passed; they may be full."""
        return self.upcoming(now).filter(Q(closes_at=None) | Q(closes_at__gt=now))

    def begun(self, now: datetime) -> Self:
        return self.filter(starts_at__lte=now, cancelled_at__isnull=True)

    def with_seat_counts(self) -> Self:
        """Adds `booked_count`, `held_count` (places offered to the waiting list), `places_left` and, for past sessions,
        `attended_count` and `unanswered_count`.

        Earliest first, said again here: a grouped query does not keep the order of the model.
        """
        active = Q(bookings__cancelled_at__isnull=True)
        booked = Count("bookings", filter=active)
        held = (
            Waiting.objects.held().filter(session=OuterRef("pk")).order_by().values("session").annotate(count=Count("pk")).values("count")
        )
        return self.annotate(
            booked_count=booked,
            held_count=Coalesce(Subquery(held.values("count")), 0),
            places_left=F("capacity") - booked - F("held_count"),
            attended_count=Count("bookings", filter=active & Q(bookings__attendance__in=Attendance.counted())),
            unanswered_count=Count("bookings", filter=active & Q(bookings__attendance="")),
        ).order_by("starts_at", "pk")

    def with_places_left(self) -> Self:
        return self.with_seat_counts().filter(places_left__gt=0)


class TrainingSession(models.Model):
    """One dated session of a training."""

    # Set by `with_seat_counts()`.
    booked_count: int
    held_count: int
    places_left: int
    attended_count: int
    unanswered_count: int

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    training = models.ForeignKey(Training, verbose_name="formation", on_delete=models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    venue = models.ForeignKey(Venue, verbose_name="lieu", null=True, blank=True, on_delete=models.PROTECT)
    video_url = models.URLField("lien de la visioconférence", blank=True)
    trainers = models.CharField("animée par", max_length=200, blank=True)
    capacity = models.PositiveSmallIntegerField("places", default=12)
    minimum = models.PositiveSmallIntegerField("personnes au moins", default=1)
    closes_at = models.DateTimeField("inscriptions et désistements jusqu’au", null=True, blank=True)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    cancelled_reason = models.CharField("raison de l’annulation", max_length=200, blank=True)

    objects = TrainingSessionQuerySet.as_manager()
    # Names stay out of history.
    history = HistoricalRecords(excluded_fields=["trainers"])

    class Meta:
        verbose_name = "session de formation"
        verbose_name_plural = "sessions de formation"
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["starts_at"], name="volunteers_session_by_start")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="volunteers_session_ends_after_start",
                violation_error_message="La session doit finir après avoir commencé.",
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1),
                name="volunteers_session_has_a_place",
                violation_error_message="Une session a au moins une place.",
            ),
            models.CheckConstraint(
                condition=Q(minimum__lte=F("capacity")),
                name="volunteers_session_minimum_within_places",
                violation_error_message="Il faut au moins autant de places que de personnes attendues.",
            ),
            models.CheckConstraint(
                condition=Q(closes_at=None) | Q(closes_at__lte=F("starts_at")),
                name="volunteers_session_closes_before_start",
                violation_error_message="Les inscriptions se ferment avant le début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training} ({self.starts_at:%d/%m/%Y})"

    @property
    def deadline(self) -> datetime:
        """Until when a place is taken, given back or offered without asking anybody."""
        return self.closes_at or self.starts_at

    def is_closed(self, now: datetime) -> bool:
        """Between the deadline and the start."""
        return self.deadline <= now < self.starts_at


class WaitingQuerySet(models.QuerySet["Waiting"]):
    def open(self) -> Self:
        """Those still in line, the first come first."""
        return self.filter(ended_at=None).order_by("joined_at", "pk")

    def held(self) -> Self:
        """Those to whom a place is offered, which nobody else can take meanwhile."""
        return self.filter(ended_at=None, offered_until__isnull=False)


class Waiting(models.Model):
    """A bénévole in line for a full session, then the place that is held for them until an hour."""

    class End(models.TextChoices):
        BOOKED = "booked", "La place est prise"
        LEFT = "left", "La liste d’attente a été quittée"
        EXPIRED = "expired", "Le temps de répondre est passé"
        CLOSED = "closed", "La session a commencé ou n’a pas lieu"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TrainingSession, verbose_name="session", on_delete=models.PROTECT, related_name="waiting")
    volunteer = models.ForeignKey("volunteers.Volunteer", verbose_name="bénévole", on_delete=models.CASCADE, related_name="waiting")
    joined_at = models.DateTimeField("en attente depuis le")
    offered_until = models.DateTimeField("place gardée jusqu’au", null=True, blank=True)
    ended_at = models.DateTimeField("fin de l’attente", null=True, blank=True)
    ended_as = models.CharField("issue", max_length=10, choices=End, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Meta:
        verbose_name = "attente"
        ordering = ["joined_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "volunteer"],
                condition=Q(ended_at=None),
                name="volunteers_waiting_once_per_session",
                violation_error_message="Cette personne est déjà en attente d’une place dans cette session.",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_as="") | (Q(ended_at__isnull=False) & ~Q(ended_as="")),
                name="volunteers_waiting_ends_some_way",
                violation_error_message="Une attente finie dit comment.",
            ),
        ]

    def __str__(self) -> str:
        return f"Attente {str(self.id)[:8]}"

    @property
    def is_offered(self) -> bool:
        return self.ended_at is None and self.offered_until is not None

    def end(self, how: "Waiting.End", *, now: datetime) -> None:
        """The session is locked by the caller."""
        self.ended_at, self.ended_as = now, how
        self.save(update_fields=["ended_at", "ended_as"])


class Attendance(models.TextChoices):
    PRESENT = "present", "Présent·e"
    LATE = "late", "En retard"
    ABSENT = "absent", "Absent·e"
    EXCUSED = "excused", "Excusé·e"

    @classmethod
    def counted(cls) -> "list[Attendance]":
        """Those that count as having been trained."""
        return [cls.PRESENT, cls.LATE]


def _oldest_valid(today: date, months: int) -> datetime:
    """From when on a training valid so many months must have begun to be valid that day."""
    return midnight(add_months(today, -months) + timedelta(days=1))


class BookingQuerySet(models.QuerySet["Booking"]):
    def active(self) -> Self:
        return self.filter(cancelled_at__isnull=True)

    def attended(self) -> Self:
        return self.active().filter(attendance__in=Attendance.counted())

    def valid(self, today: date) -> Self:
        """Those of trainings whose validity, if it has an end, has not run out that day."""
        spans = set(Training.objects.values_list("validity_months", flat=True))
        valid = Q(session__training__validity_months=None)
        for months in filter(None, spans):
            valid |= Q(session__training__validity_months=months, session__starts_at__gte=_oldest_valid(today, months))
        return self.filter(valid)

    def marked(self) -> Self:
        return self.active().filter(attendance_marked_at__isnull=False).select_related("attendance_marked_by")

    def unanswered(self) -> Self:
        """Those whose session is to come, or is past without anybody having said who came."""
        return self.active().filter(attendance="", session__cancelled_at__isnull=True)

    def upcoming(self, now: datetime) -> Self:
        return self.active().filter(session__starts_at__gt=now, session__cancelled_at__isnull=True)


class Booking(models.Model):
    """A bénévole's place in a training session, then whether they came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(TrainingSession, verbose_name="session", on_delete=models.PROTECT, related_name="bookings")
    volunteer = models.ForeignKey("volunteers.Volunteer", verbose_name="bénévole", on_delete=models.CASCADE, related_name="bookings")
    engagement = models.OneToOneField("volunteers.Engagement", null=True, blank=True, on_delete=models.SET_NULL)
    booked_at = models.DateTimeField("réservée le")
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    attendance = models.CharField("présence", max_length=10, choices=Attendance, blank=True)
    attendance_marked_at = models.DateTimeField("présence notée le", null=True, blank=True)
    attendance_marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="présence notée par", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    feedback_given_at = models.DateTimeField("avis donné le", null=True, blank=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "réservation"
        ordering = ["booked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["session", "volunteer"],
                condition=Q(cancelled_at__isnull=True),
                name="volunteers_booking_once_per_session",
                violation_error_message="Cette personne a déjà une place dans cette session.",
            ),
        ]

    def __str__(self) -> str:
        return f"Réservation {str(self.id)[:8]}"

    @property
    def is_attended(self) -> bool:
        return self.attendance in Attendance.counted()

    def is_valid(self, today: date) -> bool:
        """As `valid` says it of rows; needs the session's training."""
        months = self.session.training.validity_months
        return months is None or self.session.starts_at >= _oldest_valid(today, months)

    def is_to_come(self, now: datetime) -> bool:
        return self.cancelled_at is None and self.session.starts_at > now and self.session.cancelled_at is None
