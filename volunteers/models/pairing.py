"""Supported persons, kept to the least, and their pairing with a bénévole."""

import secrets
import uuid
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from simple_history.models import HistoricalRecords

from volunteers.languages import Language
from volunteers.models.training import Mission
from volunteers.models.volunteer import Volunteer, folded

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def random_code() -> str:
    """Six characters without look-alikes, said aloud or written on paper in place of a name."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(6))


class Programme(models.Model):
    """A kind of pairing: how long it lasts, when it is reviewed, which mission it asks of the bénévole."""

    slug = models.SlugField("adresse", unique=True)
    title = models.CharField("titre", max_length=120)
    mission = models.OneToOneField(Mission, verbose_name="mission", on_delete=models.PROTECT, related_name="programme")
    duration_months = models.PositiveSmallIntegerField("durée en mois")
    review_after_months = models.PositiveSmallIntegerField("bilan après (mois)")

    class Meta:
        verbose_name = "programme d’accompagnement"
        verbose_name_plural = "programmes d’accompagnement"
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(review_after_months__gte=1) & Q(review_after_months__lte=F("duration_months")),
                name="volunteers_programme_review_in_its_time",
                violation_error_message="Le bilan a lieu pendant l’accompagnement ou à son terme.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def free_for(self, programme: Programme) -> Self:
        """Those without an active pairing in the programme."""
        taken = Pairing.objects.active().filter(programme=programme, participants=OuterRef("pk"))
        return self.exclude(Exists(taken))

    def called(self, words: str) -> Self:
        """Those whose alias or code holds the words, accents and capitals left aside."""
        return self.filter(Q(folded_alias__contains=folded(words)) | Q(code__icontains=words))

    def speaking(self, language: str) -> Self:
        return self.filter(Exists(ParticipantLanguage.objects.filter(participant=OuterRef("pk"), code=language)))


class Participant(models.Model):
    """A supported person: an alias and a random code. No name, nationality, procedure or document (trust.md 17)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField("code", max_length=6, unique=True, default=random_code, editable=False)
    alias = models.CharField("alias", max_length=40, help_text="Un prénom d’emprunt, jamais le vrai nom.")
    folded_alias = models.CharField("alias, pour le tri et la recherche", max_length=80, editable=False, blank=True)
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = "participant·e"
        verbose_name_plural = "participant·es"
        ordering = ["folded_alias", "code"]

    def __str__(self) -> str:
        return f"Participant·e {self.code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        # A ligature may unfold into a dozen letters.
        self.folded_alias = folded(self.alias)[:80]
        super().save(*args, **kwargs)


class ParticipantLanguage(models.Model):
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="languages")
    code = models.CharField("langue", max_length=3, choices=Language)

    class Meta:
        verbose_name = "langue parlée"
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["participant", "code"], name="volunteers_participant_language_once")]

    def __str__(self) -> str:
        return self.get_code_display()


class PairingQuerySet(models.QuerySet["Pairing"]):
    def active(self) -> Self:
        return self.filter(status=Pairing.Status.ACTIVE)

    def review_due(self, today: date) -> Self:
        """The active ones whose review is today or late."""
        return self.active().filter(review_on__lte=today)

    def soonest_review_first(self) -> Self:
        """The active ones by review, then those that have ended."""
        return self.order_by("status", "review_on", "pk")


class Pairing(models.Model):
    """One bénévole with one or two participants, in a programme, with an end and a review."""

    class Status(models.TextChoices):
        ACTIVE = "active", "En cours"
        ENDED = "ended", "Terminé"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, verbose_name="programme", on_delete=models.PROTECT, related_name="pairings")
    volunteer = models.ForeignKey(Volunteer, verbose_name="bénévole", on_delete=models.CASCADE, related_name="pairings")
    participants = models.ManyToManyField(Participant, verbose_name="personnes accompagnées", related_name="pairings")
    status = models.CharField("état", max_length=10, choices=Status, default=Status.ACTIVE)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin prévue")
    review_on = models.DateField("bilan prévu")

    objects = PairingQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "binôme"
        ordering = ["-starts_on", "pk"]
        indexes: ClassVar = [models.Index(fields=["status", "review_on"], name="volunteers_pairing_by_review")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")) & Q(review_on__gt=F("starts_on")) & Q(review_on__lte=F("ends_on")),
                name="volunteers_pairing_dates_in_order",
                violation_error_message="Le bilan vient après le début, et au plus tard à la fin.",
            ),
        ]

    def __str__(self) -> str:
        return f"Binôme {str(self.id)[:8]}"

    @property
    def is_active(self) -> bool:
        return self.status == self.Status.ACTIVE

    def is_review_due(self, today: date) -> bool:
        return self.is_active and self.review_on <= today
