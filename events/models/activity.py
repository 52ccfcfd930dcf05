"""Outings, public events, and the facilitators’ seats in them."""

import uuid
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from simple_history.models import HistoricalRecords

from events.models.picture import ActivityPicture
from events.models.settings import OutingSettings
from home.places import Partner, Venue
from volunteers.models import Engagement, Mission, Volunteer

if TYPE_CHECKING:
    from events.models.proposal import Proposal

# Of the access of a place.
UNKNOWN: Final = "à vérifier"


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

    def awaiting_report(self, now: datetime) -> Self:
        """Outings that are over and of which nobody has said how they went."""
        return self.past(now).outings().filter(status=Activity.Status.PUBLISHED)

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

    def marking_those_of(self, volunteer: Volunteer, now: datetime) -> Self:
        """Adds `is_mine`: the bénévole holds a seat in it; `is_waited`: they are in line for one, or one is offered to them.

        Of the seat that is theirs to take now, `offer_id` and `offered_until`.
        """
        waited = Q(pk=OuterRef("pk"), waits__volunteer=volunteer, waits__ended_at=None)
        offer = Activity.objects.filter(waited & Q(waits__offered_until__gt=now)).order_by()
        return self.annotate(
            is_mine=seat_held_by(volunteer),
            is_waited=Exists(Activity.objects.filter(waited)),
            offer_id=Subquery(offer.values("waits__pk")),
            offered_until=Subquery(offer.values("waits__offered_until")),
        )

    def open_to(self, volunteer: Volunteer, now: datetime) -> Self:
        """Outings to come with a seat that is free for the bénévole, in which they have none. Adds `is_mine` and the counts."""
        free = self.outings().upcoming(now).filter(starts_at__gt=now).with_free_seat_for([volunteer], now)
        return free.marking_those_of(volunteer, now).filter(is_mine=False)

    def counting_free_for(self, people: Collection[Volunteer], now: datetime) -> Self:
        """Adds the seat counts and `free_count`: how many seats these people could take now, the only definition of that number.

        A seat that is held for somebody counts as taken for everybody else, until it is said that their time ran out.
        Without people: what is free for anybody.
        """
        others_waits = Q(waits__ended_at=None, waits__offered_until__isnull=False) & ~Q(
            waits__volunteer__in=people, waits__offered_until__gt=now
        )
        others_duos = Q(duos__ended_at=None) & ~Q(duos__asker__in=people, duos__held_until__gt=now)
        one = Activity.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
        offered = Subquery(one.annotate(count=Count("waits", filter=others_waits)).values("count"))
        asked = Subquery(one.annotate(count=Count("duos", filter=others_duos)).values("count"))
        return self.with_seat_counts().annotate(free_count=F("seats_left") - offered - asked * 2)

    def with_free_seat_for(self, people: Collection[Volunteer], now: datetime) -> Self:
        """Those with a seat that these people could take now; without people, anybody."""
        return self.counting_free_for(people, now).filter(free_count__gt=0)

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
        """Outings with a seat that nobody has, be it held for somebody who has not answered. Adds the seat counts."""
        return self.outings().with_seat_counts().filter(seats_left__gt=0)


class Activity(models.Model):
    """One dated outing, workshop or public event. Never deleted: what does not take place is cancelled, with a reason."""

    # Set by `with_seat_counts()` and `marking_those_of()`.
    taken_count: int
    seats_left: int
    is_mine: bool
    is_waited: bool
    offer_id: uuid.UUID | None
    offered_until: datetime | None
    # Set by `counting_free_for()`.
    free_count: int

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

    class Payer(models.TextChoices):
        """Who pays what it costs. Never the participants."""

        NOBODY = "nobody", "Personne\u00a0: c’est gratuit"
        ASSOCIATION = "association", "L’association"
        PARTNER = "partner", "Le partenaire"

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
    partner = models.ForeignKey(
        Partner, verbose_name="partenaire", null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    participants_most = models.PositiveSmallIntegerField("participant·es au plus", null=True, blank=True)
    cost_cents = models.PositiveIntegerField("coût en centimes", default=0, db_default=0)
    payer = models.CharField("payé par", max_length=12, choices=Payer, default=Payer.NOBODY, db_default=Payer.NOBODY)
    to_bring = models.CharField("à apporter", max_length=240, blank=True, default="", db_default="")
    arrangements = models.TextField("organisation pratique", max_length=600, blank=True, default="", db_default="")
    day_phone = models.CharField("téléphone du jour", max_length=30, blank=True, default="", db_default="")
    # Whoever proposed it; the first name is told to others only if they wish.
    proposed_by = models.ForeignKey(
        Volunteer, verbose_name="proposée par", null=True, blank=True, on_delete=models.SET_NULL, related_name="proposals"
    )
    credits_proposer = models.BooleanField("prénom de qui propose", default=False, db_default=False)
    proposed_at = models.DateTimeField("proposée le", null=True, blank=True)
    answer_by = models.DateField("réponse promise avant le", null=True, blank=True)
    # When its last seat was taken for the first time.
    staffed_at = models.DateTimeField("complète depuis le", null=True, blank=True)
    series = models.ForeignKey(
        "events.ActivitySeries", verbose_name="série", null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    picture = models.ForeignKey(
        ActivityPicture, verbose_name="image", null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    # A copy has no proposal of its own: it keeps what that of its model said of the access.
    access_from = models.ForeignKey(
        "events.Proposal", verbose_name="accessibilité dite par", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # What the team knows of the access that day: it takes the place of what the proposal said.
    access_words = models.CharField("accessibilité ce jour-là", max_length=240, blank=True, default="", db_default="")
    # Of its line in calendar programs: one more with each change (RFC 5545).
    sequence = models.PositiveIntegerField("version du calendrier", default=0, db_default=0, editable=False)

    objects = ActivityQuerySet.as_manager()
    # Who proposed it stays out of the history, which outlives their account.
    history = HistoricalRecords(excluded_fields=["proposed_by"])

    class Meta:
        verbose_name = "activité culturelle"
        verbose_name_plural = "activités culturelles"
        ordering = ["starts_at", "pk"]
        indexes = [
            models.Index(fields=["status", "starts_at"]),
            # A month, whatever the state; the nearest public event before or after it, past any number of outings.
            models.Index(fields=["starts_at", "kind", "status"], name="events_activity_by_date"),
        ]
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
            models.CheckConstraint(
                condition=Q(cost_cents=0, payer="nobody") | (Q(cost_cents__gt=0) & ~Q(payer="nobody")),
                name="events_cost_has_a_payer",
                violation_error_message="Une activité qui coûte dit qui paie\u00a0; une activité gratuite, personne.",
            ),
            models.CheckConstraint(
                condition=Q(participants_most=None) | Q(participants_most__gte=F("participants_expected")),
                name="events_most_at_least_expected",
                violation_error_message="Le plus grand nombre est au moins celui qui est attendu.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def anchor(self) -> str:
        """Its place in the public agenda."""
        return f"date-{str(self.pk)[:8]}"

    @property
    def credited_to(self) -> str:
        """First name of the person who proposed it, when they wish it told and are still here."""
        return self.proposed_by.user.first_name if self.credits_proposer and self.proposed_by else ""

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
    def public_place(self) -> str:
        """Where a public event is, as exactly as known: whoever reads the agenda may come. Never shown of an outing."""
        if self.kind == self.Kind.WEBINAR:
            return self.place_area
        if self.venue:
            return ", ".join(filter(None, [self.venue.name, self.venue.address or self.venue.area]))
        # Where to go is over with what is cancelled.
        return ("" if self.is_cancelled else self.meeting_point) or self.place_area

    @property
    def access_answer(self) -> "Proposal | None":
        """The proposal that says how accessible its place is: its own, or that of the activity that it is a copy of."""
        # Most were never proposed.
        return getattr(self, "proposal", None) or self.access_from

    @property
    def access(self) -> str:
        """How accessible its place is, as far as known, and as any bénévole may read it: nothing in it says where."""
        return self._beside_venue(self.access_answer.access if self.access_answer else "")

    @property
    def access_in_full(self) -> str:
        """With the words of whoever proposed it, which may say where: as from the day before."""
        return self._beside_venue(self.access_answer.access_in_full if self.access_answer else "")

    def _beside_venue(self, answer: str) -> str:
        """What is known of the venue, then what the team says or, failing that, the answer of the proposal."""
        known, said = self.venue.accessibility.strip() if self.venue else "", self.access_words or answer
        if not known:
            return said
        if said in ("", UNKNOWN):
            return known
        ending = "" if known.endswith((".", "!", "?")) else "."
        return f"{known}{ending} {said[0].upper()}{said[1:]}"

    @property
    def meeting_point_shown_on(self) -> date:
        """The day before, in Paris: from then on, those who lead the outing see where to go."""
        return timezone.localtime(self.starts_at).date() - timedelta(days=1)

    def shows_meeting_point(self, now: datetime) -> bool:
        return timezone.localtime(now).date() >= self.meeting_point_shown_on


class SeatQuerySet(models.QuerySet["Seat"]):
    def active(self) -> Self:
        return self.filter(left_at__isnull=True)

    def led_lately(self, now: datetime) -> Self:
        """Those of outings led lately (setting) or promised, for whoever asks who led least: the only definition of that."""
        since = now - timedelta(days=OutingSettings.load().led_lately_days)
        counted = [Activity.Status.PUBLISHED, Activity.Status.HELD]
        return self.active().filter(activity__starts_at__gte=since, activity__status__in=counted)


class Seat(models.Model):
    """A facilitator's place in an activity. Given back, it stays, with the date."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.ForeignKey(Activity, verbose_name="activité", on_delete=models.PROTECT, related_name="seats")
    volunteer = models.ForeignKey(Volunteer, verbose_name="animateur·rice", on_delete=models.CASCADE, related_name="seats")
    engagement = models.OneToOneField(Engagement, null=True, blank=True, on_delete=models.SET_NULL)
    taken_at = models.DateTimeField("prise le")
    left_at = models.DateTimeField("rendue le", null=True, blank=True)
    # Asked of who leaves late, read by coordinators, deleted after a year.
    leaving_reason = models.CharField("raison du départ", max_length=240, blank=True, default="", db_default="")
    shares_phone = models.BooleanField("téléphone partagé avec l’autre personne", default=False, db_default=False)

    objects = SeatQuerySet.as_manager()
    history = HistoricalRecords(excluded_fields=["leaving_reason"])

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
