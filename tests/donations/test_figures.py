from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from donations.figures import GiftFigures, measure_month, measure_received, measure_year, month_bounds
from donations.models import Gift
from tests.donations.factories import GiftFactory

PARIS = ZoneInfo("Europe/Paris")


def gift_paid(amount_cents: int, at: datetime) -> None:
    GiftFactory(amount_cents=amount_cents, status=Gift.Status.PAID, paid_at=at, created_at=at)


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_is_counted_on_paris_clocks(month: int) -> None:
    start, end = month_bounds(datetime(2026, month, 15, 12, tzinfo=UTC))
    assert start == datetime(2026, month, 1, tzinfo=PARIS)
    assert end == datetime(2026 + month // 12, month % 12 + 1, 1, tzinfo=PARIS)


def test_the_first_minutes_of_a_month_are_of_that_month() -> None:
    assert month_bounds(datetime(2026, 3, 31, 22, 30, tzinfo=UTC))[0] == datetime(2026, 4, 1, tzinfo=PARIS)


@pytest.mark.django_db
def test_a_gift_counts_in_the_month_its_money_arrived() -> None:
    gift_paid(1000, datetime(2026, 3, 31, 23, 59, tzinfo=PARIS))
    gift_paid(2000, datetime(2026, 4, 1, 0, 0, tzinfo=PARIS))
    gift_paid(3001, datetime(2026, 4, 30, 23, 59, tzinfo=PARIS))
    gift_paid(4000, datetime(2026, 5, 1, 0, 0, tzinfo=PARIS))
    GiftFactory(amount_cents=9999, created_at=datetime(2026, 4, 10, tzinfo=PARIS))
    april = measure_month(datetime(2026, 4, 20, tzinfo=PARIS))
    assert april == GiftFigures(count=2, total_cents=5001)
    assert april.average_cents == 2500


@pytest.mark.django_db
def test_a_year_is_the_calendars() -> None:
    gift_paid(1000, datetime(2025, 12, 31, 23, 59, tzinfo=PARIS))
    gift_paid(2000, datetime(2026, 1, 1, 0, 0, tzinfo=PARIS))
    gift_paid(3000, datetime(2026, 12, 31, 23, 59, tzinfo=PARIS))
    assert measure_year(datetime(2026, 10, 26, tzinfo=PARIS)) == GiftFigures(count=2, total_cents=5000)


@pytest.mark.django_db
def test_no_gift_is_zero_and_has_no_mean() -> None:
    nothing = measure_received(datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC))
    assert (nothing.count, nothing.total_cents, nothing.average_cents) == (0, 0, 0)
