"""What Stripe told us: events, the lines of our balance there, what it paid to our bank, and what does not add up."""

import uuid

from django.db import models
from django.db.models import Q

from donations.models.payments import Payment
from home.amounts import show_euros


class StripeEvent(models.Model):
    """One event received from Stripe: its identity and what became of it, never its payload (it holds personal data)."""

    class State(models.TextChoices):
        RECEIVED = "received", "Reçu"
        DONE = "done", "Traité"
        IGNORED = "ignored", "Sans effet"
        FAILED = "failed", "Échoué"

    id = models.CharField(primary_key=True, max_length=120)
    type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    received_at = models.DateTimeField()
    # The webhook never brought it: found when Stripe's own list was read again.
    caught_up = models.BooleanField(default=False)
    livemode = models.BooleanField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()

    class Meta:
        verbose_name = "événement Stripe"
        verbose_name_plural = "événements Stripe"
        ordering = ["-received_at"]
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="donations_event_waiting"),
            models.Index(fields=["type", "created_at"], name="donations_event_by_type"),
        ]

    def __str__(self) -> str:
        return self.id


class Payout(models.Model):
    """What Stripe sent to the association's bank account: one line of the bank statement."""

    class State(models.TextChoices):
        PENDING = "pending", "En route"
        PAID = "paid", "Arrivé"
        FAILED = "failed", "Échoué"

    stripe_id = models.CharField("virement Stripe", primary_key=True, max_length=120)
    amount_cents = models.IntegerField("montant en centimes")
    state = models.CharField("état", max_length=10, choices=State)
    arrives_on = models.DateField("arrive le")
    created_at = models.DateTimeField("envoyé le")

    class Meta:
        verbose_name = "virement de Stripe"
        verbose_name_plural = "virements de Stripe"
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.stripe_id


class BalanceLine(models.Model):
    """One balance transaction of Stripe: cents that came to our balance there, or left it. `net = amount − fee`."""

    stripe_id = models.CharField(primary_key=True, max_length=120)
    kind = models.CharField("nature", max_length=40)
    amount_cents = models.IntegerField("montant en centimes")
    fee_cents = models.IntegerField("frais en centimes")
    net_cents = models.IntegerField("net en centimes")
    source_id = models.CharField("objet Stripe", max_length=120, blank=True, db_index=True)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, blank=True, related_name="balance_lines", verbose_name="paiement")
    payout = models.ForeignKey(Payout, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name="virement")
    created_at = models.DateTimeField("datée du")

    class Meta:
        verbose_name = "ligne de solde"
        verbose_name_plural = "lignes de solde"
        ordering = ["-created_at", "stripe_id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(net_cents=models.F("amount_cents") - models.F("fee_cents")), name="donations_line_net_adds_up"
            )
        ]
        indexes = [models.Index(fields=["created_at"], name="donations_line_by_date")]

    def __str__(self) -> str:
        return self.stripe_id


class MoneyAlert(models.Model):
    """Something about money that the treasurer must look at; closed when it is no longer so. `subject` is an id, never a person."""

    class Kind(models.TextChoices):
        MISMATCH = "mismatch", "Un montant ne correspond pas à celui de Stripe"
        SILENCE = "silence", "Les nouvelles de Stripe n’arrivent plus"
        DECLINES = "declines", "Beaucoup de cartes refusées"
        DISPUTE = "dispute", "Une contestation attend une réponse dans Stripe"
        REFUND = "refund", "Un remboursement n’a pas abouti"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField("nature", max_length=12, choices=Kind)
    subject = models.CharField("objet", max_length=120, blank=True)
    ours_cents = models.IntegerField("chez nous, en centimes", null=True, blank=True)
    theirs_cents = models.IntegerField("chez Stripe, en centimes", null=True, blank=True)
    opened_at = models.DateTimeField("depuis")
    closed_at = models.DateTimeField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "alerte sur l’argent"
        verbose_name_plural = "alertes sur l’argent"
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], condition=Q(closed_at__isnull=True), name="donations_alert_open_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.subject})" if self.subject else self.get_kind_display()

    @property
    def facts(self) -> str:
        """What is known of it, as far as there is anything to know."""
        sums = [
            f"{words}\u00a0: {show_euros(cents)}"
            for words, cents in (("chez nous", self.ours_cents), ("chez Stripe", self.theirs_cents))
            if cents is not None
        ]
        return ". ".join(
            [*([f"Référence\u00a0: {self.subject}"] if self.subject else []), *([f"Montant {', '.join(sums)}"] if sums else [])]
        )
