"""A bénévole, the languages they speak, and what they agreed to."""

import unicodedata
import uuid
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any, Final, NamedTuple, Self

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Greatest
from django.utils import timezone

from volunteers.languages import Language
from volunteers.models.charter import Charter, CharterSignature
from volunteers.models.training import Booking, Mission, Training, TrainingSession
from volunteers.profiles import AREAS, AgeBand, Awaited, Gender, LeavingReason, Level, MailChoice, Source


def folded(text: str) -> str:
    """The text without accents or capitals, as a hurried person types it in a search box."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))


# Before 18, a parent's written agreement has to be in the team's hands.
ALLOWED: Final = ~Q(age_band=AgeBand.MINOR) | Q(parent_agreed_on__isnull=False)
# Neither gone nor shut out.
HERE: Final = Q(user__is_active=True, left_on__isnull=True)


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def with_facts(self, today: date) -> Self:
        """Adds the facts of which every step of the onboarding is made, and the `stage` they amount to.

        `has_confirmed_email`, `has_language`, `has_mission`, `has_place` (a booking not yet answered by an attendance)
        and `is_ready`: ready for at least one of the missions wished.
        """
        confirmed = EmailAddress.objects.filter(user=OuterRef("user"), primary=True, verified=True)
        met = _without_interview_due(EACH, today)
        open_missions = Exists(_without_charter_due(met, EACH, today))
        asking = Mission.objects.filter(volunteers=OuterRef("pk"), asks_interview=True)
        return self.annotate(
            has_confirmed_email=Exists(confirmed),
            has_language=Exists(VolunteerLanguage.objects.filter(volunteer=OuterRef("pk"))),
            has_mission=Exists(Mission.objects.filter(volunteers=OuterRef("pk"))),
            has_place=Exists(Booking.objects.unanswered().filter(volunteer=OuterRef("pk"))),
        ).annotate(
            is_ready=Case(
                When(HERE & Q(has_confirmed_email=True, has_language=True) & ALLOWED & open_missions, then=True),
                default=False,
                output_field=models.BooleanField(),
            ),
            stage=Case(
                When(~HERE, then=Value(Volunteer.Stage.CLOSED)),
                When(has_confirmed_email=False, then=Value(Volunteer.Stage.EMAIL)),
                When(Q(has_language=False) | Q(has_mission=False), then=Value(Volunteer.Stage.PROFILE)),
                When(ALLOWED & open_missions, then=Value(Volunteer.Stage.READY)),
                When(~ALLOWED, then=Value(Volunteer.Stage.PARENT)),
                When(Exists(asking), interviewed_on=None, then=Value(Volunteer.Stage.INTERVIEW)),
                When(Exists(met), then=Value(Volunteer.Stage.CHARTER)),
                When(has_place=True, then=Value(Volunteer.Stage.BOOKED)),
                default=Value(Volunteer.Stage.TRAINING),
                output_field=models.CharField(max_length=10),
            ),
        )

    def with_last_moves(self) -> Self:
        """Adds `moved_at`: since when somebody stands where they are, as the last dated fact of theirs says.

        Facts are the sign-up, a place taken, a session marked, the interview, the first charter signed: signing the next moves nobody.
        """
        places = Booking.objects.active().filter(volunteer=OuterRef("pk"))
        marked = places.exclude(attendance="")
        signed = CharterSignature.objects.filter(volunteer=OuterRef("pk"))
        facts = [
            Subquery(places.order_by("-booked_at").values("booked_at")[:1]),
            Subquery(marked.order_by("-session__ends_at").values("session__ends_at")[:1]),
            Subquery(signed.order_by("signed_at").values("signed_at")[:1]),
            Cast("interviewed_on", models.DateTimeField()),
        ]
        return self.annotate(moved_at=Greatest("signed_up_at", *(Coalesce(fact, "signed_up_at") for fact in facts)))

    def still_since(self, moment: datetime) -> Self:
        """Those who have not moved since then, for the longest first."""
        return self.with_last_moves().filter(moved_at__lte=moment).order_by("moved_at", "pk")

    def ready(self, today: date) -> Self:
        """Those ready for at least one of the missions they wish."""
        return self.with_facts(today).filter(is_ready=True)

    def ready_for(self, mission: Mission, today: date) -> Self:
        """Those who may take the mission that day: the only definition of ready (`onboarding.readiness_reasons` says what lacks)."""
        open_missions = _open_missions(EACH, today)
        return self.with_facts(today).filter(
            HERE, ALLOWED, Exists(open_missions.filter(pk=mission.pk)), has_confirmed_email=True, has_language=True
        )

    def awaiting_team(self, now: datetime) -> Self:
        """Those whose next step is the team's, longest first: adds `awaited`, the first thing that only it can do, and `awaited_since`."""
        confirmed = EmailAddress.objects.filter(user=OuterRef("user"), primary=True, verified=True)
        speaking = VolunteerLanguage.objects.filter(volunteer=OuterRef("pk"))
        wishing = Mission.objects.filter(volunteers=OuterRef("pk"))
        waits = _waits_for_team(now)
        found = self.filter(HERE, Exists(confirmed), Exists(speaking), Exists(wishing)).filter(reduce(or_, waits.values()))
        return found.with_awaited(now).order_by("awaited_since", "pk")

    def with_awaited(self, now: datetime) -> Self:
        """What `awaiting_team` adds, for those whom it found."""
        cases = [When(condition, then=Value(awaited)) for awaited, condition in _waits_for_team(now).items()]
        awaited = Case(*cases, output_field=models.CharField(max_length=10))
        to_mark = Booking.objects.unanswered().filter(volunteer=OuterRef("pk"), session__ends_at__lte=now).order_by("session__ends_at")
        # Of somebody who came with a list, the site knows from then on.
        known_since = Greatest("signed_up_at", "user__date_joined")
        since = Case(
            When(awaited=Awaited.MARK, then=Subquery(to_mark.values("session__ends_at")[:1])),
            When(awaited=Awaited.DATE, then=Greatest("moved_at", "user__date_joined")),
            default=known_since,
            output_field=models.DateTimeField(),
        )
        return self.with_last_moves().annotate(awaited=awaited).annotate(awaited_since=since)

    def awaiting_themselves(self, now: datetime) -> Self:
        """Those whose next step is their own and can be done today."""
        own = [Volunteer.Stage.EMAIL, Volunteer.Stage.PROFILE, Volunteer.Stage.TRAINING, Volunteer.Stage.CHARTER]
        awaiting_team = Volunteer.objects.awaiting_team(now).order_by().values("pk")
        return self.with_facts(timezone.localdate(now)).filter(stage__in=own).exclude(pk__in=awaiting_team)

    def unfinished(self) -> Self:
        """Sign-ups that went no further: no address ever confirmed, no role, no place in a training, no promised time, no pairing."""
        return self.filter(
            ~Exists(EmailAddress.objects.filter(user=OuterRef("user"), verified=True)),
            kind=Volunteer.Kind.VOLUNTEER,
            user__groups__isnull=True,
            user__is_staff=False,
            user__is_superuser=False,
            bookings__isnull=True,
            engagements__isnull=True,
            pairings__isnull=True,
        )

    def at_stage(self, stage: str, today: date) -> Self:
        return self.with_facts(today).filter(stage=stage)

    def named(self, words: str) -> Self:
        """Those whose name holds every word, accents and capitals left aside."""
        found = self
        for word in folded(words).split():
            found = found.filter(folded_name__contains=word)
        return found

    def speaking(self, language: str) -> Self:
        return self.filter(Exists(VolunteerLanguage.objects.filter(volunteer=OuterRef("pk"), code=language)))


def _waits_for_team(now: datetime) -> dict[Awaited, Q]:
    """What makes somebody, whose profile is complete, wait for the team."""
    today = timezone.localdate(now)
    asking = Mission.objects.filter(volunteers=OuterRef("pk"), asks_interview=True)
    unanswered = Booking.objects.unanswered().filter(volunteer=OuterRef("pk"))
    # A training has dates or has none for everybody: they are read once.
    dated = {session.training_id for session in TrainingSession.objects.bookable(now).with_places_left()}
    bookable = Training.objects.filter(missions__volunteers=OuterRef("pk"), pk__in=dated)
    return {
        Awaited.MARK: Q(Exists(unanswered.filter(session__ends_at__lte=now))),
        Awaited.PARENT: ~ALLOWED,
        Awaited.INTERVIEW: Q(Exists(asking), interviewed_on=None),
        Awaited.DATE: Q(~Exists(bookable), ~Exists(unanswered), ~Exists(_trained_missions(EACH, today))),
    }


class Reader(NamedTuple):
    """Somebody as each depth of a query about missions names them: in it, in a query inside it, in one inside that."""

    wishes: "Volunteer | OuterRef"
    signs: "Volunteer | OuterRef"
    attends: "Volunteer | OuterRef"


# Everybody of a query over bénévoles.
EACH: Final = Reader(OuterRef("pk"), OuterRef(OuterRef("pk")), OuterRef(OuterRef(OuterRef("pk"))))


def _trained_missions(reader: Reader, today: date, only: Q | None = None) -> models.QuerySet[Mission]:
    """The missions somebody wishes whose trainings they have all attended, none too long ago; `only` is asked of the same two."""
    attended = Booking.objects.attended().valid(today).filter(session__training=OuterRef("pk"), volunteer=reader.attends)
    missing = Training.objects.filter(missions=OuterRef("pk")).exclude(Exists(attended))
    return Mission.objects.filter(only or Q(), volunteers=reader.wishes).exclude(Exists(missing))


def _without_interview_due(reader: Reader, today: date) -> models.QuerySet[Mission]:
    """Of these, those that ask for no interview, or whose bénévole has had theirs: one opens every mission."""
    return _trained_missions(reader, today, Q(asks_interview=False) | Q(volunteers__interviewed_on__isnull=False))


def _without_charter_due(missions: models.QuerySet[Mission], reader: Reader, today: date) -> models.QuerySet[Mission]:
    """Those that ask for no charter, or whose bénévole has signed it; before the first charter, all."""
    signed = CharterSignature.objects.standing(today).filter(volunteer=reader.signs)
    return missions.filter(Q(asks_charter=False) | Exists(signed) | ~Exists(Charter.objects.all()))


def _open_missions(reader: Reader, today: date) -> models.QuerySet[Mission]:
    return _without_charter_due(_without_interview_due(reader, today), reader, today)


class Volunteer(models.Model):
    """A person who leads workshops, outings or pairings: bénévole, employee or civic-service volunteer."""

    class Kind(models.TextChoices):
        VOLUNTEER = "volunteer", "Bénévole"
        EMPLOYEE = "employee", "Salarié·e"
        CIVIC_SERVICE = "civic_service", "Service civique"

    class Stage(models.TextChoices):
        """Where somebody stands, read from facts by `with_facts()`; never stored."""

        EMAIL = "email", "Adresse à confirmer"
        PROFILE = "profile", "Profil à compléter"
        PARENT = "parent", "Accord d’un parent à recevoir"
        INTERVIEW = "interview", "Entretien à tenir"
        TRAINING = "training", "Formation à réserver"
        BOOKED = "booked", "Formation réservée"
        CHARTER = "charter", "Charte à signer"
        READY = "ready", "Prêt·e"
        CLOSED = "closed", "Parti·e, ou compte fermé"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="volunteer")
    kind = models.CharField("statut", max_length=20, choices=Kind, default=Kind.VOLUNTEER)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    missions = models.ManyToManyField(Mission, verbose_name="missions souhaitées", related_name="volunteers", blank=True)
    signed_up_at = models.DateTimeField("inscription")
    interviewed_on = models.DateField("entretien tenu le", null=True, blank=True)
    age_band = models.CharField("âge", max_length=5, choices=AgeBand, blank=True)
    parent_agreed_on = models.DateField("accord d’un parent reçu le", null=True, blank=True)
    gender = models.CharField("genre", max_length=5, choices=Gender, blank=True)
    area = models.CharField("lieu de vie", max_length=5, choices=AREAS, blank=True)
    availability_note = models.CharField("précision sur les disponibilités", max_length=200, blank=True)
    motivation = models.TextField("motivation", max_length=600, blank=True)
    heard_through = models.CharField("a connu l’association", max_length=10, choices=Source, blank=True)
    topics = models.ManyToManyField("volunteers.Topic", verbose_name="compétences, secteurs et intérêts", related_name="+", blank=True)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="personne à contacter", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    mail_choice = models.CharField("courriels reçus", max_length=10, choices=MailChoice, default=MailChoice.ALL)
    write_back_on = models.DateField("à recontacter le", null=True, blank=True)
    reminded_at = models.DateTimeField("dernier rappel", null=True, blank=True)
    # How many pairings at once, and whom they would rather accompany; unsaid, anybody.
    pairings_most = models.PositiveSmallIntegerField("binômes à la fois", default=1, db_default=1)
    wished_gender = models.CharField("souhaite accompagner", max_length=5, choices=Gender, blank=True, default="", db_default="")
    left_on = models.DateField("parti·e le", null=True, blank=True)
    left_reason = models.CharField("raison du départ", max_length=10, choices=LeavingReason, blank=True)
    folded_name = models.CharField("nom, pour la recherche", max_length=170, editable=False, blank=True)

    objects = VolunteerQuerySet.as_manager()

    # Set by `with_last_moves()`.
    moved_at: datetime
    # Set by `with_awaited()`.
    awaited: str
    awaited_since: datetime
    # Set by `with_facts()`.
    has_confirmed_email: bool
    has_language: bool
    has_mission: bool
    has_place: bool
    is_ready: bool
    stage: str

    class Meta:
        verbose_name = "bénévole"
        ordering = ["-signed_up_at", "pk"]
        indexes = [models.Index(fields=["-signed_up_at", "id"], name="volunteers_by_sign_up")]

    def __str__(self) -> str:
        return f"Bénévole {str(self.id)[:8]}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded_name = folded(self.user.get_full_name())
        super().save(*args, **kwargs)

    @property
    def stage_label(self) -> str:
        """The words of the `stage` that `with_facts()` adds."""
        return str(self.Stage(self.stage).label)

    @property
    def awaited_label(self) -> str:
        return str(Awaited(self.awaited).label)

    @property
    def is_here(self) -> bool:
        """As `HERE` says it of rows."""
        return self.user.is_active and self.left_on is None

    @property
    def lacks_parent(self) -> bool:
        """As `ALLOWED` says it of rows, the other way round."""
        return self.age_band == AgeBand.MINOR and self.parent_agreed_on is None

    def open_missions(self, today: date) -> models.QuerySet[Mission]:
        """Of the missions wished, those that lack nothing of what they ask for: trainings, interview, charter."""
        return _open_missions(Reader(self, self, self), today)


class VolunteerLanguage(models.Model):
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField("langue", max_length=3, choices=Language)
    level = models.CharField("niveau", max_length=10, choices=Level, default=Level.TALK)

    class Meta:
        verbose_name = "langue parlée"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["volunteer", "code"], name="volunteers_language_once")]

    def __str__(self) -> str:
        return self.get_code_display()


class Consent(models.Model):
    """What a bénévole declared or agreed to, when, and in which version of its words (`consents.py`)."""

    class Kind(models.TextChoices):
        ADULT = "adult", "Majorité déclarée"
        PARENT = "parent", "Accord d’un parent annoncé"
        PRIVACY = "privacy", "Usage des données accepté"
        PICTURE = "picture", "Image acceptée"

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField("objet", max_length=10, choices=Kind)
    version = models.CharField("version du texte", max_length=10)
    given_at = models.DateTimeField("donné le")
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    class Meta:
        verbose_name = "consentement"
        ordering = ["given_at"]
        constraints = [models.UniqueConstraint(fields=["volunteer", "kind", "version"], name="volunteers_consent_once_per_version")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.version})"
