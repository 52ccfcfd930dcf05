"""What the treasurer leaves behind them: who looked at whose file, and lists of past gifts that wait for a decision."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from donations.models.donors import Donor
from volunteers.models import WaitingImport


class DonorReading(models.Model):
    """That somebody of the team opened a donor's file, and when. Goes with the donor; names nobody."""

    donor = models.ForeignKey(Donor, models.CASCADE, related_name="readings", verbose_name="donateur·rice")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="par")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "lecture d’un dossier de dons"
        verbose_name_plural = "lectures de dossiers de dons"
        ordering: ClassVar = ["-at", "-pk"]
        indexes: ClassVar = [models.Index(fields=["donor", "-at"], name="donations_reading_of_a_file")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"


class GiftImport(WaitingImport):
    class Meta:
        verbose_name = "import de dons"
        verbose_name_plural = "imports de dons"
