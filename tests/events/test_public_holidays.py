"""The public holidays of France, checked against the days that the official calendars print."""

from datetime import date

import pytest

from events.public_holidays import easter, holiday_name, is_working_day, next_working_day

# The moving ones: Easter Monday, the Ascension, Whit Monday.
MOVING = {
    2024: ((4, 1), (5, 9), (5, 20)),
    2025: ((4, 21), (5, 29), (6, 9)),
    2026: ((4, 6), (5, 14), (5, 25)),
    2027: ((3, 29), (5, 6), (5, 17)),
    2038: ((4, 26), (6, 3), (6, 14)),
}
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))


@pytest.mark.parametrize("year", MOVING)
def test_year_has_its_eleven_holidays_and_no_other(year: int) -> None:
    days = (date.fromordinal(day) for day in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()))
    found = [(day.month, day.day) for day in days if holiday_name(day)]
    assert found == sorted({*FIXED, *MOVING[year]})


def test_easter_is_right_at_its_earliest_and_latest() -> None:
    assert (easter(1818), easter(1943), easter(2008), easter(2000)) == (
        date(1818, 3, 22),
        date(1943, 4, 25),
        date(2008, 3, 23),
        date(2000, 4, 23),
    )


def test_holidays_are_named_as_a_sentence_says_them() -> None:
    assert (holiday_name(date(2026, 5, 14)), holiday_name(date(2026, 5, 15))) == ("l’Ascension", "")


def test_next_working_day_leaps_over_a_week_end_and_a_holiday() -> None:
    whit_sunday = date(2026, 5, 24)
    assert next_working_day(whit_sunday) == date(2026, 5, 26)
    assert next_working_day(date(2026, 5, 26)) == date(2026, 5, 26)
    assert [is_working_day(date(2026, 5, day)) for day in (22, 23, 24, 25, 26)] == [True, False, False, False, True]
