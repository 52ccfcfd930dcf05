"""The last Sundays of March and October, when clocks in Paris jump: what is shown and what is compared."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.demo import at
from events.forms import ActivityForm
from events.models import Activity
from events.seat_reasons import refusal_reasons
from home.dates import time_span
from tests.events.factories import ActivityFactory, SeatFactory
from tests.volunteers.factories import MissionFactory
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
# In 2026: clocks go forward on 29 March at 2 h, back on 25 October at 3 h.
SPRING = datetime(2026, 3, 29, tzinfo=PARIS)
AUTUMN = datetime(2026, 10, 25, tzinfo=PARIS)


def form(starts_at: str, ends_at: str) -> ActivityForm:
    typed = {
        "title": "Nuit",
        "kind": "outing",
        "description": "…",
        "aims": ["is_cultural"],
        "starts_at": starts_at,
        "ends_at": ends_at,
        "facilitator_seats": 2,
        "participants_expected": 8,
        "mission": MissionFactory().pk,
    }
    return ActivityForm(typed, now=datetime(2026, 1, 1, tzinfo=PARIS))


@pytest.mark.parametrize(("day", "utc_hour"), [("2026-03-28", 13), ("2026-03-29", 12), ("2026-10-24", 12), ("2026-10-25", 13)])
def test_typed_hour_is_the_one_shown_whatever_the_clocks_do(day: str, utc_hour: int) -> None:
    typed = form(f"{day}T14:00", f"{day}T16:30")
    assert typed.is_valid()
    starts_at, ends_at = typed.values["starts_at"], typed.values["ends_at"]
    assert starts_at.astimezone(UTC).hour == utc_hour
    assert time_span(starts_at, ends_at) == "de 14\u00a0h à 16\u00a0h\u00a030"


@pytest.mark.parametrize("hour_that_is_not_one", ["2026-03-29T02:30", "2026-10-25T02:30"], ids=["skipped", "twice"])
def test_hour_that_does_not_exist_or_exists_twice_is_refused(hour_that_is_not_one: str) -> None:
    typed = form(hour_that_is_not_one, hour_that_is_not_one[:11] + "06:00")
    assert not typed.is_valid()
    assert list(typed.errors) == ["starts_at"]


@pytest.mark.parametrize(("midnight", "hours"), [(SPRING, 23), (AUTUMN, 25)])
def test_a_day_of_23_or_25_hours_is_one_day(midnight: datetime, hours: int) -> None:
    assert (midnight + timedelta(days=1)).astimezone(UTC) - midnight.astimezone(UTC) == timedelta(hours=hours)
    activity = Activity(starts_at=(midnight + timedelta(days=1)).astimezone(UTC))
    assert activity.meeting_point_shown_on == midnight.date()
    assert not activity.shows_meeting_point(midnight.astimezone(UTC) - timedelta(seconds=1))
    assert activity.shows_meeting_point(midnight.astimezone(UTC))


def test_overlap_is_compared_on_instants_in_the_hour_that_comes_twice(ready_volunteer: Volunteer) -> None:
    first_half_past_two = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    second_half_past_two = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    now = AUTUMN - timedelta(days=1)
    held = ActivityFactory(starts_at=first_half_past_two, ends_at=first_half_past_two + timedelta(minutes=30))
    SeatFactory(activity=held, volunteer=ready_volunteer)
    same_on_the_clock = ActivityFactory(starts_at=second_half_past_two, ends_at=second_half_past_two + timedelta(minutes=30))
    assert refusal_reasons(same_on_the_clock, ready_volunteer, now=now) == []
    across = ActivityFactory(starts_at=first_half_past_two, ends_at=second_half_past_two)
    assert [reason.code for reason in refusal_reasons(across, ready_volunteer, now=now)] == ["overlap"]


def test_month_is_that_of_paris() -> None:
    assert Activity(starts_at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC)).month == date(2026, 4, 1)
    assert Activity(starts_at=datetime(2026, 10, 31, 22, 30, tzinfo=UTC)).month == date(2026, 10, 1)


@pytest.mark.parametrize("now", [SPRING - timedelta(days=1), AUTUMN - timedelta(days=1)])
def test_demo_hours_do_not_drift(now: datetime) -> None:
    moment = at(now + timedelta(hours=12), 2, 14, 30)
    assert (moment.astimezone(PARIS).hour, moment.astimezone(PARIS).minute) == (14, 30)
