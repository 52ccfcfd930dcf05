"""The treasurer's year: what was issued and cancelled, what the yearly declaration asks, and the threshold of gifts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

import holidays
from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

from donations.figures import year_bounds
from donations.models import Donor, Payment, TaxReceipt
from donations.receipt_holds import awaiting_receipt

# Code de commerce, article L612-4 and D612-5: above, an auditor and published accounts.
THRESHOLD_CENTS: Final = 15_300_000
SATURDAY: Final = 5


@dataclass(frozen=True)
class Tally:
    """Receipts, and the sum of what they say in cents."""

    count: int
    cents: int


@dataclass(frozen=True)
class ReceiptYear:
    """The receipts of a year of issue. `issued` is `valid` and `cancelled` together; what is declared are the valid ones."""

    year: int
    issued: Tally
    valid: Tally
    cancelled: Tally
    kinds: Sequence[tuple[str, str, Tally]]

    @property
    def declared_by(self) -> date:
        return declaration_deadline(self.year)


def tally(receipts: QuerySet[TaxReceipt]) -> Tally:
    row = receipts.order_by().aggregate(count=Count("pk"), cents=Sum("amount_cents", default=0))
    return Tally(row["count"], row["cents"])


def measure_receipts(year: int) -> ReceiptYear:
    valid, cancelled = Q(state=TaxReceipt.State.VALID), Q(state=TaxReceipt.State.CANCELLED)
    parts = {"issued": Q(), "valid": valid, "cancelled": cancelled, **{kind.value: valid & Q(kind=kind) for kind in Donor.Kind}}
    asked: dict[str, Count | Sum] = {f"{name}_count": Count("pk", filter=part) for name, part in parts.items()}
    asked |= {f"{name}_cents": Sum("amount_cents", filter=part, default=0) for name, part in parts.items()}
    row = TaxReceipt.objects.issued_in(year).order_by().aggregate(**asked)
    tallies = {name: Tally(row[f"{name}_count"], row[f"{name}_cents"]) for name in parts}
    kinds = [(kind.value, str(kind.label), tallies[kind.value]) for kind in Donor.Kind]
    return ReceiptYear(year, tallies["issued"], tallies["valid"], tallies["cancelled"], kinds)


def declaration_deadline(year: int) -> date:
    """The last day to declare the receipts of a year (CGI, article 222 bis): the second working day after 1 May, for accounts closed on 31
    December."""
    day, left, off = date(year + 1, 5, 1), 2, holidays.country_holidays("FR", years=year + 1)
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY and day not in off
    return day


def gifts_of_year(year: int) -> int:
    """What stays of all that arrived in a calendar year, in cents, to be compared with `THRESHOLD_CENTS`."""
    payments = Payment.objects.received_between(*year_bounds(year)).with_net()
    return int(payments.aggregate(total=Sum("net_cents", default=0))["total"])


def awaiting_by_year(now: datetime) -> list[tuple[int, int]]:
    """How many payments wait for a receipt, whatever for, by the year when they arrived; the last first."""
    found = awaiting_receipt(now).order_by().values(year=ExtractYear("paid_at")).annotate(payments=Count("pk"))
    return [(row["year"], row["payments"]) for row in found.order_by("-year")]


def years_of_receipts(today: date) -> list[int]:
    """From that of the first receipt to this one; the last first."""
    first = TaxReceipt.objects.order_by("year").values_list("year", flat=True).first()
    return list(range(today.year, min(first or today.year, today.year) - 1, -1))
