"""What receipts are made out with, each from a day on: the ground, the body, who signs, the rates. A change is a new row."""

import uuid
from datetime import date
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from donations.models.donors import Donor

Row = TypeVar("Row", bound=models.Model, covariant=True)


class SinceQuerySet(models.QuerySet[Row]):
    def begun_by(self, day: date) -> Self:
        """Those that had begun that day; the first is the one that holds."""
        return self.filter(since__lte=day).order_by("-since")


class EligibilityQuerySet(SinceQuerySet["ReceiptEligibility"]):
    def in_force(self, day: date) -> Self:
        """Begun, and not ended that day."""
        return self.begun_by(day).filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day))


class ReceiptEligibility(models.Model):
    """That the association may issue tax receipts: on what ground, who says so, recorded by whom. Without one in force there are none."""

    class Ground(models.TextChoices):
        GENERAL = "general", "Intérêt général (CGI, articles 200, 1, b et 238 bis, 1, a)"
        PUBLIC_UTILITY = "utility", "Reconnaissance d’utilité publique (CGI, articles 200, 1, a et 238 bis, 1, a)"
        AID = "aid", "Aide gratuite aux personnes en difficulté (CGI, articles 200, 1 ter et 238 bis, 1, a)"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ground = models.CharField("fondement", max_length=10, choices=Ground)
    evidence = models.CharField("ce qui l’établit", max_length=200)
    decided_on = models.DateField("en date du")
    since = models.DateField("pour les dons reçus à partir du")
    ended_on = models.DateField("n’a plus cours depuis le", null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="enregistré par")
    recorded_at = models.DateTimeField("enregistré le")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="fin notée par"
    )
    ended_at = models.DateTimeField("fin notée le", null=True, blank=True)

    objects = EligibilityQuerySet.as_manager()

    class Meta:
        verbose_name = "habilitation à émettre des reçus"
        verbose_name_plural = "habilitations à émettre des reçus"
        ordering: ClassVar = ["-since", "-recorded_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("since")),
                name="donations_eligibility_ends_after_it_begins",
                violation_error_message="La fin vient après le début.",
            ),
        ]

    def is_in_force(self, day: date) -> bool:
        """As `in_force()` says of rows."""
        return self.since <= day and (self.ended_on is None or self.ended_on > day)

    def __str__(self) -> str:
        return f"{self.get_ground_display()}, depuis le {self.since:%d/%m/%Y}"


class ReceiptBody(models.Model):
    """The association as its receipts name it, from a day on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    since = models.DateField("à partir du", unique=True, error_messages={"unique": "D’autres mentions commencent déjà ce jour-là."})
    name = models.CharField("nom", max_length=120)
    address = models.CharField("adresse", max_length=200)
    postal_code = models.CharField("code postal", max_length=12)
    city = models.CharField("ville", max_length=100)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    rna = models.CharField("numéro RNA", max_length=10, blank=True)
    purpose = models.TextField("objet", max_length=600)
    quality = models.CharField("qualité", max_length=200)
    person_articles = models.CharField("articles du CGI, pour les particuliers", max_length=60, default="200")
    company_articles = models.CharField("articles du CGI, pour les entreprises", max_length=60, default="238 bis")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="enregistré par")
    recorded_at = models.DateTimeField("enregistré le")

    objects = SinceQuerySet.as_manager()

    class Meta:
        verbose_name = "mentions de l’organisme"
        verbose_name_plural = "mentions de l’organisme"
        ordering: ClassVar = ["-since"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~(Q(siren="") & Q(rna="")),
                name="donations_receipt_body_has_a_number",
                violation_error_message="Indiquez le SIREN ou le numéro RNA.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, depuis le {self.since:%d/%m/%Y}"


class SignatureImage(models.Model):
    """A picture of a signature, by the digest of its bytes: what an issued receipt names never changes."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    png = models.BinaryField()

    class Meta:
        verbose_name = "image de signature"
        verbose_name_plural = "images de signature"

    def __str__(self) -> str:
        return self.sha256[:8]


class ReceiptSignatory(models.Model):
    """Who signs the receipts from a day on, with the picture of their signature."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    since = models.DateField("à partir du", unique=True, error_messages={"unique": "Un·e signataire commence déjà ce jour-là."})
    name = models.CharField("prénom et nom", max_length=120)
    quality = models.CharField("qualité", max_length=120)
    signature = models.ForeignKey(SignatureImage, models.PROTECT, related_name="+", verbose_name="signature")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="enregistré par")
    recorded_at = models.DateTimeField("enregistré le")

    objects = SinceQuerySet.as_manager()

    class Meta:
        verbose_name = "signataire des reçus"
        verbose_name_plural = "signataires des reçus"
        ordering: ClassVar = ["-since"]

    def __str__(self) -> str:
        return f"Signataire depuis le {self.since:%d/%m/%Y}"


class TaxRate(models.Model):
    """The share of a gift, in hundredths, taken off tax from a day on. The raised one is for bodies that aid people in difficulty, and
    for what a person gives them in a year up to a limit."""

    donor_kind = models.CharField("pour", max_length=10, choices=Donor.Kind)
    since = models.DateField("à partir du")
    percent = models.PositiveSmallIntegerField("taux, en\u00a0%")
    limit = models.CharField("limite, en toutes lettres", max_length=120)
    raised_percent = models.PositiveSmallIntegerField("taux majoré, en\u00a0%", null=True, blank=True)
    raised_up_to_cents = models.PositiveIntegerField("jusqu’à, en centimes", null=True, blank=True)
    # Empty for those that come with the site.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="enregistré par"
    )
    recorded_at = models.DateTimeField("enregistré le", null=True, blank=True)

    objects = SinceQuerySet.as_manager()

    class Meta:
        verbose_name = "taux de réduction d’impôt"
        verbose_name_plural = "taux de réduction d’impôt"
        ordering: ClassVar = ["donor_kind", "-since"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["donor_kind", "since"],
                name="donations_tax_rate_once_a_day",
                violation_error_message="Un taux commence déjà ce jour-là.",
            ),
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=100),
                name="donations_tax_rate_is_a_share",
                violation_error_message="Un taux va de 1 à 100.",
            ),
            models.CheckConstraint(
                condition=Q(raised_percent__isnull=True, raised_up_to_cents__isnull=True)
                | Q(raised_percent__gt=F("percent"), raised_percent__lte=100, raised_up_to_cents__gt=0),
                name="donations_raised_tax_rate_has_a_limit",
                violation_error_message="Un taux majoré dépasse l’autre, et a une limite.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_donor_kind_display()}, {self.percent}\u00a0%"
