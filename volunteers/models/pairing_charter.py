"""What the three of a pairing sign before it starts: the words in versions, for a programme or for all, and who signed on which day."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from volunteers.models.pairing import Pairing
from volunteers.models.programme import Programme


class PairingCharterQuerySet(models.QuerySet["PairingCharter"]):
    def current_for(self, programme: Programme) -> "PairingCharter | None":
        """The last version of the programme's own; where it has none, of the one for all; None before the first."""
        own = self.filter(programme=programme).order_by("-number").first()
        return own or self.filter(programme=None).order_by("-number").first()


class PairingCharter(models.Model):
    """One version of the charter of pairings. Published once, its words stay: other words are the next version."""

    programme = models.ForeignKey(
        Programme, verbose_name="programme", null=True, blank=True, on_delete=models.PROTECT, related_name="charters"
    )
    number = models.PositiveSmallIntegerField("version")
    text = models.TextField("texte", max_length=20_000)
    published_at = models.DateTimeField("publiée le")

    objects = PairingCharterQuerySet.as_manager()

    class Meta:
        verbose_name = "charte de binôme"
        verbose_name_plural = "chartes de binôme"
        ordering: ClassVar = ["programme", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "number"], name="volunteers_pairing_charter_version_once"),
            models.UniqueConstraint(fields=["number"], condition=Q(programme=None), name="volunteers_general_pairing_charter_version_once"),
        ]

    def __str__(self) -> str:
        return f"Charte de binôme, version {self.number}"


class PairingSignature(models.Model):
    """One of the signatures of a pairing: the bénévole's, each participant's, the association's."""

    class Who(models.TextChoices):
        VOLUNTEER = "volunteer", "Le ou la bénévole"
        PARTICIPANT = "participant", "La personne accompagnée"
        ASSOCIATION = "association", "L’association"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="signatures")
    charter = models.ForeignKey(PairingCharter, verbose_name="charte", on_delete=models.PROTECT, related_name="signatures")
    who = models.CharField("qui", max_length=12, choices=Who)
    participant = models.ForeignKey("volunteers.Participant", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    # As the bénévole typed it in their space; empty when it was signed on paper.
    typed_name = models.CharField("nom écrit", max_length=170, blank=True, default="", db_default="")
    signed_on = models.DateField("signée le")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="notée par", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        verbose_name = "signature d’un binôme"
        verbose_name_plural = "signatures d’un binôme"
        ordering: ClassVar = ["signed_on", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pairing", "participant"], name="volunteers_pairing_signed_once_by_participant"),
            models.UniqueConstraint(
                fields=["pairing", "who"], condition=~Q(who="participant"), name="volunteers_pairing_signed_once_by_each"
            ),
            models.CheckConstraint(
                condition=Q(who="participant", participant__isnull=False) | (~Q(who="participant") & Q(participant=None)),
                name="volunteers_pairing_signature_says_whose",
                violation_error_message="La signature d’une personne accompagnée dit laquelle.",
            ),
        ]

    def __str__(self) -> str:
        return f"Signature {str(self.id)[:8]}"
