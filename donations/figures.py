"""What each total of gifts means. Every screen, export and report takes its figures from here."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Case, Count, Min, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from donations.models import CampaignPage, Dispute, Gift, GiftQuerySet, MonthlyPlan, Payment, Refund
from home.dates import midnight


@dataclass(frozen=True)
class GiftFigures:
    """Payments received within a time, each month of a monthly gift being one: how many, their sum, and the mean of one
    (rounded down to the cent, 0 without any)."""

    count: int
    total_cents: int

    @property
    def average_cents(self) -> int:
        return self.total_cents // self.count if self.count else 0


NOTHING = GiftFigures(0, 0)


@dataclass(frozen=True)
class MonthLine:
    """A month: gifts made once, months of monthly gifts, and what was given back since of what arrived in it."""

    first_day: date
    once: GiftFigures
    monthly: GiftFigures
    given_back_cents: int

    @property
    def together(self) -> GiftFigures:
        return GiftFigures(self.once.count + self.monthly.count, self.once.total_cents + self.monthly.total_cents)

    @property
    def net_cents(self) -> int:
        return self.together.total_cents - self.given_back_cents


@dataclass(frozen=True)
class PlanLine:
    """A month of the monthly gifts: begun in it, ended in it, and not ended at its end (those in pause are among them)."""

    first_day: date
    begun: int
    ended: int
    running: int


@dataclass(frozen=True)
class Kept:
    """Of the monthly gifts that ran when a time began, how many still run at its end."""

    at_start: int
    still: int

    @property
    def percent(self) -> int | None:
        """Rounded down; None when there was none to keep."""
        return self.still * 100 // self.at_start if self.at_start else None


def month_bounds(moment: datetime) -> tuple[datetime, datetime]:
    """Midnight, in Paris, of the first day of the moment's month and of the next."""
    start = timezone.localtime(moment).replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    # By calendar, not by hours: a month may have a day of 23 or 25 hours.
    return start, (start + timedelta(days=32)).replace(day=1)


def measure_received(start: datetime, end: datetime) -> GiftFigures:
    """What arrived at `start` or later and before `end`, whatever was given back since."""
    row = Payment.objects.received_between(start, end).aggregate(count=Count("*"), total=Sum("amount_cents", default=0))
    return GiftFigures(count=row["count"], total_cents=row["total"])


def measure_month(moment: datetime) -> GiftFigures:
    """What arrived in the month of that moment."""
    return measure_received(*month_bounds(moment))


def measure_year(moment: datetime) -> GiftFigures:
    """What arrived in the calendar year of that moment."""
    return measure_received(*year_bounds(timezone.localtime(moment).year))


def year_bounds(year: int) -> tuple[datetime, datetime]:
    """Midnight, in Paris, of its first day and of the next year's."""
    return midnight(date(year, 1, 1)), midnight(date(year + 1, 1, 1))


def years_counted(today: date) -> list[int]:
    """From that of the first money to this one; the last first."""
    first = Payment.objects.received().aggregate(first=Min("paid_at"))["first"]
    return list(range(today.year, min(timezone.localtime(first).year if first else today.year, today.year) - 1, -1))


def measure_months(year: int) -> list[MonthLine]:
    """The twelve months of a year."""
    start, end = year_bounds(year)
    sums: dict[tuple[int, str], GiftFigures] = {}
    received = Payment.objects.received_between(start, end).order_by().annotate(place=_place_in(year, "paid_at"))
    for place, rhythm, count, total in received.values_list("place", "gift__rhythm").annotate(count=Count("*"), total=Sum("amount_cents")):
        sums[place, rhythm] = GiftFigures(count, total)
    given_back: defaultdict[int, int] = defaultdict(int)
    for rows in (Refund.objects.effective(), Dispute.objects.filter(state=Dispute.State.LOST)):
        # The date is that of money received, and of nothing else (a constraint of payments).
        taken = rows.filter(payment__paid_at__gte=start, payment__paid_at__lt=end).order_by()
        taken = taken.annotate(place=_place_in(year, "payment__paid_at"))
        for place, total in taken.values_list("place").annotate(Sum("amount_cents")):
            given_back[place] += total
    return [
        MonthLine(
            first_day,
            sums.get((place, Gift.Rhythm.ONCE), NOTHING),
            sums.get((place, Gift.Rhythm.MONTHLY), NOTHING),
            given_back[place],
        )
        for place, first_day in enumerate(_months(year))
    ]


def _place_in(year: int, field: str) -> Case:
    """Which month of that year an instant falls in, from 0 on. By comparison: it is much quicker than cutting each instant to its month."""
    starts = [midnight(first_day) for first_day in _months(year)[1:]]
    return Case(*(When(**{f"{field}__lt": start}, then=place) for place, start in enumerate(starts)), default=len(starts))


def measure_campaigns(year: int) -> list[tuple[str, GiftFigures]]:
    """What arrived in a year for each campaign, the largest first; the empty title is of gifts for none."""
    rows = Payment.objects.received_between(*year_bounds(year)).order_by().values_list("gift__campaign__title")
    found = [(title or "", GiftFigures(count, total)) for title, count, total in rows.annotate(count=Count("*"), total=Sum("amount_cents"))]
    return sorted(found, key=lambda line: (-line[1].total_cents, line[0]))


def measure_methods(year: int) -> list[tuple[str, GiftFigures]]:
    """What arrived in a year by each way to pay, the largest first."""
    rows = Payment.objects.received_between(*year_bounds(year)).order_by().values_list("method")
    sums = rows.annotate(count=Count("*"), total=Sum("amount_cents"))
    found = [(Payment.Method(way).label, GiftFigures(count, total)) for way, count, total in sums]
    return sorted(found, key=lambda line: (-line[1].total_cents, line[0]))


def measure_plans(year: int, *, now: datetime) -> list[PlanLine]:
    """The months of a year that have begun."""
    starts = [midnight(first_day) for first_day in _months(year)]
    spans = [(start, end) for start, end in zip(starts, [*starts[1:], year_bounds(year)[1]], strict=True) if start <= now]
    counts: dict[str, Count] = {}
    for place, (start, end) in enumerate(spans):
        counts[f"begun_{place}"] = Count("pk", filter=Q(started_at__gte=start, started_at__lt=end))
        counts[f"ended_{place}"] = Count("pk", filter=Q(ended_at__gte=start, ended_at__lt=end))
        counts[f"running_{place}"] = Count("pk", filter=_ran_at(min(end, now)))
    row = MonthlyPlan.objects.aggregate(**counts)
    return [
        PlanLine(timezone.localdate(start), row[f"begun_{place}"], row[f"ended_{place}"], row[f"running_{place}"])
        for place, (start, _end) in enumerate(spans)
    ]


def measure_kept(start: datetime, end: datetime) -> Kept:
    """Of the monthly gifts that ran at `start`, how many still ran at `end`."""
    ran = MonthlyPlan.objects.filter(_ran_at(start))
    return Kept(at_start=ran.count(), still=ran.filter(_ran_at(end)).count())


def _ran_at(moment: datetime) -> Q:
    return Q(started_at__lt=moment) & (Q(ended_at__isnull=True) | Q(ended_at__gte=moment))


def _months(year: int) -> Sequence[date]:
    return [date(year, month, 1) for month in range(1, 13)]


def add_nets(gifts: GiftQuerySet) -> GiftQuerySet:
    """The gifts with `net_cents`: the sum of what stays of their payments, 0 before any arrived."""
    nets = Payment.objects.received().with_net().filter(gift=OuterRef("pk")).order_by().values("gift")
    return gifts.annotate(net_cents=Coalesce(Subquery(nets.annotate(total=Sum("net_cents")).values("total")), 0))


def raised_cents(campaign: CampaignPage) -> int:
    """What stays of all that arrived for a campaign, each month of its monthly gifts included."""
    payments = Payment.objects.received().with_net().filter(gift__campaign=campaign)
    return int(payments.aggregate(total=Sum("net_cents", default=0))["total"])
