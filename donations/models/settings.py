"""What the treasurer decides about giving online: one row."""

from typing import Self

from django.db import models
from django.db.models import Q


class DonationSettings(models.Model):
    """The switch that closes giving online, the bank account shown instead, and whether receipts are offered."""

    takes_online = models.BooleanField("dons en ligne ouverts", default=True)
    bank_holder = models.CharField("titulaire du compte", max_length=100, blank=True)
    iban = models.CharField("IBAN", max_length=42, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    # False until the treasurer has recorded that the association may issue tax receipts.
    gives_receipts = models.BooleanField("reçus fiscaux proposés", default=False)

    class Meta:
        verbose_name = "réglages des dons"
        verbose_name_plural = "réglages des dons"
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="donations_settings_one_row")]

    def __str__(self) -> str:
        return "Réglages des dons"

    @classmethod
    def load(cls) -> Self:
        """The row, or what holds before anybody saved it."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
