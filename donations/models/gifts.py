"""What donors mean to give, once or each month. The money itself is in payments."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from donations.models.donors import Donor
from donations.models.pages import CampaignPage


class GiftQuerySet(models.QuerySet["Gift"]):
    def paid(self) -> "GiftQuerySet":
        """Some money arrived, whatever was given back since."""
        return self.filter(status=Gift.Status.PAID)

    def typed(self) -> "GiftQuerySet":
        """Written by the team, by hand or from a list: Stripe knows nothing of them."""
        return self.exclude(source=Gift.Source.STRIPE)

    def unfinished(self) -> "GiftQuerySet":
        """Neither paid nor abandoned, and the payment page may still be open: Stripe may tell us more."""
        return self.filter(status__in=[Gift.Status.PENDING, Gift.Status.FAILED], checkout_closed_at__isnull=True)


class Gift(models.Model):
    """One intention of a donor. Exists before they leave for Stripe; `status` follows from its payments."""

    class Rhythm(models.TextChoices):
        ONCE = "once", "Une fois"
        MONTHLY = "monthly", "Chaque mois"

    class Source(models.TextChoices):
        STRIPE = "stripe", "En ligne"
        CHEQUE = "cheque", "Chèque"
        TRANSFER = "transfer", "Virement"
        CASH = "cash", "Espèces"
        ELSEWHERE = "elsewhere", "Autre site de dons"

    class Status(models.TextChoices):
        PENDING = "pending", "En attente"
        PROCESSING = "processing", "En cours"
        FAILED = "failed", "Refusé"
        EXPIRED = "expired", "Abandonné"
        PAID = "paid", "Payé"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    donor = models.ForeignKey(Donor, models.PROTECT, related_name="gifts", verbose_name="donateur·rice")
    amount_cents = models.PositiveIntegerField("montant en centimes")
    rhythm = models.CharField("rythme", max_length=10, choices=Rhythm, default=Rhythm.ONCE)
    source = models.CharField("moyen", max_length=10, choices=Source, default=Source.STRIPE)
    status = models.CharField("état", max_length=10, choices=Status, default=Status.PENDING)
    campaign = models.ForeignKey(CampaignPage, models.PROTECT, null=True, blank=True, related_name="gifts", verbose_name="campagne")
    wants_receipt = models.BooleanField("souhaite un reçu fiscal", default=False)
    dedication = models.CharField("dédicace", max_length=200, blank=True)
    # What the donor typed of themselves, before anything proves that the address is theirs: it goes to the donor's file
    # when the gift is paid, and is emptied then.
    donor_details = models.JSONField(default=dict, blank=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name="saisi par", editable=False
    )
    form_token = models.UUIDField(default=uuid.uuid4, editable=False)
    checkout_session_id = models.CharField("session Stripe", max_length=120, blank=True, db_index=True)
    checkout_closed_at = models.DateTimeField("page de paiement fermée le", null=True, blank=True)
    created_at = models.DateTimeField("créé le")

    objects = GiftQuerySet.as_manager()

    class Meta:
        verbose_name = "don"
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="donations_gift_amount_positive"),
            models.CheckConstraint(
                condition=Q(rhythm="once") | Q(source="stripe"),
                name="donations_monthly_gift_is_online",
                violation_error_message="Un don mensuel se fait en ligne.",
            ),
            # A form sent twice makes one gift; sent again with another amount, rhythm or address, it makes another.
            models.UniqueConstraint(fields=["form_token", "amount_cents", "rhythm", "donor"], name="donations_gift_once_per_form"),
        ]
        indexes = [
            models.Index(fields=["status", "-created_at"], name="donations_gift_by_status"),
            models.Index(fields=["-created_at", "id"], name="donations_gift_by_date"),
            # All that sums of payments read of their gifts.
            models.Index(fields=["id", "rhythm", "campaign"], name="donations_gift_sums"),
            # What payments that wait for a receipt read of theirs.
            models.Index(fields=["id", "donor"], condition=Q(wants_receipt=True), name="donations_gift_wished"),
        ]

    def __str__(self) -> str:
        return f"Don {str(self.id)[:8]}"

    @property
    def is_monthly(self) -> bool:
        return self.rhythm == self.Rhythm.MONTHLY

    @property
    def is_typed(self) -> bool:
        """As `Gift.objects.typed()` says of rows."""
        return self.source != self.Source.STRIPE


class MonthlyPlanQuerySet(models.QuerySet["MonthlyPlan"]):
    def running(self) -> "MonthlyPlanQuerySet":
        """Not ended: money may come again, now or after a pause."""
        return self.exclude(state=MonthlyPlan.State.ENDED)


class MonthlyPlan(models.Model):
    """The subscription behind a monthly gift, as Stripe last told it. Exists once the donor has accepted it there."""

    class State(models.TextChoices):
        ACTIVE = "active", "En cours"
        LATE = "late", "En retard"
        PAUSED = "paused", "En pause"
        ENDED = "ended", "Arrêté"

    class EndReason(models.TextChoices):
        DONOR = "donor", "à la demande de la personne"
        TEAM = "team", "par l’équipe"
        UNPAID = "unpaid", "après plusieurs prélèvements refusés"
        STRIPE = "stripe", "chez Stripe"

    gift = models.OneToOneField(Gift, models.PROTECT, related_name="plan", verbose_name="don")
    subscription_id = models.CharField("abonnement Stripe", max_length=120, unique=True)
    # Each monthly gift has a customer of its own: who types another's address never reaches that person's card.
    customer_id = models.CharField("client Stripe", max_length=120)
    state = models.CharField("état", max_length=10, choices=State, default=State.ACTIVE)
    amount_cents = models.PositiveIntegerField("montant par mois, en centimes")
    next_debit_at = models.DateTimeField("prochain prélèvement", null=True, blank=True)
    paused_until = models.DateTimeField("en pause jusqu’au", null=True, blank=True)
    started_at = models.DateTimeField("commencé le")
    ended_at = models.DateTimeField("arrêté le", null=True, blank=True)
    end_reason = models.CharField("motif de l’arrêt", max_length=10, choices=EndReason, blank=True)
    # Stripe has no version of a subscription: of two readings, the later one counts.
    read_at = models.DateTimeField("lu chez Stripe le", null=True, editable=False)
    # Grows with each change: names requests to Stripe and mails, so that each is made once.
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = MonthlyPlanQuerySet.as_manager()

    class Meta:
        verbose_name = "don mensuel"
        verbose_name_plural = "dons mensuels"
        ordering = ["-started_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="donations_plan_amount_positive"),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False, next_debit_at__isnull=True)
                | (~Q(state="ended") & Q(ended_at__isnull=True)),
                name="donations_plan_ended_has_a_date",
            ),
            models.CheckConstraint(
                condition=Q(state="paused") | Q(paused_until__isnull=True), name="donations_plan_paused_until_while_paused"
            ),
        ]

    def __str__(self) -> str:
        return f"Don mensuel {str(self.gift_id)[:8]}"
