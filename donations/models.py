"""Gifts, and the ledger of what Stripe told us."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from home.bases import BasePage


class DonationPage(BasePage):
    """The words around the form at `/don/`; the form itself is served by `donations.views`."""

    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1

    class Meta:
        verbose_name = "page de don"


class Gift(models.Model):
    """Money promised by a donor, then paid or not. Exists before the donor leaves for Stripe."""

    class Status(models.TextChoices):
        PENDING = "pending", "En attente"
        PAID = "paid", "Payé"
        FAILED = "failed", "Échoué"
        EXPIRED = "expired", "Abandonné"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    amount_cents = models.PositiveIntegerField("montant en centimes")
    email = models.EmailField("adresse e-mail")
    status = models.CharField("état", max_length=10, choices=Status, default=Status.PENDING)
    checkout_session_id = models.CharField("session Stripe", max_length=120, blank=True, db_index=True)
    payment_intent_id = models.CharField("paiement Stripe", max_length=120, blank=True, db_index=True)
    created_at = models.DateTimeField("créé le")
    paid_at = models.DateTimeField("payé le", null=True, blank=True)

    class Meta:
        verbose_name = "don"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="donations_gift_amount_positive"),
            models.CheckConstraint(condition=Q(status="paid", paid_at__isnull=False) | ~Q(status="paid"), name="donations_paid_gift_has_a_date"),
        ]

    def __str__(self) -> str:
        return f"Don {str(self.id)[:8]}"


class StripeEvent(models.Model):
    """One event received from Stripe: its identity and what became of it, never its payload (it holds personal data)."""

    class State(models.TextChoices):
        RECEIVED = "received", "Reçu"
        DONE = "done", "Traité"
        FAILED = "failed", "Échoué"

    id = models.CharField(primary_key=True, max_length=120)
    type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    livemode = models.BooleanField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)

    class Meta:
        verbose_name = "événement Stripe"
        verbose_name_plural = "événements Stripe"
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return self.id
