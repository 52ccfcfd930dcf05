"""What asks somebody of the team to look at a pairing: taken, acted on, closed with what was done."""

import uuid
from datetime import datetime
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from volunteers.models.meeting import SealedWords
from volunteers.models.pairing import Pairing


class PairingAlertQuerySet(models.QuerySet["PairingAlert"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)

    def oldest_first(self) -> Self:
        return self.order_by("opened_at", "pk")

    def most_pressing_first(self) -> Self:
        """Who does not feel at ease, then what nobody has taken; in each the oldest first."""
        ease = Case(When(kind=PairingAlert.Kind.DISCOMFORT, then=Value(0)), default=Value(1))
        return self.order_by(ease, F("taken_at").asc(nulls_first=True), "opened_at", "pk")


class PairingAlert(models.Model):
    class Kind(models.TextChoices):
        DISCOMFORT = "discomfort", "Ne se sent pas à l’aise"
        STOP = "stop", "Doit s’arrêter"
        LOW_MOOD = "low-mood", "Deux rencontres difficiles de suite"
        QUIET = "quiet", "Plus de rencontre"
        REVIEW = "review", "Bilan à faire"
        END_NEAR = "end-near", "Fin proche"

    class Done(models.TextChoices):
        """How it was closed. Those of `BY_ITSELF` are never chosen."""

        VOLUNTEER = "volunteer", "Échange avec le ou la bénévole"
        PARTICIPANT = "participant", "Échange avec la personne accompagnée"
        BOTH = "both", "Échange avec les deux"
        ARRANGED = "arranged", "Lieu, horaire ou rythme changé"
        NOTHING = "nothing", "Rien à faire"
        MEETING = "meeting", "Une rencontre a été notée"
        REVIEWED = "reviewed", "Le bilan a décidé"
        ENDED = "ended", "Le binôme est terminé"
        PASSED = "passed", "N’a plus lieu d’être"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="alerts")
    kind = models.CharField("alerte", max_length=12, choices=Kind)
    opened_at = models.DateTimeField("ouverte le")
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="prise par", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    taken_at = models.DateTimeField("prise le", null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="fermée par", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    closed_at = models.DateTimeField("fermée le", null=True, blank=True)
    done = models.CharField("ce qui a été fait", max_length=12, choices=Done, blank=True, default="")
    remark = models.CharField("précision", max_length=300, blank=True, default="")

    objects = PairingAlertQuerySet.as_manager()

    class Meta:
        verbose_name = "alerte"
        ordering: ClassVar = ["-opened_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pairing", "kind"], condition=Q(closed_at=None), name="volunteers_alert_open_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, done="") | (Q(closed_at__isnull=False) & ~Q(done="")),
                name="volunteers_alert_closed_with_what_was_done",
                violation_error_message="Une alerte fermée dit ce qui a été fait.",
            ),
        ]

    def __str__(self) -> str:
        return f"Alerte {str(self.id)[:8]}"

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    def age_days(self, now: datetime) -> int:
        """Whole days since it opened, until it closed."""
        return ((self.closed_at or now) - self.opened_at).days


BY_ITSELF: Final = (PairingAlert.Done.MEETING, PairingAlert.Done.REVIEWED, PairingAlert.Done.ENDED, PairingAlert.Done.PASSED)
# What is true of the pairing, and not an event: the decision closes them, nobody else.
CLOSED_BY_REVIEW: Final = (PairingAlert.Kind.REVIEW, PairingAlert.Kind.END_NEAR)


class Discomfort(SealedWords):
    """What a bénévole who does not feel at ease writes to coordinators alone. Its words are deleted after a year; the alert stays.

    Its id comes from the page, so that one page writes once.
    """

    alert = models.ForeignKey(PairingAlert, on_delete=models.CASCADE, related_name="discomforts")
    written_at = models.DateTimeField("écrit le")

    class Meta:
        verbose_name = "malaise signalé"
        verbose_name_plural = "malaises signalés"
        ordering: ClassVar = ["-written_at", "pk"]

    def __str__(self) -> str:
        return f"Malaise signalé {str(self.id)[:8]}"
