"""What receipts are made out with on a given day, and what the treasurer still has to record before any can be issued."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from django.db import transaction

from accounts.models import User
from donations.models import DonationSettings, ReceiptBody, ReceiptEligibility, ReceiptSignatory
from volunteers.exceptions import Reason

NOT_ELIGIBLE: Final = Reason("eligibility", "L’habilitation à émettre des reçus fiscaux n’est pas enregistrée.")
NO_BODY: Final = Reason("body", "Les mentions de l’association (nom, adresse, objet…) manquent.")
OTHER_ARTICLES: Final = Reason(
    "articles", "Les articles du CGI écrits dans les mentions ne sont pas ceux de l’habilitation\u00a0: corrigez les uns ou l’autre."
)
# What each ground names in the CGI, for persons and for companies.
ARTICLES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        ReceiptEligibility.Ground.GENERAL: ("200, 1, b", "238 bis, 1, a"),
        ReceiptEligibility.Ground.PUBLIC_UTILITY: ("200, 1, a", "238 bis, 1, a"),
        ReceiptEligibility.Ground.AID: ("200, 1 ter", "238 bis, 1, a"),
    }
)
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


def terms_for(gift_days: Iterable[date], *, issued_on: date) -> dict[date, Terms]:
    """What receipts are made out with, by the day of their gifts: the ground is that of this day, the rest of the day of issue."""
    terms, rows = terms_on(issued_on), list(ReceiptEligibility.objects.order_by("-since"))
    return {day: replace(terms, eligibility=next((row for row in rows if row.is_in_force(day)), None)) for day in gift_days}


def terms_reasons(terms: Terms) -> list[Reason]:
    """Why no receipt can be issued with them. All reasons at once."""
    found = ((NOT_ELIGIBLE, terms.eligibility), (NO_BODY, terms.body), (NO_SIGNATORY, terms.signatory))
    reasons = [reason for reason, row in found if row is None]
    if terms.eligibility and terms.body and not _agree(terms.eligibility, terms.body):
        reasons.append(OTHER_ARTICLES)
    return reasons


def _agree(eligibility: ReceiptEligibility, body: ReceiptBody) -> bool:
    """Whether the articles of the mentions are those of the ground, or the whole article that holds them."""
    of_persons, of_companies = ARTICLES[eligibility.ground]
    return body.person_articles in ("200", of_persons) and body.company_articles in ("238 bis", of_companies)


def issuing_reasons(day: date) -> list[Reason]:
    """Why no receipt at all can be issued that day, whatever its gifts: what is missing, and that no eligibility ever began."""
    reasons = [reason for reason in terms_reasons(terms_on(day)) if reason != NOT_ELIGIBLE]
    return reasons if ReceiptEligibility.objects.begun_by(day).exists() else [NOT_ELIGIBLE, *reasons]


def eligibility_on(day: date) -> ReceiptEligibility | None:
    """Without one, donors are offered no receipt, and not told what a gift costs after tax."""
    return ReceiptEligibility.objects.in_force(day).first()


def settle_issuing(rhythm: str, hold_days: int, *, by: User | None, now: datetime) -> DonationSettings:
    """How receipts are issued from now on: the rhythm, and how many days a SEPA debit waits for its own."""
    with transaction.atomic():
        decided = DonationSettings.lock()
        decided.receipt_rhythm, decided.sepa_hold_days = rhythm, hold_days
        decided.issuing_settled_by, decided.issuing_settled_at = by, now
        decided.save(update_fields=["receipt_rhythm", "sepa_hold_days", "issuing_settled_by", "issuing_settled_at"])
        return decided
