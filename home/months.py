"""Months as a wall calendar lays them out, on Paris clocks: whole weeks from Monday, and what each day holds."""

import re
from calendar import Calendar
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Generic, Self, TypeVar

from django.utils import timezone

from home.dates import add_months, midnight

EARLIEST: Final = 2000
LATEST: Final = 2100
KEY: Final = re.compile(r"(\d{4})-(\d{2})", re.ASCII)

T = TypeVar("T")


@dataclass(frozen=True, order=True)
class Month:
    """One month; `first` is its first day."""

    first: date

    @classmethod
    def of(cls, moment: date | datetime) -> Self:
        """The month of a day, or of an instant in Paris."""
        on = timezone.localtime(moment).date() if isinstance(moment, datetime) else moment
        return cls(on.replace(day=1))

    @classmethod
    def read(cls, key: str) -> Self | None:
        """From « 2026-12 », its one spelling; None for anything else, and for years that nobody plans."""
        match = KEY.fullmatch(key)
        if match is None:
            return None
        year, number = int(match[1]), int(match[2])
        return cls(date(year, number, 1)) if EARLIEST <= year < LATEST and 1 <= number <= 12 else None

    @property
    def key(self) -> str:
        """« 2026-12 »."""
        return f"{self.first:%Y-%m}"

    @property
    def starts_at(self) -> datetime:
        return midnight(self.first)

    @property
    def ends_at(self) -> datetime:
        """The instant when the next month begins."""
        return midnight(self.plus(1).first)

    def plus(self, months: int) -> "Month":
        """The month so many months later, or earlier."""
        return Month(add_months(self.first, months))


@dataclass(frozen=True)
class Day(Generic[T]):
    """One square of the calendar. A day of a neighbouring month, which completes a week, holds nothing."""

    on: date
    is_in_month: bool
    is_today: bool
    items: Sequence[T]


def lay_out(month: Month, items: Iterable[tuple[datetime, T]], *, today: date) -> list[list[Day[T]]]:
    """The weeks of the month. Each item stands on the Paris day of its instant, in the order given."""
    by_day: dict[date, list[T]] = defaultdict(list)
    for moment, item in items:
        by_day[timezone.localtime(moment).date()].append(item)
    return [
        [Day(on, on.month == month.first.month, on == today, by_day.get(on, []) if on.month == month.first.month else []) for on in week]
        for week in Calendar().monthdatescalendar(month.first.year, month.first.month)
    ]
