"""What receipts are made out with on a given day, and what the treasurer still has to record before any can be issued."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import transaction

from donations.models import DonationSettings, ReceiptBody, ReceiptEligibility, ReceiptSignatory
from volunteers.exceptions import Reason

NOT_ELIGIBLE: Final = Reason("eligibility", "L’habilitation à émettre des reçus fiscaux n’est pas enregistrée.")
NO_BODY: Final = Reason("body", "Les mentions de l’association (nom, adresse, objet…) manquent.")
NO_SIGNATORY: Final = Reason("signatory", "La personne qui signe les reçus n’est pas indiquée.")


@dataclass(frozen=True)
class Terms:
    """What holds on a day; None for what is not recorded."""

    eligibility: ReceiptEligibility | None
    body: ReceiptBody | None
    signatory: ReceiptSignatory | None


def terms_on(day: date) -> Terms:
    return Terms(
        eligibility=eligibility_on(day),
        body=ReceiptBody.objects.begun_by(day).first(),
        signatory=ReceiptSignatory.objects.begun_by(day).select_related("signature").first(),
    )


def terms_reasons(terms: Terms) -> list[Reason]:
    """Why no receipt can be issued with them. All reasons at once."""
    found = ((NOT_ELIGIBLE, terms.eligibility), (NO_BODY, terms.body), (NO_SIGNATORY, terms.signatory))
    return [reason for reason, row in found if row is None]


def eligibility_on(day: date) -> ReceiptEligibility | None:
    """Without one, donors are offered no receipt, and not told what a gift costs after tax."""
    return ReceiptEligibility.objects.in_force(day).first()


def settle_issuing(rhythm: str, hold_days: int) -> DonationSettings:
    """How receipts are issued from now on: the rhythm, and how many days a SEPA debit waits for its own."""
    with transaction.atomic():
        decided = DonationSettings.lock()
        decided.receipt_rhythm, decided.sepa_hold_days = rhythm, hold_days
        decided.save(update_fields=["receipt_rhythm", "sepa_hold_days"])
        return decided
