"""What the treasurer decides about giving: one row, and the accounts of the bookkeeping."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q


class DonationSettings(models.Model):
    """The switch that closes giving online, the bank account shown instead, and how receipts are issued once they may be
    (receipt_settings.py)."""

    class ReceiptRhythm(models.TextChoices):
        GIFT = "gift", "Un reçu par don, dès que l’argent est sûr ; un par an pour un don mensuel"
        YEAR = "year", "Un seul reçu par an, en janvier, pour tous les dons de l’année"

    takes_online = models.BooleanField("dons en ligne ouverts", default=True)
    bank_holder = models.CharField("titulaire du compte", max_length=100, blank=True)
    iban = models.CharField("IBAN", max_length=42, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    receipt_rhythm = models.CharField("rythme des reçus", max_length=10, choices=ReceiptRhythm, default=ReceiptRhythm.YEAR)
    # A bank takes a SEPA debit back without a question for eight weeks; nearly all returns come in the first days.
    sepa_hold_days = models.PositiveSmallIntegerField(
        "attente avant le reçu d’un prélèvement SEPA, en jours",
        default=14,
        validators=[MaxValueValidator(60, "Au plus 60 jours.")],
    )
    # Of the two above: a shorter wait concerns every debit.
    issuing_settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="rythme et attente choisis par"
    )
    issuing_settled_at = models.DateTimeField("rythme et attente choisis le", null=True, blank=True)

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

    @classmethod
    def lock(cls) -> Self:
        """The row, until the transaction ends: what is decided about receipts is decided one thing at a time."""
        cls.objects.get_or_create(pk=1)
        return cls.objects.select_for_update().get(pk=1)


class LedgerAccount(models.Model):
    """The account of the association's books that an accounting entry of some role goes to, where it is not the usual one."""

    class Role(models.TextChoices):
        GIFTS = "gifts", "Dons"
        BANK = "bank", "Banque"
        STRIPE = "stripe", "Stripe"
        FEES = "fees", "Frais de paiement"
        CHEQUES = "cheques", "Chèques à encaisser"
        CASH = "cash", "Caisse"
        ELSEWHERE = "elsewhere", "Autres sites de dons"
        PENDING = "pending", "Litiges et montants à expliquer"

    role = models.CharField("rôle", primary_key=True, max_length=10, choices=Role)
    number = models.CharField("numéro de compte", max_length=20)
    label = models.CharField("intitulé", max_length=80)

    class Meta:
        verbose_name = "compte comptable"
        verbose_name_plural = "comptes comptables"
        ordering = ["role"]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"
