"""Gifts that come by cheque, transfer or in cash: typed in by the team, and taken out again when they were a mistake."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Final

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from donations.models import CampaignPage, ChequeBatch, Donor, Gift, Payment, ReceiptLine, Refund
from volunteers.exceptions import Reason, Refused

NOON: Final = time(12)
KNOWN: Final = Reason("known", "Un·e donateur·rice a déjà cette adresse e-mail\u00a0: ouvrez son dossier, et ajoutez-y ce don.")
NO_ADDRESS: Final = Reason("address", "Pour un reçu fiscal, il faut un nom et une adresse complète.")
ONLINE: Final = Reason("online", "Ce don a été fait en ligne\u00a0: il ne se retire pas, il se rembourse.")
GIVEN_BACK: Final = Reason("given_back", "Ce don a été rendu, en tout ou en partie\u00a0: il reste noté, avec son remboursement.")
RECEIPTED: Final = Reason("receipt", "Un reçu fiscal a été émis pour ce don, même s’il est annulé depuis\u00a0: ce don reste noté.")


@dataclass(frozen=True)
class ManualGift:
    """What is typed. `donor` is None for somebody new, whose `email` may be empty; `details` go to the donor's file, by the names of
    `Donor.DETAILS`."""

    source: Gift.Source
    amount_cents: int
    received_on: date
    bank_reference: str = ""
    donor: Donor | None = None
    email: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    wants_receipt: bool = False
    campaign: CampaignPage | None = None


def at_noon(day: date) -> datetime:
    """When a gift arrived of which the day alone is known."""
    return timezone.make_aware(datetime.combine(day, NOON))


def recording_reasons(typed: ManualGift) -> list[Reason]:
    """Why this gift cannot be noted."""
    reasons = []
    if typed.donor is None and typed.email and Donor.objects.filter(email=typed.email.lower()).exists():
        reasons.append(KNOWN)
    donor = Donor(**typed.details)
    if typed.wants_receipt and not donor.has_postal_address:
        reasons.append(NO_ADDRESS)
    return reasons


def record(typed: ManualGift, *, form_token: uuid.UUID, by: User, now: datetime) -> Gift:
    """Notes the gift and that its money arrived; nobody gets a mail. The same form sent twice notes it once. Raises Refused."""
    with transaction.atomic():
        # One at a time: of a form sent twice, the second finds what the first wrote.
        User.objects.select_for_update().get(pk=by.pk)
        known = Gift.objects.typed().filter(form_token=form_token).first()
        if known:
            return known
        reasons = recording_reasons(typed)
        if reasons:
            raise Refused(reasons)
        donor = typed.donor or Donor(email=typed.email.lower(), created_at=now)
        for name, value in typed.details.items():
            setattr(donor, name, value)
        donor.save()
        return write_typed(
            Gift(
                donor=donor,
                amount_cents=typed.amount_cents,
                source=typed.source,
                campaign=typed.campaign,
                wants_receipt=typed.wants_receipt,
                form_token=form_token,
                recorded_by=by,
            ),
            method=Payment.Method(typed.source),
            received_on=typed.received_on,
            bank_reference=typed.bank_reference,
            now=now,
        )


def write_typed(gift: Gift, *, method: Payment.Method, received_on: date, bank_reference: str, now: datetime) -> Gift:
    """Writes a gift with its one payment, both of the day when the money arrived."""
    gift.created_at = min(at_noon(received_on), now)
    gift.status = Gift.Status.PAID
    gift.save()
    Payment.objects.create(
        gift=gift,
        amount_cents=gift.amount_cents,
        method=method,
        state=Payment.State.PAID,
        bank_reference=bank_reference,
        created_at=gift.created_at,
        paid_at=gift.created_at,
    )
    return gift


def removal_reasons(gift: Gift) -> list[Reason]:
    """Why a gift cannot be taken out."""
    if gift.source == Gift.Source.STRIPE:
        return [ONLINE]
    reasons = [RECEIPTED] if ReceiptLine.objects.filter(payment__gift=gift).exists() else []
    if Refund.objects.filter(payment__gift=gift).exists():
        reasons.append(GIVEN_BACK)
    closed = ChequeBatch.objects.reconciled().filter(payments__gift=gift).first()
    return [*reasons, _deposited(closed)] if closed else reasons


def _deposited(batch: ChequeBatch) -> Reason:
    return Reason(
        "deposited",
        f"Son chèque est dans la remise {batch.reference}, rapprochée de la banque\u00a0: rouvrez d’abord cette remise.",
    )


def remove(gift: Gift) -> bool:
    """Takes out a gift that was typed by mistake, and its donor when nothing else of them is kept; says whether they stay.

    Its cheque leaves a batch that is open. Raises Refused.
    """
    with transaction.atomic():
        gift = Gift.objects.select_for_update().get(pk=gift.pk)
        # Who reconciles a batch holds its cheques.
        list(gift.payments.select_for_update().order_by("pk"))
        donor = Donor.objects.select_for_update().get(pk=gift.donor_id)
        reasons = removal_reasons(gift)
        if reasons:
            raise Refused(reasons)
        gift.payments.all().delete()
        gift.delete()
        if donor.gifts.exists():
            return True
        donor.delete()
        return False
