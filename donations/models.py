"""Gifts, the ledger of what Stripe told us, and the page around the form."""

import uuid
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from home.bases import BasePage
from home.blocks import BodyBlock


class DonationPage(BasePage):
    """The words around the form at `/don/`; the form itself is served by `donations.views.give`."""

    body = StreamField(
        BodyBlock(),
        verbose_name="contenu",
        blank=True,
        help_text="Affiché sous le formulaire : à quoi servent les dons, questions fréquentes.",
    )

    reader_word: ClassVar = "Don"
    page_description = "La page de don et son formulaire."
    parent_page_types: ClassVar = ["home.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count = 1
    content_panels = [*BasePage.content_panels, FieldPanel("body")]
    search_fields: ClassVar = [*BasePage.search_fields, index.SearchField("body")]

    class Meta:
        verbose_name = "page de don"

    def serve(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        # The editor's preview shows the words alone; donors always meet the form, wherever the page was moved to.
        if getattr(request, "is_preview", False):
            return super().serve(request, *args, **kwargs)
        return redirect("give")


class GiftQuerySet(models.QuerySet["Gift"]):
    def paid(self) -> "GiftQuerySet":
        """The money arrived."""
        return self.filter(status=Gift.Status.PAID)

    def unfinished(self) -> "GiftQuerySet":
        """Neither paid nor abandoned: Stripe may still tell us more."""
        return self.filter(status__in=[Gift.Status.PENDING, Gift.Status.FAILED])

    def received_between(self, start: datetime, end: datetime) -> "GiftQuerySet":
        """Paid at `start` or later, and before `end`."""
        return self.paid().filter(paid_at__gte=start, paid_at__lt=end)


class Gift(models.Model):
    """Money promised by a donor, then paid or not. Exists before the donor leaves for Stripe."""

    class Status(models.TextChoices):
        PENDING = "pending", "En attente"
        FAILED = "failed", "Refusé"
        EXPIRED = "expired", "Abandonné"
        PAID = "paid", "Payé"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form_token = models.UUIDField(default=uuid.uuid4, editable=False)
    amount_cents = models.PositiveIntegerField("montant en centimes")
    email = models.EmailField("adresse e-mail")
    status = models.CharField("état", max_length=10, choices=Status, default=Status.PENDING)
    checkout_session_id = models.CharField("session Stripe", max_length=120, blank=True, db_index=True)
    payment_intent_id = models.CharField("paiement Stripe", max_length=120, blank=True, db_index=True)
    created_at = models.DateTimeField("créé le")
    paid_at = models.DateTimeField("payé le", null=True, blank=True)

    objects = GiftQuerySet.as_manager()

    class Meta:
        verbose_name = "don"
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_cents__gt=0), name="donations_gift_amount_positive"),
            models.CheckConstraint(
                condition=Q(status="paid", paid_at__isnull=False) | ~Q(status="paid"), name="donations_paid_gift_has_a_date"
            ),
            # A form sent twice makes one gift; sent again with another amount or address, it makes another.
            models.UniqueConstraint(fields=["form_token", "amount_cents", "email"], name="donations_gift_once_per_form"),
        ]
        indexes = [
            models.Index(fields=["status", "-created_at"], name="donations_gift_by_status"),
            models.Index(fields=["paid_at"], name="donations_gift_by_payment"),
        ]

    def __str__(self) -> str:
        return f"Don {str(self.id)[:8]}"


# The only moves of a gift, each towards a more certain state, so that events may come in any order. FAILED is a card
# refused while the payment page stays open. Money is never ignored: even a gift thought abandoned becomes paid.
TRANSITIONS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        Gift.Status.PENDING: frozenset({Gift.Status.FAILED, Gift.Status.EXPIRED, Gift.Status.PAID}),
        Gift.Status.FAILED: frozenset({Gift.Status.EXPIRED, Gift.Status.PAID}),
        Gift.Status.EXPIRED: frozenset({Gift.Status.PAID}),
        Gift.Status.PAID: frozenset(),
    }
)


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
    livemode = models.BooleanField()
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()

    class Meta:
        verbose_name = "événement Stripe"
        verbose_name_plural = "événements Stripe"
        ordering = ["-received_at"]
        indexes = [models.Index(fields=["state", "next_attempt_at"], name="donations_event_waiting")]

    def __str__(self) -> str:
        return self.id
