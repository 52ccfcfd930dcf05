"""The demo's year 2024 says what the printed report says, and a second run changes nothing."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events.demo import build
from events.models import Activity, Seat, Staffing
from tests.accounts.factories import UserFactory
from tests.volunteers.factories import VolunteerFactory
from volunteers.models import Engagement, Volunteer

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 5, 12, 10, 0, tzinfo=PARIS)
# The association's published report for 2024, part « culture » (figures-2024.json).
REPORT = {
    "activities": 38,
    "june": 9,
    "february": 7,
    "aim_cultural_about_pct": 66,
    "aim_language_and_work_pct": 34,
    "aim_sport_pct": 13,
    "participants_per_activity_avg": 8,
    "volunteer_facilitators": 24,
    "activities_per_facilitator_avg": 3,
    "facilitators_per_activity": 2,
}


def test_year_2024_has_the_figures_of_the_report() -> None:
    build(NOW)
    year = Activity.objects.filter(starts_at__year=2024)
    months = Counter(activity.month.month for activity in year)
    seats = Seat.objects.filter(activity__in=year)
    count = year.count()
    facilitators = seats.values("volunteer").distinct().count()
    assert {
        "activities": count,
        "june": months[6],
        "february": months[2],
        "aim_cultural_about_pct": round(100 * year.filter(is_cultural=True).count() / count),
        "aim_language_and_work_pct": round(100 * year.filter(is_language_and_work=True).count() / count),
        "aim_sport_pct": round(100 * year.filter(is_sport=True).count() / count),
        "participants_per_activity_avg": round(sum(activity.participants_count or 0 for activity in year) / count),
        "volunteer_facilitators": facilitators,
        "activities_per_facilitator_avg": round(seats.count() / facilitators),
        "facilitators_per_activity": seats.count() / count,
    } == REPORT
    assert (min(months), max(months)) == (2, 12)
    assert {activity.status for activity in year} == {Activity.Status.HELD}
    assert all(activity.description.endswith("Activité de démonstration.") for activity in year)
    assert set(seats.values_list("volunteer__kind", flat=True)) == {Volunteer.Kind.VOLUNTEER}
    assert max(Counter(seats.values_list("activity", flat=True)).values()) == 2


def test_what_is_to_come_can_be_led_or_read() -> None:
    VolunteerFactory(user=UserFactory(email="benevole@demo.test"), trained=True)
    VolunteerFactory.create_batch(4, trained=True)
    build(NOW)
    upcoming = Activity.objects.upcoming(NOW)
    assert upcoming.outings().count() == 8
    assert {level: upcoming.staffed(level).count() for level in Staffing} == {
        Staffing.NONE: 3,
        Staffing.PARTIAL: 3,
        Staffing.COMPLETE: 2,
    }
    assert upcoming.public().count() == 4
    assert Activity.objects.public().past(NOW).count() == 2
    mine = Activity.objects.led_by(Volunteer.objects.get(user__email="benevole@demo.test")).upcoming(NOW).get()
    assert mine.starts_at - NOW < timedelta(days=2)


def test_second_run_changes_nothing() -> None:
    def rows() -> list[list[object]]:
        return [list(model.objects.order_by("pk").values()) for model in (Activity, Seat, Engagement, Volunteer)]

    build(NOW)
    first = rows()
    build(NOW + timedelta(days=1))
    assert rows() == first


def test_missing_facilitators_are_plainly_invented() -> None:
    VolunteerFactory.create_batch(3, trained=True)
    build(NOW)
    assert Volunteer.objects.filter(user__email__startswith="animation-").count() == 21
