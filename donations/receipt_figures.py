"""The treasurer's year: what was issued and cancelled, what the yearly declaration asks, and the threshold of gifts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import holidays
from django.db.models import Case, Count, F, IntegerField, QuerySet, Sum, Value, When

from donations.figures import measure_received, year_bounds, years_counted
from donations.models import Donor, Payment, TaxReceipt
from donations.receipt_holds import unreceipted

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
    row = receipts.order_by().aggregate(count=Count("*"), cents=Sum("amount_cents", default=0))
    return Tally(row["count"], row["cents"])


def measure_receipts(year: int) -> ReceiptYear:
    found: defaultdict[str, Tally] = defaultdict(lambda: Tally(0, 0))
    parts = TaxReceipt.objects.issued_in(year).order_by().values_list("state", "kind").annotate(count=Count("*"), cents=Sum("amount_cents"))
    for state, kind, count, cents in parts:
        for name in ("issued", state, *([kind] if state == TaxReceipt.State.VALID else [])):
            found[name] = Tally(found[name].count + count, found[name].cents + cents)
    kinds = [(kind.value, str(kind.label), found[kind]) for kind in Donor.Kind]
    return ReceiptYear(year, found["issued"], found[TaxReceipt.State.VALID], found[TaxReceipt.State.CANCELLED], kinds)


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
    arrived = year_bounds(year)
    # Few went back: what stays is asked of theirs alone.
    gone = (
        Payment.objects.received_between(*arrived)
        .given_back()
        .with_net()
        .aggregate(cents=Sum(F("amount_cents") - F("net_cents"), default=0))
    )
    return measure_received(*arrived).total_cents - int(gone["cents"])


def years_of_receipts(today: date) -> list[int]:
    """From that of the first receipt to this one; the last first."""
    first = TaxReceipt.objects.order_by("year").values_list("year", flat=True).first()
    return list(range(today.year, min(first or today.year, today.year) - 1, -1))


def awaiting_by_year(today: date) -> list[tuple[int, int]]:
    """The years of the payments that await a receipt, the last first, and how many are of each."""
    # Compared with the ends of years: SQLite is slow at the year of each.
    ends = [When(paid_at__gte=year_bounds(year)[0], then=Value(year)) for year in years_counted(today)]
    years = unreceipted().order_by().annotate(paid_year=Case(*ends, output_field=IntegerField())).values_list("paid_year")
    return list(years.annotate(payments=Count("*")).order_by("-paid_year"))
