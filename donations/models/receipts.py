"""Tax receipts: numbered without gap, frozen when issued, cancelled with their number. And the runs that issue many."""

import uuid
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from donations.models.donors import Donor
from donations.models.payments import Payment
from donations.models.receipt_settings import SignatureImage


class ReceiptCounter(models.Model):
    """The last number given in a year. Locked by who takes the next, in the transaction that writes the receipt.

    Those before the first were given by another tool: whose word that is, and since when, is kept.
    """

    year = models.PositiveSmallIntegerField("année d’émission", primary_key=True)
    first = models.PositiveIntegerField("premier numéro", default=1)
    last = models.PositiveIntegerField("dernier numéro", default=0)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="premier numéro choisi par"
    )
    opened_at = models.DateTimeField("premier numéro choisi le", null=True, blank=True)

    class Meta:
        verbose_name = "compteur de reçus"
        verbose_name_plural = "compteurs de reçus"

    def __str__(self) -> str:
        return str(self.year)


class ReceiptRun(models.Model):
    """What issues the receipts of a year's gifts: stopped and taken up again, it makes none twice."""

    class State(models.TextChoices):
        RUNNING = "running", "En cours"
        STOPPED = "stopped", "Arrêtée"
        DONE = "done", "Terminée"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gift_year = models.PositiveSmallIntegerField("année des dons")
    state = models.CharField("état", max_length=10, choices=State, default=State.RUNNING)
    to_issue = models.PositiveIntegerField("à émettre", default=0)
    issued = models.PositiveIntegerField("émis", default=0)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="lancée par")
    started_at = models.DateTimeField("lancée le")
    closed_at = models.DateTimeField("terminée le", null=True, blank=True)

    class Meta:
        verbose_name = "campagne de reçus"
        verbose_name_plural = "campagnes de reçus"
        ordering: ClassVar = ["-started_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["gift_year"], condition=~Q(state="done"), name="donations_receipt_run_open_once"),
        ]

    def __str__(self) -> str:
        return f"Reçus des dons de {self.gift_year}"

    @property
    def percent(self) -> int:
        return min(100 * self.issued // self.to_issue, 100) if self.to_issue else 100


class TaxReceiptQuerySet(models.QuerySet["TaxReceipt"]):
    def valid(self) -> Self:
        return self.filter(state=TaxReceipt.State.VALID)

    def cancelled(self) -> Self:
        return self.filter(state=TaxReceipt.State.CANCELLED)

    def issued_in(self, year: int) -> Self:
        """Numbered in that year, whatever became of them."""
        return self.filter(year=year)

    def untold(self) -> Self:
        """Valid ones of which their donor has not been written to, who has an e-mail address and did not ask for post."""
        return self.valid().filter(told_at=None, donor__receipts_by_post=False).exclude(donor__email="")

    def told(self) -> Self:
        """Valid ones of which their donor has been written to."""
        return self.valid().exclude(told_at=None)

    def for_post(self) -> Self:
        """Those that wait to be printed: valid ones of who has no e-mail address or asked for post; and, to tell who has no address
        in writing, cancelled ones that were given. Nobody writes any more to who had their data erased."""
        posted = Q(donor__email="") | Q(donor__receipts_by_post=True)
        due = Q(state=TaxReceipt.State.VALID, given_at=None)
        gone = Q(state=TaxReceipt.State.CANCELLED, given_at__isnull=False, cancellation_told_at=None, donor__email="")
        return self.filter(posted & due | gone).exclude(donor__email="", donor__folded_name="")


class TaxReceipt(models.Model):
    """One numbered receipt. `content` is all that it says, written once: it is printed from that alone, whatever changes since."""

    class State(models.TextChoices):
        VALID = "valid", "Valable"
        CANCELLED = "cancelled", "Annulé"

    class CancelReason(models.TextChoices):
        REFUND = "refund", "don remboursé"
        RETURN = "return", "prélèvement rejeté par la banque"
        DISPUTE = "dispute", "paiement contesté et perdu"
        CORRECTION = "correction", "nom ou adresse corrigés"
        MISTAKE = "mistake", "émis par erreur"

    class Given(models.TextChoices):
        ONLINE = "online", "téléchargé par la personne"
        PRINT = "print", "imprimé pour la poste"
        HANDED = "handed", "remis par l’équipe"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField("année d’émission")
    number = models.PositiveIntegerField("numéro dans l’année")
    gift_year = models.PositiveSmallIntegerField("année des dons")
    # Checked by anybody at `/verifier/<code>/`, which names nobody.
    code = models.CharField("code de vérification", max_length=16, unique=True)
    donor = models.ForeignKey(Donor, models.SET_NULL, null=True, related_name="receipts", verbose_name="donateur·rice")
    kind = models.CharField("pour", max_length=10, choices=Donor.Kind)
    amount_cents = models.PositiveIntegerField("montant en centimes")
    content = models.JSONField("contenu", editable=False)
    signature = models.ForeignKey(SignatureImage, models.PROTECT, related_name="+", verbose_name="signature", editable=False)
    state = models.CharField("état", max_length=10, choices=State, default=State.VALID)
    run = models.ForeignKey(ReceiptRun, models.SET_NULL, null=True, blank=True, related_name="receipts", verbose_name="campagne")
    replaces = models.OneToOneField("self", models.SET_NULL, null=True, blank=True, related_name="replaced_by", verbose_name="remplace")
    # Empty when the clock issued it.
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="émis par")
    issued_at = models.DateTimeField("émis le")
    told_at = models.DateTimeField("annoncé par courriel le", null=True, blank=True)
    # The first copy is the original; every other says « duplicata ».
    given_at = models.DateTimeField("remis le", null=True, blank=True)
    given_how = models.CharField("remis comment", max_length=10, choices=Given, blank=True)
    cancelled_at = models.DateTimeField("annulé le", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="annulé par"
    )
    # By mail, or by the post with the copy marked « annulé ».
    cancellation_told_at = models.DateTimeField("annulation annoncée le", null=True, blank=True)
    cancel_reason = models.CharField("motif de l’annulation", max_length=10, choices=CancelReason, blank=True)

    # Of its state. Nothing of the donor's: neither the content nor whose receipt it is.
    history = HistoricalRecords(excluded_fields=["content", "donor", "code", "told_at", "given_at", "given_how", "cancellation_told_at"])
    objects = TaxReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = "reçu fiscal"
        verbose_name_plural = "reçus fiscaux"
        ordering: ClassVar = ["-year", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["year", "number"], name="donations_receipt_number_once"),
            models.CheckConstraint(condition=Q(number__gt=0, amount_cents__gt=0), name="donations_receipt_positive"),
            models.CheckConstraint(
                condition=Q(state="valid", cancelled_at__isnull=True, cancel_reason="")
                | Q(state="cancelled", cancelled_at__isnull=False) & ~Q(cancel_reason=""),
                name="donations_receipt_cancelled_says_why",
            ),
        ]
        indexes: ClassVar = [
            # They hold what figures read: a receipt's content is long.
            models.Index(fields=["year", "state", "kind", "amount_cents"], name="donations_receipt_by_state"),
            models.Index(fields=["gift_year", "state", "told_at", "donor", "amount_cents"], name="donations_receipt_by_gifts"),
            models.Index(fields=["state", "given_at", "cancellation_told_at", "donor"], name="donations_receipt_for_post"),
        ]

    def __str__(self) -> str:
        return f"Reçu {self.name}"

    @property
    def name(self) -> str:
        """« 2026-000123 »."""
        return f"{self.year}-{self.number:06}"

    @property
    def is_valid(self) -> bool:
        return self.state == self.State.VALID

    @property
    def replacement(self) -> "TaxReceipt | None":
        """The one that takes its place, if any does."""
        return getattr(self, "replaced_by", None)


# A receipt is issued valid, and cancelled for good: what replaces it is another.
RECEIPT_TRANSITIONS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {TaxReceipt.State.VALID: frozenset({TaxReceipt.State.CANCELLED}), TaxReceipt.State.CANCELLED: frozenset()}
)


class ReceiptLine(models.Model):
    """A payment on a receipt, for what stayed of it then. On one valid receipt at most."""

    receipt = models.ForeignKey(TaxReceipt, models.CASCADE, related_name="lines", verbose_name="reçu")
    # Its index is that below.
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="receipt_lines", verbose_name="paiement")
    amount_cents = models.PositiveIntegerField("montant en centimes")
    # That of its receipt: what makes « one valid receipt at most » a constraint.
    is_valid = models.BooleanField("reçu valable", default=True)

    class Meta:
        verbose_name = "paiement d’un reçu"
        verbose_name_plural = "paiements d’un reçu"
        ordering: ClassVar = ["receipt", "payment__paid_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["payment"], condition=Q(is_valid=True), name="donations_payment_on_one_valid_receipt"),
            models.UniqueConstraint(fields=["receipt", "payment"], name="donations_payment_once_on_a_receipt"),
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="donations_receipt_line_positive"),
        ]
        indexes: ClassVar = [models.Index(fields=["payment", "is_valid"], name="donations_line_by_payment")]

    def __str__(self) -> str:
        return f"{self.amount_cents}"


class PaymentRelease(models.Model):
    """That the treasurer did not wait for the end of a hold: whose decision it was, when, and why."""

    payment = models.OneToOneField(Payment, models.CASCADE, related_name="release", verbose_name="paiement")
    reason = models.CharField("motif", max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="par")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "levée d’attente"
        verbose_name_plural = "levées d’attente"

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d}"
