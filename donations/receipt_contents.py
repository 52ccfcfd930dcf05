"""All that a receipt says, as it is frozen when it is issued: the mentions of Cerfa 11580 (persons) and 16216 (companies)."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from donations.models import Donor, Payment
from donations.receipt_terms import Terms
from home.amounts_in_words import euros_in_words
from volunteers.certificates import grouped

# Which template prints it: an issued receipt keeps its own for ever (receipt_papers.py).
LAYOUT: Final = 1
FORM: Final = "Déclaration de don manuel"
NATURE: Final = "Numéraire"
METHODS: Final[Mapping[str, str]] = MappingProxyType(
    {
        Payment.Method.CARD: "Carte bancaire",
        Payment.Method.SEPA: "Prélèvement",
        Payment.Method.OTHER: "Paiement en ligne",
        Payment.Method.CHEQUE: "Chèque",
        Payment.Method.TRANSFER: "Virement",
        Payment.Method.CASH: "Remise d’espèces",
    }
)
BODY: Final = ("name", "address", "postal_code", "city", "siren", "rna", "purpose", "quality")


def write_content(
    donor: Donor, payments: Sequence[Payment], terms: Terms, *, name: str, code: str, issued_on: date, replaces: str = ""
) -> dict[str, Any]:
    """What is printed, from what holds now. The payments come with `net_cents`: of each, what stays is what counts.

    The terms are complete (`terms_reasons`), and every payment is received.
    """
    eligibility, body, signatory = terms.eligibility, terms.body, terms.signatory
    if eligibility is None or body is None or signatory is None:
        raise ValueError("a receipt needs all its terms")
    total_cents = sum(net_of(payment) for payment in payments)
    return {
        "layout": LAYOUT,
        "kind": donor.kind,
        "name": name,
        "code": code,
        "check_url": settings.SITE_URL + reverse("certificate_check", args=[grouped(code)]) if code else "",
        "body": {field: getattr(body, field) for field in BODY},
        "donor": {
            "name": donor.full_name,
            "siren": donor.siren if donor.kind == Donor.Kind.COMPANY else "",
            "address": donor.address,
            "postal_code": donor.postal_code,
            "city": donor.city,
            "country": donor.country,
        },
        "lines": [
            {
                "paid_on": timezone.localdate(payment.paid_at).isoformat(),
                "amount_cents": net_of(payment),
                "method": METHODS[payment.method],
            }
            for payment in sorted(payments, key=lambda payment: (payment.paid_at, payment.pk))
        ],
        "amount_cents": total_cents,
        "amount_words": euros_in_words(total_cents),
        "articles": body.company_articles if donor.kind == Donor.Kind.COMPANY else body.person_articles,
        "ground": eligibility.get_ground_display(),
        "form": FORM,
        "nature": NATURE,
        "signatory": {"name": signatory.name, "quality": signatory.quality, "signature": signatory.signature_id},
        "issued_on": issued_on.isoformat(),
        "replaces": replaces,
        "is_fictitious": settings.DEMO,
    }


def net_of(payment: Payment) -> int:
    """What stays of a payment, in cents; it comes from `with_net`."""
    return int(payment.net_cents)  # type: ignore[attr-defined]
