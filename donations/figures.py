"""What each total of gifts means. Every screen, export and report takes its figures from here."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Sum
from django.utils import timezone

from donations.models import Gift


@dataclass(frozen=True)
class GiftFigures:
    """Gifts paid within a time: how many, their sum, and the mean of one (rounded down to the cent, 0 without gifts)."""

    count: int
    total_cents: int

    @property
    def average_cents(self) -> int:
        return self.total_cents // self.count if self.count else 0


def month_bounds(moment: datetime) -> tuple[datetime, datetime]:
    """Midnight, in Paris, of the first day of the moment's month and of the next."""
    start = timezone.localtime(moment).replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    # By calendar, not by hours: a month may have a day of 23 or 25 hours.
    return start, (start + timedelta(days=32)).replace(day=1)


def measure_received(start: datetime, end: datetime) -> GiftFigures:
    """Gifts whose money arrived at `start` or later and before `end`, whenever they were begun."""
    row = Gift.objects.received_between(start, end).aggregate(count=Count("pk"), total=Sum("amount_cents", default=0))
    return GiftFigures(count=row["count"], total_cents=row["total"])


def measure_month(moment: datetime) -> GiftFigures:
    """Gifts received in the month of that moment."""
    return measure_received(*month_bounds(moment))


def measure_year(moment: datetime) -> GiftFigures:
    """Gifts received in the calendar year of that moment."""
    start = month_bounds(moment)[0].replace(month=1)
    return measure_received(start, start.replace(year=start.year + 1))
