"""The money that moved: each debit of a gift, what was given back of it, and what banks took back."""

import uuid
from collections.abc import Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from donations.models.gifts import Gift
from home.dates import midnight


def _total_of(rows: "models.QuerySet[Refund] | models.QuerySet[Dispute]") -> Coalesce:
    sums = rows.filter(payment=OuterRef("pk")).order_by().values("payment").annotate(total=Sum("amount_cents"))
    return Coalesce(Subquery(sums.values("total")), 0)


class PaymentQuerySet(models.QuerySet["Payment"]):
    def received(self) -> "PaymentQuerySet":
        """The money arrived, whatever was given back since."""
        return self.filter(state=Payment.State.PAID)

    def received_between(self, start: datetime, end: datetime) -> "PaymentQuerySet":
        """Arrived at `start` or later, and before `end`."""
        return self.received().filter(paid_at__gte=start, paid_at__lt=end)

    def given_in(self, year: int) -> "PaymentQuerySet":
        """Received in that calendar year, on Paris clocks."""
        return self.received_between(midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1)))

    def unsure(self) -> "PaymentQuerySet":
        """Stripe can tell more: nothing final is known yet, or not by which debit the money came."""
        open_states = [Payment.State.PENDING, Payment.State.PROCESSING]
        return self.exclude(intent_id=None).filter(Q(state__in=open_states) | Q(state=Payment.State.PAID, charge_id=""))

    def given_back(self) -> "PaymentQuerySet":
        """Of which a part at least was refunded, returned or lost in a dispute."""
        return self.filter(
            Q(pk__in=Refund.objects.effective().order_by().values("payment"))
            | Q(pk__in=Dispute.objects.filter(state=Dispute.State.LOST).order_by().values("payment"))
        )

    def with_net(self) -> "PaymentQuerySet":
        """`net_cents`: what stays of a payment received, after refunds, returns and disputes lost. The one definition of it."""
        refunds, losses = Refund.objects.effective(), Dispute.objects.filter(state=Dispute.State.LOST)
        # Of most nothing went back, and databases see that at once where they must look at many.
        is_whole = ~Exists(refunds.filter(payment=OuterRef("pk"))) & ~Exists(losses.filter(payment=OuterRef("pk")))
        left = F("amount_cents") - F("refunded_cents") - F("lost_cents")
        return self.annotate(refunded_cents=_total_of(refunds), lost_cents=_total_of(losses)).annotate(
            net_cents=Case(When(is_whole, then=F("amount_cents")), default=left, output_field=IntegerField())
        )


class ChequeBatchQuerySet(models.QuerySet["ChequeBatch"]):
    def reconciled(self) -> "ChequeBatchQuerySet":
        """The bank's line was found, and says the same total: closed."""
        return self.filter(reconciled_at__isnull=False)

    def with_totals(self) -> "ChequeBatchQuerySet":
        """`cheque_count` and `total_cents`, of the cheques that are in it now."""
        return self.annotate(cheque_count=Count("payments"), total_cents=Sum("payments__amount_cents", default=0))


class ChequeBatch(models.Model):
    """Cheques taken to the bank together, by one slip. Its total must be that of the bank's line before any receipt is issued for them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField("numéro du bordereau", max_length=60)
    deposited_on = models.DateField("déposés le")
    bank_cents = models.PositiveIntegerField("montant de la ligne bancaire, en centimes", null=True, blank=True)
    credited_on = models.DateField("crédités le", null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name="préparée par")
    made_at = models.DateTimeField("préparée le")
    reconciled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="rapprochée par"
    )
    reconciled_at = models.DateTimeField("rapprochée le", null=True, blank=True)

    objects = ChequeBatchQuerySet.as_manager()

    class Meta:
        verbose_name = "remise de chèques"
        verbose_name_plural = "remises de chèques"
        ordering = ["-deposited_on", "-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reconciled_at__isnull=True, bank_cents__isnull=True, credited_on__isnull=True)
                | Q(reconciled_at__isnull=False, bank_cents__gt=0, credited_on__isnull=False),
                name="donations_batch_reconciled_says_the_line",
            )
        ]

    def __str__(self) -> str:
        return f"Remise {self.reference}"

    @property
    def is_reconciled(self) -> bool:
        return self.reconciled_at is not None


class Payment(models.Model):
    """One debit of a gift: the only one of a gift made once, one each month of a monthly gift."""

    class Method(models.TextChoices):
        CARD = "card", "Carte"
        SEPA = "sepa", "Prélèvement SEPA"
        OTHER = "other", "Autre, en ligne"
        CHEQUE = "cheque", "Chèque"
        TRANSFER = "transfer", "Virement"
        CASH = "cash", "Espèces"

    class State(models.TextChoices):
        PENDING = "pending", "En attente"
        PROCESSING = "processing", "En cours"
        FAILED = "failed", "Refusé"
        CANCELLED = "cancelled", "Annulé"
        PAID = "paid", "Payé"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gift = models.ForeignKey(Gift, models.PROTECT, related_name="payments", verbose_name="don")
    amount_cents = models.PositiveIntegerField("montant en centimes")
    fee_cents = models.PositiveIntegerField("frais en centimes", null=True, blank=True)
    method = models.CharField("moyen", max_length=10, choices=Method)
    state = models.CharField("état", max_length=10, choices=State, default=State.PENDING)
    intent_id = models.CharField("paiement Stripe", max_length=120, unique=True, null=True, blank=True)
    charge_id = models.CharField("débit Stripe", max_length=120, blank=True, db_index=True)
    invoice_id = models.CharField("facture Stripe", max_length=120, blank=True, db_index=True)
    bank_reference = models.CharField("référence bancaire", max_length=60, blank=True)
    batch = models.ForeignKey(ChequeBatch, models.PROTECT, null=True, blank=True, related_name="payments", verbose_name="remise de chèques")
    # A month of a monthly gift after the first.
    renews = models.BooleanField("mensualité suivante", default=False)
    created_at = models.DateTimeField("commencé le")
    paid_at = models.DateTimeField("payé le", null=True, blank=True)

    objects = PaymentQuerySet.as_manager()

    class Meta:
        verbose_name = "paiement"
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="donations_payment_amount_positive"),
            models.CheckConstraint(
                condition=Q(state="paid", paid_at__isnull=False) | (~Q(state="paid") & Q(paid_at__isnull=True)),
                name="donations_paid_payment_has_a_date",
            ),
        ]
        indexes = [
            # Holds all that sums of money received read.
            models.Index(fields=["state", "paid_at", "amount_cents", "method", "gift", "batch", "id"], name="donations_payment_sums"),
            models.Index(fields=["state", "created_at"], name="donations_payment_by_state"),
            # Whether a gift was paid that way: asked of each gift of a list.
            models.Index(fields=["gift", "method"], name="donations_payment_by_method"),
        ]

    def __str__(self) -> str:
        return f"Paiement {str(self.id)[:8]}"


# The only moves of a payment, each towards a more certain state, so that news may come in any order. FAILED is a card or
# an account refused, which another may follow under the same intent. Money is never ignored: whatever was thought, paid is paid.
TRANSITIONS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        Payment.State.PENDING: frozenset({Payment.State.PROCESSING, Payment.State.FAILED, Payment.State.CANCELLED, Payment.State.PAID}),
        Payment.State.PROCESSING: frozenset({Payment.State.FAILED, Payment.State.CANCELLED, Payment.State.PAID}),
        Payment.State.FAILED: frozenset({Payment.State.PROCESSING, Payment.State.CANCELLED, Payment.State.PAID}),
        Payment.State.CANCELLED: frozenset({Payment.State.PAID}),
        Payment.State.PAID: frozenset(),
    }
)


class RefundQuerySet(models.QuerySet["Refund"]):
    def effective(self) -> "RefundQuerySet":
        """Stripe has taken the money back from our balance."""
        return self.filter(state__in=EFFECTIVE)

    def reserving(self) -> "RefundQuerySet":
        """What cannot be refunded a second time: all but those that came to nothing."""
        return self.exclude(state=Refund.State.FAILED)


class Refund(models.Model):
    """Money given back to the donor, asked for here or in Stripe's dashboard. The row exists before Stripe is asked."""

    class State(models.TextChoices):
        ASKED = "asked", "Demandé"
        PENDING = "pending", "En cours"
        DONE = "done", "Fait"
        FAILED = "failed", "Échoué"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="refunds", verbose_name="paiement")
    stripe_id = models.CharField("remboursement Stripe", max_length=120, unique=True, null=True, blank=True)
    amount_cents = models.PositiveIntegerField("montant en centimes")
    state = models.CharField("état", max_length=10, choices=State, default=State.ASKED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="demandé par"
    )
    created_at = models.DateTimeField("demandé le")

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = "remboursement"
        ordering = ["-created_at", "id"]
        constraints = [models.CheckConstraint(condition=Q(amount_cents__gt=0), name="donations_refund_amount_positive")]
        indexes = [models.Index(fields=["state", "payment"], name="donations_refund_by_state")]

    def __str__(self) -> str:
        return f"Remboursement {str(self.id)[:8]}"

    @property
    def is_effective(self) -> bool:
        return self.state in EFFECTIVE


EFFECTIVE: Final = (Refund.State.PENDING, Refund.State.DONE)
# A refund that the donor's bank refuses comes back to us, even after Stripe said it was done.
REFUND_TRANSITIONS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        Refund.State.ASKED: frozenset({Refund.State.PENDING, Refund.State.DONE, Refund.State.FAILED}),
        Refund.State.PENDING: frozenset({Refund.State.DONE, Refund.State.FAILED}),
        Refund.State.DONE: frozenset({Refund.State.FAILED}),
        Refund.State.FAILED: frozenset(),
    }
)


class Dispute(models.Model):
    """A debit that the donor's bank contests, or a SEPA debit returned after it had succeeded, which is lost at once."""

    class State(models.TextChoices):
        OPENED = "opened", "Ouverte"
        WON = "won", "Gagnée"
        LOST = "lost", "Perdue"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(Payment, models.PROTECT, related_name="disputes", verbose_name="paiement")
    stripe_id = models.CharField("contestation Stripe", max_length=120, unique=True)
    amount_cents = models.PositiveIntegerField("montant en centimes")
    state = models.CharField("état", max_length=10, choices=State, default=State.OPENED)
    reason = models.CharField("motif donné par la banque", max_length=60, blank=True)
    created_at = models.DateTimeField("ouverte le")

    class Meta:
        verbose_name = "contestation"
        ordering = ["-created_at", "id"]
        constraints = [models.CheckConstraint(condition=Q(amount_cents__gt=0), name="donations_dispute_amount_positive")]
        indexes = [models.Index(fields=["state", "payment"], name="donations_dispute_by_state")]

    def __str__(self) -> str:
        return f"Contestation {str(self.id)[:8]}"

    @property
    def is_return(self) -> bool:
        """A bank transfer order that bounced: nobody accuses anybody."""
        return self.payment.method == Payment.Method.SEPA


# A dispute may still be won on appeal.
DISPUTE_TRANSITIONS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        Dispute.State.OPENED: frozenset({Dispute.State.WON, Dispute.State.LOST}),
        Dispute.State.WON: frozenset(),
        Dispute.State.LOST: frozenset({Dispute.State.WON}),
    }
)
