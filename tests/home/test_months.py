"""Months as calendars lay them out."""

from datetime import UTC, date, datetime, timedelta

import pytest

from home.months import Month, lay_out


def test_key_has_one_spelling() -> None:
    assert Month.read("2026-12") == Month(date(2026, 12, 1))
    assert [Month.read(key) for key in ("", "2026-1", "2026-13", "2026-00", "1999-12", "2100-01", "2026-12-01", "٢٠٢٦-١٢")] == [None] * 8
    assert Month.read("2026-02").key == "2026-02"  # type: ignore[union-attr]


def test_months_follow_one_another_over_the_year() -> None:
    december = Month(date(2026, 12, 1))
    assert [december.plus(1).key, december.plus(-12).key] == ["2027-01", "2025-12"]


@pytest.mark.parametrize(("key", "hours"), [("2026-03", -1), ("2026-10", 1), ("2026-05", 0)])
def test_month_with_a_clock_change_is_an_hour_shorter_or_longer(key: str, hours: int) -> None:
    month = Month.read(key)
    assert month is not None
    assert month.ends_at.astimezone(UTC) - month.starts_at.astimezone(UTC) == timedelta(days=31, hours=hours)


def test_weeks_are_whole_and_each_item_stands_on_its_day_in_paris() -> None:
    month = Month(date(2026, 3, 1))
    # The night of the clock change: 23 h 30 on the 28th, then 0 h 30 on the 29th, then 0 h 30 on the 30th, in summer time.
    moments = [datetime(2026, 3, day, 22, 30, tzinfo=UTC) + timedelta(hours=late) for day, late in ((28, 0), (28, 1), (29, 0))]
    weeks = lay_out(month, [(moment, number) for number, moment in enumerate(moments)], today=date(2026, 3, 29))
    days = [day for week in weeks for day in week]
    assert [len(week) for week in weeks] == [7] * 6
    assert (days[0].on, days[-1].on) == (date(2026, 2, 23), date(2026, 4, 5))
    assert {day.on.day: list(day.items) for day in days if day.items} == {28: [0], 29: [1], 30: [2]}
    assert [day.on for day in days if day.is_today] == [date(2026, 3, 29)]


def test_days_of_neighbouring_months_hold_nothing() -> None:
    weeks = lay_out(Month(date(2026, 3, 1)), [(datetime(2026, 4, 1, 12, tzinfo=UTC), "avril")], today=date(2026, 3, 1))
    assert [day for week in weeks for day in week if day.items] == []
