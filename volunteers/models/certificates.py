"""What stays of a training attended, or of a pairing: a certificate that anybody can check; and an opinion without a name."""

import uuid
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from volunteers.models.pairing import Pairing
from volunteers.models.training import Booking, TrainingSession

GRADES = [MinValueValidator(1), MaxValueValidator(5)]


class Certificate(models.Model):
    """Of one training attended. Its code is checked at `/verifier/<code>/`, which names nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    booking = models.OneToOneField(Booking, on_delete=models.CASCADE, related_name="certificate")
    code = models.CharField("code de vérification", max_length=16, unique=True)
    issued_at = models.DateTimeField("délivré le")

    class Meta:
        verbose_name = "attestation de formation"
        verbose_name_plural = "attestations de formation"

    def __str__(self) -> str:
        return f"Attestation {str(self.id)[:8]}"


class PairingCertificate(models.Model):
    """Of what a bénévole put to use in one pairing that is over. Withdrawn, it is deleted; it names nobody, and goes with the account."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pairing = models.OneToOneField(Pairing, on_delete=models.CASCADE, related_name="certificate")
    code = models.CharField("code de vérification", max_length=16, unique=True)
    issued_at = models.DateTimeField("délivrée le")

    class Meta:
        verbose_name = "attestation de compétences"
        verbose_name_plural = "attestations de compétences"
        ordering: ClassVar = ["issued_at", "pk"]

    def __str__(self) -> str:
        return f"Attestation {str(self.id)[:8]}"


class Feedback(models.Model):
    """What somebody thought of a session, from 1 to 5: the session and the day, not who."""

    session = models.ForeignKey(TrainingSession, on_delete=models.CASCADE, related_name="feedback")
    clarity = models.PositiveSmallIntegerField("clarté", validators=GRADES)
    usefulness = models.PositiveSmallIntegerField("utilité", validators=GRADES)
    confidence = models.PositiveSmallIntegerField("se sentir prêt·e", validators=GRADES)
    welcome = models.PositiveSmallIntegerField("accueil", validators=GRADES)
    remark = models.CharField("remarque", max_length=400, blank=True)
    given_on = models.DateField("donné le")

    class Meta:
        verbose_name = "avis sur une session"
        verbose_name_plural = "avis sur les sessions"
        ordering: ClassVar = ["given_on", "pk"]

    def __str__(self) -> str:
        return f"Avis {self.pk}"
