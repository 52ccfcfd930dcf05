"""Dates and hours in French words."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

from home import dates

PARIS = ZoneInfo("Europe/Paris")


def instant(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=PARIS)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (date(2025, 3, 1), "samedi 1er\u00a0mars"),
        (date(2025, 7, 12), "samedi 12\u00a0juillet"),
        (datetime(2025, 7, 11, 22, 30, tzinfo=UTC), "samedi 12\u00a0juillet"),
    ],
)
def test_day_is_named_in_paris(value: date, expected: str) -> None:
    assert dates.day(value) == expected


def test_full_day_adds_the_year() -> None:
    assert dates.full_day(date(2025, 3, 1)) == "samedi 1er\u00a0mars 2025"


@pytest.mark.parametrize(("value", "expected"), [(date(2025, 8, 3), "Août 2025"), (instant(2025, 12, 31, 23, 59), "Décembre 2025")])
def test_month_is_a_heading(value: date, expected: str) -> None:
    assert dates.month(value) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (instant(2025, 7, 12, 14, 0), "14\u00a0h"),
        (instant(2025, 7, 12, 9, 5), "9\u00a0h\u00a005"),
        (instant(2025, 7, 12, 0, 0), "0\u00a0h"),
        # The same hour in UTC, on both sides of a change of clocks.
        (datetime(2026, 3, 28, 13, 0, tzinfo=UTC), "14\u00a0h"),
        (datetime(2026, 3, 29, 13, 0, tzinfo=UTC), "15\u00a0h"),
        (datetime(2026, 10, 24, 13, 0, tzinfo=UTC), "15\u00a0h"),
        (datetime(2026, 10, 25, 13, 0, tzinfo=UTC), "14\u00a0h"),
    ],
)
def test_clock_is_that_of_paris(moment: datetime, expected: str) -> None:
    assert dates.clock(moment) == expected


def test_span_within_a_day() -> None:
    assert dates.time_span(instant(2025, 7, 12, 14), instant(2025, 7, 12, 16, 30)) == "de 14\u00a0h à 16\u00a0h\u00a030"


def test_span_past_midnight_names_the_day() -> None:
    words = dates.time_span(instant(2025, 7, 12, 20), instant(2025, 7, 13, 1))
    assert words == "de 20\u00a0h au dimanche 13\u00a0juillet, 1\u00a0h"


def test_templates_speak_the_same() -> None:
    template = Template(
        "{% load dates %}{{ start|day }} | {{ start|full_day }} | {{ start|month }} | {{ start|clock }} | {% day_and_times start end %}"
    )
    context = Context({"start": instant(2025, 3, 1, 14), "end": instant(2025, 3, 1, 16)})
    assert template.render(context) == (
        "samedi 1er\u00a0mars | samedi 1er\u00a0mars 2025 | Mars 2025 | 14\u00a0h | samedi 1er\u00a0mars 2025, de 14\u00a0h à 16\u00a0h"
    )


def test_short_day_leaves_the_weekday_out() -> None:
    assert dates.short_day(instant(2025, 3, 1, 14)) == "1er\u00a0mars 2025"


@pytest.mark.parametrize(
    ("past", "expected"),
    [
        (timedelta(seconds=59), "à l’instant"),
        (timedelta(minutes=1), "il y a 1\u00a0minute"),
        (timedelta(hours=3, minutes=40), "il y a 3\u00a0heures"),
        (timedelta(days=1, hours=7), "il y a 1\u00a0jour"),
    ],
)
def test_what_is_past_is_told_by_its_largest_unit(past: timedelta, expected: str) -> None:
    now = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
    assert dates.how_long_ago(now - past, now) == expected
