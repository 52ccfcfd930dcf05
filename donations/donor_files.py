"""A donor's file: all that is known of what they gave, and the log of who opened it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from accounts.models import User
from donations.gift_lists import is_contested, with_states
from donations.models import Dispute, Donor, DonorReading, Gift, MonthlyPlan, Payment, Refund, TaxReceipt
from donations.receipt_holds import awaiting_receipt

# The same person opening the same file again meanwhile is one line.
ONE_READING: Final = timedelta(minutes=10)
READINGS_SHOWN: Final = 10


@dataclass(frozen=True)
class DonorFile:
    """The rows of one donor, the newest first, in as many queries for one gift as for a hundred."""

    gifts: list[Gift]
    payments: list[Payment]
    plans: list[MonthlyPlan]
    refunds: list[Refund]
    disputes: list[Dispute]
    receipts: list[TaxReceipt]
    # How many payments wait for a receipt, whatever for.
    awaiting: int
    readings: list[DonorReading]

    @property
    def net_cents(self) -> int:
        """What stays of all that arrived."""
        return sum(payment.net_cents for payment in self.payments if payment.state == Payment.State.PAID)  # type: ignore[attr-defined]


def open_file(donor: Donor, *, by: User, now: datetime) -> DonorFile:
    """The file, once it is written that somebody opened it."""
    note_reading(donor, by=by, now=now)
    return DonorFile(
        gifts=list(with_states(Gift.objects.filter(donor=donor)).select_related("campaign", "recorded_by")),
        payments=list(
            Payment.objects.filter(gift__donor=donor)
            .with_net()
            .annotate(is_contested=is_contested("payment"))
            .select_related("gift", "batch")
        ),
        plans=list(MonthlyPlan.objects.filter(gift__donor=donor)),
        refunds=list(Refund.objects.filter(payment__gift__donor=donor).select_related("payment", "asked_by")),
        disputes=list(Dispute.objects.filter(payment__gift__donor=donor).select_related("payment")),
        receipts=list(donor.receipts.select_related("replaced_by")),
        awaiting=awaiting_receipt(now).filter(gift__donor=donor).count(),
        readings=list(donor.readings.select_related("by")[:READINGS_SHOWN]),
    )


def note_reading(donor: Donor, *, by: User, now: datetime) -> None:
    """Writes that somebody of the team looked at what a donor's file holds."""
    if not donor.readings.filter(by=by, at__gt=now - ONE_READING).exists():
        DonorReading.objects.create(donor=donor, by=by, at=now)
