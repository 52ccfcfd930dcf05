"""Which payments wait for a receipt, and what each still waits for."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from django.db.models import BooleanField, Case, CharField, Exists, OuterRef, Q, Value, When

from donations.models import (
    ChequeBatch,
    Dispute,
    DonationSettings,
    Donor,
    Payment,
    PaymentQuerySet,
    PaymentRelease,
    ReceiptEligibility,
    ReceiptLine,
    Refund,
)
from home.dates import midnight, short_day
from volunteers.exceptions import Reason

# The whole name, and a complete postal address.
_UNNAMED: Final = Q(gift__donor__kind=Donor.Kind.COMPANY, gift__donor__company_name="") | Q(
    gift__donor__kind=Donor.Kind.PERSON, gift__donor__first_name="", gift__donor__last_name=""
)
_UNPLACED: Final = Q(gift__donor__address="") | Q(gift__donor__postal_code="") | Q(gift__donor__city="")

SEPA: Final = "is_recent_debit"
CHEQUE: Final = "is_unbanked"
CONTESTED: Final = "is_contested"
REFUNDING: Final = "is_being_refunded"
UNCOVERED: Final = "is_not_covered"
ADDRESS: Final = "lacks_address"
# In the order in which they are told. Those of the first row end by themselves, or by what the bank says.
HOLDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        SEPA: "Prélèvement récent\u00a0: la banque peut encore le rejeter.",
        CHEQUE: "Chèque dont la remise n’est pas encore rapprochée de la banque.",
        CONTESTED: "Paiement contesté\u00a0: la banque n’a pas encore décidé.",
        REFUNDING: "Un remboursement est en cours.",
        UNCOVERED: "Aucune habilitation à émettre des reçus ne couvre le jour de ce don.",
        ADDRESS: "Il manque un nom ou une adresse postale complète.",
    }
)


class Fate(StrEnum):
    """A receipt can be made out at once; it waits for a name or an address alone; it waits for something else."""

    READY = "ready"
    LACKING = "lacking"
    HELD = "held"


# Asks nothing of the donor, so that databases ask it first.
_HELD: Final = Q(*((name, True) for name in HOLDS if name != ADDRESS), _connector=Q.OR)
_LACKING: Final = ~_HELD & Q(**{ADDRESS: True})
_READY: Final = Q(**dict.fromkeys(HOLDS, False))
FATE: Final = Case(
    When(_HELD, then=Value(Fate.HELD)),
    When(**{ADDRESS: True}, then=Value(Fate.LACKING)),
    default=Value(Fate.READY),
    output_field=CharField(),
)


def unreceipted() -> PaymentQuerySet:
    """The payments received of which something stays, whose donor wishes a receipt, and that are on no valid one. With `net_cents`."""
    written = ReceiptLine.objects.filter(payment=OuterRef("pk"), is_valid=True)
    return Payment.objects.received().filter(gift__wants_receipt=True).filter(~Exists(written)).with_net().filter(Q(net_cents__gt=0))


def awaiting_receipt(now: datetime) -> PaymentQuerySet:
    """The same, with all that `hold_reasons` reads."""
    return with_holds(unreceipted(), now=now)


def with_holds(payments: PaymentQuerySet, *, now: datetime) -> PaymentQuerySet:
    """The payments with one annotation for each of `HOLDS`: whether a receipt waits for it."""
    hold_days = DonationSettings.load().sepa_hold_days
    released = PaymentRelease.objects.filter(payment=OuterRef("pk"))
    conditions: dict[str, Q] = {
        SEPA: Q(method=Payment.Method.SEPA, paid_at__gt=now - timedelta(days=hold_days)) & ~Q(Exists(released)),
        CHEQUE: Q(method=Payment.Method.CHEQUE) & ~Q(Exists(ChequeBatch.objects.reconciled().filter(pk=OuterRef("batch")))),
        CONTESTED: Q(pk__in=Dispute.objects.filter(state=Dispute.State.OPENED).order_by().values("payment")),
        REFUNDING: Q(pk__in=Refund.objects.filter(state=Refund.State.ASKED).order_by().values("payment")),
        UNCOVERED: ~_covered(),
        ADDRESS: _UNNAMED | _UNPLACED,
    }
    yes, no = Value(True), Value(False)
    holds = {name: Case(When(found, then=yes), default=no, output_field=BooleanField()) for name, found in conditions.items()}
    return payments.annotate(**holds)


def _covered() -> Q:
    """Received while an eligibility held, be it over since."""
    covered = Q(pk__in=[])
    for since, ended_on in ReceiptEligibility.objects.values_list("since", "ended_on"):
        end = Q(paid_at__lt=midnight(ended_on)) if ended_on else Q()
        covered |= Q(paid_at__gte=midnight(since)) & end
    return covered


def ready_for_receipt(now: datetime) -> PaymentQuerySet:
    return awaiting_receipt(now).filter(_READY)


def held_payments(now: datetime) -> PaymentQuerySet:
    return awaiting_receipt(now).filter(_HELD)


def lacking_address(now: datetime) -> PaymentQuerySet:
    return awaiting_receipt(now).filter(_LACKING)


def hold_reasons(payment: Payment) -> list[Reason]:
    """What a payment of `awaiting_receipt` waits for, all at once; empty means that it is ready."""
    return [Reason(name, sentence) for name, sentence in HOLDS.items() if getattr(payment, name)]


def sure_on(payment: Payment, *, hold_days: int) -> str:
    """« 15 mars 2026 »: the day from which the receipt of a debit is no longer held."""
    assert payment.paid_at is not None  # noqa: S101 a payment received has its day, by constraint
    return short_day(payment.paid_at + timedelta(days=hold_days))
