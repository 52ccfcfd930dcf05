"""What a gift costs once tax is taken off, from dated rates (models/receipt_settings.py). No receipt says a rate."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db import transaction

from accounts.models import User
from donations.models import DonationSettings, ReceiptEligibility, TaxRate
from volunteers.exceptions import Reason, Refused

MONTHS: Final = 12
BEGUN: Final = Reason("begun", "Ce taux a commencé\u00a0: il ne se retire plus. Ajoutez celui qui le remplace.")


@dataclass(frozen=True)
class Rate:
    """The share of a gift, in hundredths, that is taken off tax; a larger one of what is below a limit a year, for some bodies."""

    percent: int
    limit: str
    raised_percent: int = 0
    raised_up_to_cents: int = 0

    def cost_cents(self, amount_cents: int, *, times: int = 1) -> int:
        """What stays to be paid of a gift made that many times in a year in which nothing else is given, to the nearest cent."""
        given = amount_cents * times
        raised = min(given, self.raised_up_to_cents)
        hundredths = raised * (100 - self.raised_percent) + (given - raised) * (100 - self.percent)
        return (hundredths + 50 * times) // (100 * times)


@dataclass(frozen=True)
class RateWords:
    """A rate as the treasurer types it. The raised one is whole or absent."""

    donor_kind: str
    since: date
    percent: int
    limit: str
    raised_percent: int | None = None
    raised_up_to_cents: int | None = None


def rates_on(day: date, ground: str) -> Mapping[str, Rate]:
    """The rate of each kind of donor for gifts of that day to a body of that ground: one query."""
    raises = ground == ReceiptEligibility.Ground.AID
    # The last to begin comes last, and holds.
    return {
        row.donor_kind: Rate(row.percent, row.limit, row.raised_percent or 0, row.raised_up_to_cents or 0)
        if raises
        else Rate(row.percent, row.limit)
        for row in TaxRate.objects.begun_by(day).order_by("since")
    }


def rate_on(day: date, kind: str, ground: str) -> Rate:
    """Raises ValueError before the first that is known."""
    rate = rates_on(day, ground).get(kind)
    if rate is None:
        raise ValueError(f"no rate is known on {day}")
    return rate


def cost_after_tax(amount_cents: int, kind: str, *, on: date, ground: str, is_monthly: bool = False) -> int:
    """What stays to be paid of a gift, of each month of a monthly one, by who gives nothing else that year (CGI, article 200, 1 ter)."""
    return rate_on(on, kind, ground).cost_cents(amount_cents, times=MONTHS if is_monthly else 1)


def record_rate(said: RateWords, *, by: User, now: datetime) -> TaxRate:
    """Adds a rate, from a day that may be past: laws do so too. One of the same kind and day is replaced."""
    with transaction.atomic():
        DonationSettings.lock()
        rate, _is_new = TaxRate.objects.update_or_create(
            donor_kind=said.donor_kind,
            since=said.since,
            defaults={
                "percent": said.percent,
                "limit": said.limit,
                "raised_percent": said.raised_percent,
                "raised_up_to_cents": said.raised_up_to_cents,
                "recorded_by": by,
                "recorded_at": now,
            },
        )
        return rate


def withdraw_rate(rate: TaxRate, *, today: date) -> None:
    """Takes out one that has not begun. Raises Refused."""
    if rate.since <= today:
        raise Refused([BEGUN])
    rate.delete()
