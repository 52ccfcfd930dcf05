"""Outings, public events, and the facilitators’ seats in them."""

import uuid
from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from simple_history.models import HistoricalRecords

from home.places import Venue
from volunteers.models import Engagement, Mission, Volunteer


class Staffing(models.TextChoices):
    """How many of an activity's facilitator seats are taken."""

    NONE = "none", "Personne encore"
    PARTIAL = "partial", "Incomplète"
    COMPLETE = "complete", "Complète"


def seat_held_by(volunteer: Volunteer) -> Exists:
    """Condition on an activity: the bénévole has a seat in it."""
    return Exists(Seat.objects.active().filter(activity=OuterRef("pk"), volunteer=volunteer))


class ActivityQuerySet(models.QuerySet["Activity"]):
    def upcoming(self, now: datetime) -> Self:
        return self.filter(status=Activity.Status.PUBLISHED, ends_at__gt=now)

    def past(self, now: datetime) -> Self:
        return self.filter(ends_at__lte=now)

    def outings(self) -> Self:
        """Those for participants, announced to bénévoles only."""
        return self.filter(kind=Activity.Kind.OUTING)

    def public(self) -> Self:
        """Those that the public agenda may show, those cancelled after having been announced included."""
        shown = [Activity.Status.PUBLISHED, Activity.Status.HELD, Activity.Status.CANCELLED]
        return self.filter(status__in=shown, published_at__isnull=False).exclude(kind=Activity.Kind.OUTING)

    def shown_to(self, volunteer: Volunteer) -> Self:
        """Outings that a bénévole may open: the published ones, and any in which they hold a seat."""
        return self.outings().filter(Q(status=Activity.Status.PUBLISHED) | Q(seat_held_by(volunteer)))

    def led_by(self, volunteer: Volunteer) -> Self:
        """Those in which the bénévole holds a seat."""
        return self.filter(seat_held_by(volunteer))

    def marking_those_of(self, volunteer: Volunteer) -> Self:
        """Adds `is_mine`: the bénévole holds a seat in it."""
        return self.annotate(is_mine=seat_held_by(volunteer))

    def open_to(self, volunteer: Volunteer, now: datetime) -> Self:
        """Outings to come with a free seat, in which the bénévole has none. Adds the seat counts and `is_mine`."""
        free = self.upcoming(now).filter(starts_at__gt=now).short_of_facilitators()
        return free.marking_those_of(volunteer).filter(is_mine=False)

    def with_seat_counts(self) -> Self:
        """Adds `taken_count` and `seats_left`."""
        # Counted aside: a grouped query would lose the order of dates.
        seats = Seat.objects.active().filter(activity=OuterRef("pk")).order_by().values("activity")
        taken = Coalesce(Subquery(seats.annotate(count=Count("pk")).values("count")), 0)
        return self.annotate(taken_count=taken, seats_left=F("facilitator_seats") - taken)

    def staffed(self, staffing: Staffing) -> Self:
        """Outings whose seats are taken that far. Adds the seat counts."""
        counted = self.outings().with_seat_counts()
        if staffing == Staffing.NONE:
            return counted.filter(taken_count=0)
        if staffing == Staffing.PARTIAL:
            return counted.filter(taken_count__gt=0, seats_left__gt=0)
        return counted.filter(seats_left__lte=0)

    def short_of_facilitators(self) -> Self:
        """Outings with a free seat. Adds the seat counts."""
        return self.outings().with_seat_counts().filter(seats_left__gt=0)


class Activity(models.Model):
    """One dated outing, workshop or public event. Never deleted: what does not take place is cancelled, with a reason."""

    # Set by `with_seat_counts()` and `marking_those_of()`.
    taken_count: int
    seats_left: int
    is_mine: bool

    class Kind(models.TextChoices):
        OUTING = "outing", "Sortie pour les participant·es"
        WEBINAR = "webinar", "Webinaire"
        FORUM = "forum", "Forum"
        FESTIVE_EVENING = "festive_evening", "Soirée festive"
        INFORMATION_MEETING = "information_meeting", "Réunion d’information"

    class Status(models.TextChoices):
        PROPOSED = "proposed", "Proposée"
        ACCEPTED = "accepted", "À publier"
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
    participants_count = models.PositiveSmallIntegerField("participant·es venu·es", null=True, blank=True)
    status = models.CharField("état", max_length=10, choices=Status, default=Status.PROPOSED)
    published_at = models.DateTimeField("publiée le", null=True, blank=True)
    cancellation_reason = models.CharField("motif d’annulation", max_length=240, blank=True)

    objects = ActivityQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "activité culturelle"
        verbose_name_plural = "activités culturelles"
        ordering = ["starts_at", "pk"]
        indexes = [models.Index(fields=["status", "starts_at"])]
        constraints: ClassVar = [
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
                condition=~Q(status__in=["published", "held"]) | Q(published_at__isnull=False),
                name="events_published_since_a_date",
                violation_error_message="Une activité publiée garde la date de sa publication.",
            ),
            models.CheckConstraint(
                condition=Q(participants_count__isnull=True) | Q(status="held"),
                name="events_counted_once_held",
                violation_error_message="On compte les personnes venues quand l’activité a été tenue.",
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
    def anchor(self) -> str:
        """Its place in the public agenda."""
        return f"date-{str(self.pk)[:8]}"

    @property
    def is_outing(self) -> bool:
        return self.kind == self.Kind.OUTING

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def aims(self) -> list[str]:
        """One to three: their shares add up to more than the whole."""
        chosen = {
            "culturelle": self.is_cultural,
            "linguistique et socioprofessionnelle": self.is_language_and_work,
            "sportive": self.is_sport,
        }
        return [aim for aim, is_chosen in chosen.items() if is_chosen]

    @property
    def month(self) -> date:
        """First day of the month in which it starts, in Paris."""
        return timezone.localtime(self.starts_at).date().replace(day=1)

    @property
    def place_area(self) -> str:
        """As precise as can be told to anybody: the district or town, never the address."""
        if self.kind == self.Kind.WEBINAR:
            return "En ligne"
        if self.venue and self.venue.area:
            return self.venue.area
        return "Lieu communiqué la veille" if self.is_outing else "Lieu à préciser"

    @property
    def meeting_point_shown_on(self) -> date:
        """The day before, in Paris: from then on, those who lead the outing see where to go."""
        return timezone.localtime(self.starts_at).date() - timedelta(days=1)

    def shows_meeting_point(self, now: datetime) -> bool:
        return timezone.localtime(now).date() >= self.meeting_point_shown_on


class SeatQuerySet(models.QuerySet["Seat"]):
    def active(self) -> Self:
        return self.filter(left_at__isnull=True)


class Seat(models.Model):
    """A facilitator's place in an activity. Given back, it stays, with the date."""

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
        ordering = ["taken_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "volunteer"],
                condition=Q(left_at__isnull=True),
                name="events_seat_once_per_activity",
                violation_error_message="Cette personne a déjà une place dans cette activité.",
            ),
        ]

    def __str__(self) -> str:
        return f"Place {str(self.id)[:8]}"
