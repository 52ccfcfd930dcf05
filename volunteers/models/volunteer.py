"""A bénévole, the languages they speak, what they agreed to, and everything that takes their time."""

import unicodedata
import uuid
from datetime import datetime
from typing import Any, Final, Self

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from volunteers.languages import Language
from volunteers.models.training import Booking, Mission, Training
from volunteers.profiles import AREAS, AgeBand, Gender, LeavingReason, Level, MailChoice, Source


def folded(text: str) -> str:
    """The text without accents or capitals, as a hurried person types it in a search box."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter))


# Before 18, a parent's written agreement has to be in the team's hands.
ALLOWED: Final = ~Q(age_band=AgeBand.MINOR) | Q(parent_agreed_on__isnull=False)


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def with_facts(self) -> Self:
        """Adds the facts of which every step of the onboarding is made, and the `stage` they amount to.

        `has_confirmed_email`, `has_language`, `has_mission`, `has_place` (a booking not yet answered by an attendance)
        and `is_ready`: ready for at least one of the missions wished.
        """
        confirmed = EmailAddress.objects.filter(user=OuterRef("user"), primary=True, verified=True)
        trained = _missions_trained_for(OuterRef("pk"), attended_by=OuterRef(OuterRef(OuterRef("pk"))))
        trained_missions, open_missions = Exists(trained), Exists(_without_interview_due(trained, OuterRef("pk")))
        return self.annotate(
            has_confirmed_email=Exists(confirmed),
            has_language=Exists(VolunteerLanguage.objects.filter(volunteer=OuterRef("pk"))),
            has_mission=Exists(Mission.objects.filter(volunteers=OuterRef("pk"))),
            has_place=Exists(Booking.objects.unanswered().filter(volunteer=OuterRef("pk"))),
        ).annotate(
            is_ready=Case(
                When(Q(user__is_active=True, has_confirmed_email=True, has_language=True) & ALLOWED & open_missions, then=True),
                default=False,
                output_field=models.BooleanField(),
            ),
            stage=Case(
                When(user__is_active=False, then=Value(Volunteer.Stage.CLOSED)),
                When(has_confirmed_email=False, then=Value(Volunteer.Stage.EMAIL)),
                When(Q(has_language=False) | Q(has_mission=False), then=Value(Volunteer.Stage.PROFILE)),
                When(ALLOWED & open_missions, then=Value(Volunteer.Stage.READY)),
                When(open_missions, then=Value(Volunteer.Stage.PARENT)),
                When(trained_missions, then=Value(Volunteer.Stage.INTERVIEW)),
                When(has_place=True, then=Value(Volunteer.Stage.BOOKED)),
                default=Value(Volunteer.Stage.TRAINING),
                output_field=models.CharField(max_length=10),
            ),
        )

    def ready(self) -> Self:
        """Those ready for at least one of the missions they wish."""
        return self.with_facts().filter(is_ready=True)

    def ready_for(self, mission: Mission) -> Self:
        """Those who may take the mission now: the only definition of ready (`onboarding.readiness_reasons` says what lacks)."""
        trained = _missions_trained_for(OuterRef("pk"), attended_by=OuterRef(OuterRef(OuterRef("pk"))))
        open_missions = _without_interview_due(trained, OuterRef("pk"))
        return self.with_facts().filter(
            ALLOWED, Exists(open_missions.filter(pk=mission.pk)), user__is_active=True, has_confirmed_email=True, has_language=True
        )

    def awaiting_interview(self) -> Self:
        """Those whose address is confirmed, who wish a mission that asks for an interview, and have not had theirs."""
        asking = Mission.objects.filter(volunteers=OuterRef("pk"), asks_interview=True)
        waiting = self.with_facts().filter(Exists(asking), user__is_active=True, has_confirmed_email=True, interviewed_on=None)
        return waiting.order_by("signed_up_at", "pk")

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

    def at_stage(self, stage: str) -> Self:
        return self.with_facts().filter(stage=stage)

    def named(self, words: str) -> Self:
        """Those whose name holds every word, accents and capitals left aside."""
        found = self
        for word in folded(words).split():
            found = found.filter(folded_name__contains=word)
        return found

    def speaking(self, language: str) -> Self:
        return self.filter(Exists(VolunteerLanguage.objects.filter(volunteer=OuterRef("pk"), code=language)))


def _missions_trained_for(wished_by: "Volunteer | OuterRef", *, attended_by: "Volunteer | OuterRef") -> models.QuerySet[Mission]:
    """The missions somebody wishes whose trainings they have all attended; given twice, as the second lies two queries deeper."""
    attended = Booking.objects.attended().filter(session__training=OuterRef("pk"), volunteer=attended_by)
    missing = Training.objects.filter(missions=OuterRef("pk")).exclude(Exists(attended))
    return Mission.objects.filter(volunteers=wished_by).exclude(Exists(missing))


def _without_interview_due(missions: models.QuerySet[Mission], wished_by: "Volunteer | OuterRef") -> models.QuerySet[Mission]:
    """Those that ask for no interview, or whose bénévole has had theirs: one opens every mission."""
    return missions.filter(Q(asks_interview=False) | Q(volunteers__interviewed_on__isnull=False), volunteers=wished_by)


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
        INTERVIEW = "interview", "Entretien à tenir"
        TRAINING = "training", "Formation à réserver"
        BOOKED = "booked", "Formation réservée"
        PARENT = "parent", "Accord d’un parent à recevoir"
        READY = "ready", "Prêt·e"
        CLOSED = "closed", "Compte fermé"

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
    left_on = models.DateField("parti·e le", null=True, blank=True)
    left_reason = models.CharField("raison du départ", max_length=10, choices=LeavingReason, blank=True)
    folded_name = models.CharField("nom, pour la recherche", max_length=170, editable=False, blank=True)

    objects = VolunteerQuerySet.as_manager()

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
    def lacks_parent(self) -> bool:
        """As `ALLOWED` says it of rows, the other way round."""
        return self.age_band == AgeBand.MINOR and self.parent_agreed_on is None

    def open_missions(self) -> models.QuerySet[Mission]:
        """Of the missions wished, those whose trainings have been attended and whose interview, if they ask for one, was held."""
        return _without_interview_due(_missions_trained_for(self, attended_by=self), self)


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


class Topic(models.Model):
    """An entry of one of our own short lists: what somebody can do, where they work, what they like."""

    class Kind(models.TextChoices):
        SKILL = "skill", "Compétence"
        SECTOR = "sector", "Secteur"
        INTEREST = "interest", "Centre d’intérêt"

    slug = models.SlugField("adresse", unique=True)
    kind = models.CharField("liste", max_length=10, choices=Kind)
    label = models.CharField("intitulé", max_length=60)
    position = models.PositiveSmallIntegerField("ordre", default=0)
    is_offered = models.BooleanField("proposé", default=True)

    class Meta:
        verbose_name = "entrée des listes"
        verbose_name_plural = "entrées des listes"
        ordering = ["kind", "position", "label"]

    def __str__(self) -> str:
        return self.label


class EngagementQuerySet(models.QuerySet["Engagement"]):
    def overlapping(self, starts_at: datetime, ends_at: datetime) -> Self:
        """Those that share more than an instant with the span: one that starts when the other ends does not."""
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
