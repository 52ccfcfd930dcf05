"""Supported persons, kept to the least: an alias, a random code, and what brings the right bénévole to them (trust.md 17)."""

import json
import uuid
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, DateField, Exists, F, Max, Min, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, TruncDate

from accounts.keys import decrypt, encrypt
from home.dates import midnight
from volunteers.languages import Language
from volunteers.models.pairing import Pairing, random_code
from volunteers.models.programme import Programme
from volunteers.models.volunteer import folded
from volunteers.profiles import AREAS, LEVELS_OF_OTHERS, WITHIN_A_DAY, AgeBand, AgeWish, FrenchLevel, Gender, HalfDay, Level, Weekday


@dataclass(frozen=True)
class Contact:
    """Who the person is and how to reach them: encrypted as one text, in a column that nothing filters on."""

    first_name: str = ""
    phone: str = ""
    email: str = ""


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def free_for(self, programme: Programme) -> Self:
        """Those without a pairing in the programme, under way or about to be."""
        taken = Pairing.objects.standing().filter(programme=programme, participants=OuterRef("pk"))
        return self.exclude(Exists(taken))

    def waiting_for(self, programme: Programme) -> Self:
        """Those who want the programme, are followed today, and have nobody in it yet."""
        unmet = ProgrammeWish.objects.unmet().filter(participant=OuterRef("pk"), programme=programme)
        return self.filter(Exists(unmet), standing=Participant.Standing.HERE)

    def called(self, words: str) -> Self:
        """Those whose alias or code holds the words, accents and capitals left aside."""
        return self.filter(Q(folded_alias__contains=folded(words)) | Q(code__icontains=words))

    def speaking(self, language: str) -> Self:
        return self.filter(Exists(ParticipantLanguage.objects.filter(participant=OuterRef("pk"), code=language)))

    def with_state(self) -> Self:
        """Adds the `state` of each, and `waiting_since` for those who wait: the only definition of both.

        Somebody who is here waits as long as a programme they want has no standing pairing, whatever else they have.
        """
        unmet = ProgrammeWish.objects.unmet().filter(participant=OuterRef("pk"))
        earliest = unmet.order_by().values("participant").annotate(earliest=Min("since")).values("earliest")
        state = Participant.State
        left = [When(standing=standing, then=Value(standing)) for standing in Participant.Standing if standing != Participant.Standing.HERE]
        return self.annotate(
            state=Case(
                *left,
                When(Exists(unmet), then=Value(state.WAITING)),
                When(Exists(Pairing.objects.standing().filter(participants=OuterRef("pk"))), then=Value(state.PAIRED)),
                default=Value(state.IDLE),
                output_field=models.CharField(),
            ),
            waiting_since=Case(When(standing=Participant.Standing.HERE, then=Subquery(earliest)), output_field=DateField()),
        )

    def longest_waiting_first(self) -> Self:
        """After `with_state()`; those who wait for nothing come last, by alias."""
        return self.order_by(F("waiting_since").asc(nulls_last=True), "folded_alias", "pk")

    def waiting_since_before(self, day: date) -> Self:
        """Those who have waited since that day or an earlier one."""
        return self.with_state().filter(waiting_since__lte=day)

    def with_last_contact(self) -> Self:
        """Adds `contact_on`: the last day of what was noted, of a pairing that began or ended, of the opening of the file."""
        pairings = Pairing.objects.filter(participants=OuterRef("pk")).order_by().values("participants")
        begun = pairings.filter(status__in=[Pairing.Status.ACTIVE, Pairing.Status.ENDED]).annotate(day=Max("starts_on"))
        ended = pairings.filter(status=Pairing.Status.ENDED).annotate(day=Max(Coalesce("ended_on", "ends_on")))
        opened = TruncDate("created_at")
        noted = (Coalesce(day, opened) for day in ("last_contact_on", Subquery(begun.values("day")), Subquery(ended.values("day"))))
        return self.annotate(contact_on=Greatest(opened, *noted, output_field=DateField()))

    def silent_since(self, day: date) -> Self:
        """Those with whom nobody was in touch after that day, whose pairings are all over; the longest silent first."""
        standing = Pairing.objects.standing().filter(participants=OuterRef("pk"))
        # What is plain first: of most people nothing else is asked.
        plain = self.filter(Q(last_contact_on=None) | Q(last_contact_on__lte=day), created_at__lt=midnight(day + timedelta(days=1)))
        found = plain.with_last_contact().filter(~Exists(standing), contact_on__lte=day)
        return found.order_by("contact_on", "folded_alias", "pk")


class Participant(models.Model):
    """A supported person: an alias and a random code. No name in clear, no nationality, procedure, document or health (trust.md 17)."""

    class Standing(models.TextChoices):
        """What the person wants of us. That they wait or are paired is read from wishes and pairings."""

        HERE = "here", "Suivi·e"
        PAUSED = "paused", "En pause"
        FORMER = "former", "Ancien·ne"
        STOPPED = "stopped", "Ne souhaite plus d’accompagnement"

    class State(models.TextChoices):
        """Where the person stands, read by `with_state()`; never stored."""

        WAITING = "waiting", "En attente"
        PAIRED = "paired", "En binôme"
        IDLE = "idle", "Sans demande en cours"
        PAUSED = "paused", "En pause"
        FORMER = "former", "Ancien·ne"
        STOPPED = "stopped", "Ne souhaite plus"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("code", max_length=6, unique=True, default=random_code, editable=False)
    alias = models.CharField("alias", max_length=40, help_text="Un prénom d’emprunt, jamais le vrai nom.")
    folded_alias = models.CharField("alias, pour le tri et la recherche", max_length=80, editable=False, blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)
    standing = models.CharField("suivi", max_length=10, choices=Standing, default=Standing.HERE, db_default=Standing.HERE)
    french_level = models.CharField("niveau de français", max_length=6, choices=FrenchLevel, blank=True, default="", db_default="")
    age_band = models.CharField("âge", max_length=5, choices=AgeBand, blank=True, default="", db_default="")
    gender = models.CharField("genre", max_length=5, choices=Gender, blank=True, default="", db_default="")
    area = models.CharField("lieu de vie", max_length=5, choices=AREAS, blank=True, default="", db_default="")
    topics = models.ManyToManyField("volunteers.Topic", verbose_name="secteurs et intérêts", related_name="+", blank=True)
    project = models.CharField("projet", max_length=240, blank=True, default="", db_default="")
    # What to arrange, never its cause.
    arrangement = models.CharField("organisation pratique", max_length=200, blank=True, default="", db_default="")
    wished_gender = models.CharField("souhaite rencontrer", max_length=5, choices=Gender, blank=True, default="", db_default="")
    wished_age = models.CharField("âge souhaité", max_length=10, choices=AgeWish, blank=True, default="", db_default="")
    # The last day when somebody of the association was in touch with them; none: since the file was opened.
    last_contact_on = models.DateField("dernier contact", null=True, blank=True)
    # What they agreed to tell their own bénévole, once everybody has accepted.
    shares_first_name = models.BooleanField("prénom partagé", default=False, db_default=False)
    shares_phone = models.BooleanField("téléphone partagé", default=False, db_default=False)
    shares_email = models.BooleanField("adresse e-mail partagée", default=False, db_default=False)
    sealed = models.TextField("coordonnées chiffrées", blank=True, default="", db_default="", editable=False)

    # What `with_state()` and `with_last_contact()` add.
    state: str
    waiting_since: date | None
    contact_on: date

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = "participant·e"
        verbose_name_plural = "participant·es"
        ordering: ClassVar = ["folded_alias", "code"]

    def __str__(self) -> str:
        return f"Participant·e {self.code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        # A ligature may unfold into a dozen letters.
        self.folded_alias = folded(self.alias)[:80]
        super().save(*args, **kwargs)

    @property
    def state_label(self) -> str:
        """The words of the `state` that `with_state()` adds."""
        return self.State(self.state).label

    @property
    def key_field(self) -> str:
        """What the encrypted text is bound to."""
        return f"volunteers_participant.sealed:{self.id}"

    def seal(self, contact: Contact) -> None:
        """Encrypts what is known; nothing is kept of an empty one. The caller saves."""
        self.sealed = encrypt(json.dumps(asdict(contact)), field=self.key_field) if contact != Contact() else ""

    def read_contact(self) -> Contact:
        """The caller has written the reading down (trust.md 18). Raises UnreadableSecretError when the key is lost."""
        return Contact(**json.loads(decrypt(self.sealed, field=self.key_field))) if self.sealed else Contact()


class ParticipantLanguage(models.Model):
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField("langue", max_length=3, choices=Language)
    level = models.CharField("niveau", max_length=10, choices=Level, default=Level.TALK, db_default=Level.TALK)

    class Meta:
        verbose_name = "langue parlée"
        ordering: ClassVar = ["code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["participant", "code"], name="volunteers_participant_language_once")]

    def __str__(self) -> str:
        return self.get_code_display()

    @property
    def level_label(self) -> str:
        """As it is said of another person."""
        return dict(LEVELS_OF_OTHERS)[Level(self.level)]


class ParticipantSlot(models.Model):
    """A half-day or an evening of the week when the person is usually free."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="free_slots")
    weekday = models.PositiveSmallIntegerField("jour", choices=Weekday)
    half_day = models.CharField("moment", max_length=10, choices=HalfDay)

    class Meta:
        verbose_name = "créneau libre d’un·e participant·e"
        verbose_name_plural = "créneaux libres des participant·es"
        ordering: ClassVar = ["weekday", WITHIN_A_DAY]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participant", "weekday", "half_day"], name="volunteers_participant_slot_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()}, {self.get_half_day_display().lower()}"

    @property
    def in_short(self) -> str:
        """« Mardi soir »."""
        return f"{self.get_weekday_display()} {self.get_half_day_display().lower()}"


class ProgrammeWishQuerySet(models.QuerySet["ProgrammeWish"]):
    def unmet(self) -> Self:
        """Those without a standing pairing in the programme that they are for."""
        standing = Pairing.objects.standing().filter(programme=OuterRef("programme"), participants=OuterRef("participant"))
        return self.exclude(Exists(standing))

    def first_day(self) -> date | None:
        """The earliest of their days; None when nobody has asked."""
        day: date | None = self.aggregate(first=Min("since"))["first"]
        return day


class ProgrammeWish(models.Model):
    """A programme that somebody wants, and since when: they wait from then on, until a pairing in it is active."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="wishes")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="wishes")
    since = models.DateField("depuis le")

    objects = ProgrammeWishQuerySet.as_manager()

    class Meta:
        verbose_name = "programme souhaité"
        verbose_name_plural = "programmes souhaités"
        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["participant", "programme"], name="volunteers_programme_wished_once")]

    def __str__(self) -> str:
        return f"{self.programme_id}, depuis {self.since:%Y-%m-%d}"
