"""Pairings of a bénévole with supported persons, from the suggestion to the end, and the pairs that are not to be made again."""

import secrets
import uuid
from datetime import date, datetime
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, When
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from volunteers.models.programme import Programme
from volunteers.models.volunteer import Volunteer

# Here, where the first migration finds it.
CODE_ALPHABET: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def random_code() -> str:
    """Six characters without look-alikes, said aloud or written on paper in place of a name."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(6))


class PairingQuerySet(models.QuerySet["Pairing"]):
    def active(self) -> Self:
        return self.filter(status=Pairing.Status.ACTIVE)

    def begun(self) -> Self:
        """As `has_begun` says it of one: under way or over."""
        return self.filter(status__in=[Pairing.Status.ACTIVE, Pairing.Status.ENDED])

    def ended_in(self, year: int) -> Self:
        """Over, since a day of that year; the first to end first."""
        ended = self.filter(status=Pairing.Status.ENDED).alias(day=Coalesce("ended_on", "ends_on"))
        return ended.filter(day__year=year).order_by("day", "pk")

    def offered(self) -> Self:
        """Those that wait for the bénévole's answer, the first to run out first."""
        return self.filter(status=Pairing.Status.OFFERED).order_by("offered_until")

    def to_answer(self) -> Self:
        """Suggested, offered or accepted in part: nobody has met yet, nothing is decided."""
        return self.filter(status__in=BEFORE_ACTIVE)

    def standing(self) -> Self:
        """Under way or about to be: they take the room of a bénévole, and the wait of a person."""
        return self.filter(status__in=[*BEFORE_ACTIVE, Pairing.Status.ACTIVE])

    def known_to_volunteer(self) -> Self:
        """Those that the bénévole was told of: offered one day, or agreed outside the site."""
        told = [Pairing.Status.AGREED, Pairing.Status.ACTIVE, Pairing.Status.ENDED]
        return self.filter(Q(offered_at__isnull=False) | Q(status__in=told))

    def competing_with(self, pairing: "Pairing | None") -> Self:
        """Those that come before it, for the room of a bénévole or the wait of a person: all that stand, for two people who are no pairing
        yet; of the others, those offered for one to be offered, those accepted for one that has been."""
        if pairing is None:
            return self.standing()
        before = AFTER_OFFER if pairing.status == Pairing.Status.SUGGESTED else AFTER_ACCEPTANCE
        return self.filter(status__in=before).exclude(pk=pairing.pk)

    def to_start_again(self) -> Self:
        """Those after which the bénévole said that they are ready for another, and has begun none since."""
        later = Pairing.objects.filter(volunteer=OuterRef("volunteer"), status__in=HAS_BEGUN, starts_on__gte=OuterRef("ended_on"))
        return self.filter(again_asked_at__isnull=False).exclude(Exists(later.exclude(pk=OuterRef("pk"))))

    def first_to_do_first(self) -> Self:
        """What waits for an answer or a signature, then the active ones by review, then those that are over."""
        cases = [When(status__in=BEFORE_ACTIVE, then=0), When(status=Pairing.Status.ACTIVE, then=1)]
        rank = Case(*cases, default=2, output_field=models.IntegerField())
        # Of what is over, the review is only a day; of what waits, the longest wait comes first.
        since = Case(When(status__in=BEFORE_ACTIVE, then=Coalesce("accepted_at", "offered_at", "suggested_at")))
        return self.annotate(rank=rank).order_by("rank", since, "review_on", "pk")


class Pairing(models.Model):
    """One bénévole with one or two participants, in a programme. Its dates are those planned, until it starts."""

    class Status(models.TextChoices):
        SUGGESTED = "suggested", "À proposer"
        OFFERED = "offered", "Proposé au ou à la bénévole"
        ACCEPTED = "accepted", "Accepté par le ou la bénévole"
        AGREED = "agreed", "Accepté de part et d’autre"
        ACTIVE = "active", "En cours"
        ENDED = "ended", "Terminé"
        DECLINED = "declined", "Sans suite"

        @property
        def word(self) -> str:
            """The state in two or three words, which say what is awaited; the label says what was done, for the history."""
            words = {"offered": "Proposé", "accepted": "Réponse à noter", "agreed": "À signer"}
            return words.get(self.value, str(self.label))

    class EndReason(models.TextChoices):
        TERM = "term", "Arrivé à son terme"
        GOAL = "goal", "But atteint avant le terme"
        PARTNER = "partner", "Changement de personne"
        PROGRAMME = "programme", "Changement de programme"
        VOLUNTEER = "volunteer", "Le ou la bénévole ne peut plus"
        PARTICIPANT = "participant", "La personne accompagnée ne souhaite plus"
        MOVED = "moved", "Déménagement"
        SILENT = "silent", "Plus de nouvelles"
        CONFLICT = "conflict", "Mésentente, ou cadre non respecté"

    class Decliner(models.TextChoices):
        VOLUNTEER = "volunteer", "Le ou la bénévole"
        PARTICIPANT = "participant", "La personne accompagnée"
        TEAM = "team", "L’équipe"

    class DeclineReason(models.TextChoices):
        TIME = "time", "Pas le temps en ce moment"
        SLOTS = "slots", "Les horaires ne vont pas"
        DISTANCE = "distance", "Trop loin"
        PROJECT = "project", "Le projet ne correspond pas"
        KNOWN = "known", "Ces personnes se connaissent déjà"
        UNSAID = "unsaid", "Sans raison dite"
        SILENT = "silent", "Pas de réponse à temps"
        WITHDRAWN = "withdrawn", "Proposition retirée"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, verbose_name="programme", on_delete=models.PROTECT, related_name="pairings")
    volunteer = models.ForeignKey(Volunteer, verbose_name="bénévole", on_delete=models.CASCADE, related_name="pairings")
    participants = models.ManyToManyField("volunteers.Participant", verbose_name="personnes accompagnées", related_name="pairings")
    status = models.CharField("état", max_length=10, choices=Status, default=Status.SUGGESTED)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin prévue")
    review_on = models.DateField("bilan prévu")
    # Since when the person waited for the programme (of two, the one who waited longest); the wish itself goes with the end.
    requested_on = models.DateField("demandé le", null=True, blank=True)
    suggested_at = models.DateTimeField("rapproché le", null=True, blank=True)
    offered_at = models.DateTimeField("proposé le", null=True, blank=True)
    offered_until = models.DateTimeField("réponse attendue avant le", null=True, blank=True)
    accepted_at = models.DateTimeField("accepté par le ou la bénévole le", null=True, blank=True)
    agreed_on = models.DateField("accepté par la personne accompagnée le", null=True, blank=True)
    ended_on = models.DateField("terminé le", null=True, blank=True)
    end_reason = models.CharField("raison de la fin", max_length=12, choices=EndReason, blank=True, default="", db_default="")
    declined_by = models.CharField("refusé par", max_length=12, choices=Decliner, blank=True, default="", db_default="")
    decline_reason = models.CharField("raison du refus", max_length=12, choices=DeclineReason, blank=True, default="", db_default="")
    # The bénévole has said that they cannot go on; it ends when the team has seen to what follows.
    stop_asked_at = models.DateTimeField("arrêt demandé le", null=True, blank=True)
    # Once it is over, the bénévole has said that they are ready for another.
    again_asked_at = models.DateTimeField("prêt·e à recommencer le", null=True, blank=True)
    # Of the team, whom the two turn to.
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="personne à contacter", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # The one that it goes on from: another bénévole, another person or another programme.
    follows = models.ForeignKey(
        "self", verbose_name="prend la suite de", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PairingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "binôme"
        ordering: ClassVar = ["-starts_on", "pk"]
        indexes: ClassVar = [models.Index(fields=["status", "review_on"], name="volunteers_pairing_by_review")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")) & Q(review_on__gt=F("starts_on")) & Q(review_on__lte=F("ends_on")),
                name="volunteers_pairing_dates_in_order",
                violation_error_message="Le bilan vient après le début, et au plus tard à la fin.",
            ),
            models.CheckConstraint(
                condition=~Q(status="offered") | Q(offered_until__isnull=False),
                name="volunteers_pairing_offer_runs_out",
                violation_error_message="Une proposition attend sa réponse jusqu’à une date.",
            ),
            models.CheckConstraint(
                condition=~Q(status="declined") | (~Q(declined_by="") & ~Q(decline_reason="")),
                name="volunteers_pairing_declined_for_a_reason",
                violation_error_message="Un refus garde sa raison.",
            ),
        ]

    def __str__(self) -> str:
        return f"Binôme {str(self.id)[:8]}"

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE

    @property
    def is_standing(self) -> bool:
        """As `standing()` says it of rows."""
        return self.is_active or self.status in BEFORE_ACTIVE

    @property
    def state_word(self) -> str:
        return self.Status(self.status).word

    @property
    def names(self) -> str:
        """The aliases: « Alba et Lune »; of people whose files are erased, that alone."""
        return " et ".join(person.alias for person in self.participants.all()) or "Dossier effacé"

    @property
    def has_agreed(self) -> bool:
        """Everybody has accepted: it is to be signed, under way or over."""
        return self.status in (self.Status.AGREED, self.Status.ACTIVE, self.Status.ENDED)

    @property
    def has_begun(self) -> bool:
        """Its people have met: it is under way or over."""
        return self.status in HAS_BEGUN

    @property
    def waits_since(self) -> datetime | None:
        """Since when somebody has something to answer or sign; None when nobody has."""
        if self.status not in BEFORE_ACTIVE:
            return None
        return self.accepted_at or self.offered_at or self.suggested_at

    @property
    def last_day(self) -> date:
        """When it ended, or is to end."""
        return self.ended_on or self.ends_on

    def is_review_due(self, today: date) -> bool:
        return self.is_active and self.review_on <= today

    def was_under_way(self, day: date) -> bool:
        """Begun by then; one that has ended was until its end, one that has not still is, however late."""
        if self.is_active:
            return self.starts_on <= day
        return self.status == self.Status.ENDED and self.starts_on <= day <= self.last_day


AFTER_ACCEPTANCE: Final = (Pairing.Status.ACCEPTED, Pairing.Status.AGREED, Pairing.Status.ACTIVE)
AFTER_OFFER: Final = (Pairing.Status.OFFERED, *AFTER_ACCEPTANCE)
HAS_BEGUN: Final = (Pairing.Status.ACTIVE, Pairing.Status.ENDED)
BEFORE_ACTIVE: Final = (Pairing.Status.SUGGESTED, Pairing.Status.OFFERED, Pairing.Status.ACCEPTED, Pairing.Status.AGREED)


class Exclusion(models.Model):
    """Two people who are not to be brought together again: one refused the other, or it did not go well."""

    class Reason(models.TextChoices):
        DECLINED = "declined", "L’un·e a refusé"
        CONFLICT = "conflict", "Mésentente"
        TEAM = "team", "Décision de l’équipe"

    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="exclusions")
    participant = models.ForeignKey("volunteers.Participant", on_delete=models.CASCADE, related_name="exclusions")
    reason = models.CharField("raison", max_length=10, choices=Reason)
    since = models.DateField("depuis le")

    class Meta:
        verbose_name = "rapprochement exclu"
        verbose_name_plural = "rapprochements exclus"
        ordering: ClassVar = ["since", "pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["volunteer", "participant"], name="volunteers_exclusion_once")]

    def __str__(self) -> str:
        return f"Exclusion {self.pk}"
