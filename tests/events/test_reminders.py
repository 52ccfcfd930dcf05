"""Who leads an outing is reminded three days and a day before, and asked for a report the day after: once each."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import OutgoingMail, User
from events.changes import change_activity
from events.models import Activity, Seat
from events.reminders import ask_for_reports, remind_of_outings
from events.reports import Answers, write_report
from tests.events.factories import ActivityFactory, SeatFactory, VenueFactory
from tests.volunteers.words import plain
from volunteers.models import Volunteer

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
# The clocks of Paris go back the night before.
STARTS_AT = datetime(2026, 10, 26, 14, 30, tzinfo=PARIS)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
LONG_BEFORE = STARTS_AT - timedelta(days=40)
SOON, TOMORROW = "Votre sortie est dans trois jours", "Votre sortie est demain"


@pytest.fixture
def seat(ready_volunteer: Volunteer) -> Seat:
    venue = VenueFactory(name="Musée secret", area="Paris 18e")
    activity = ActivityFactory(starts_at=STARTS_AT, venue=venue, meeting_point="Sous l’horloge", day_phone="01 02 03 04 05")
    held: Seat = SeatFactory(activity=activity, volunteer=ready_volunteer, taken_at=LONG_BEFORE)
    return held


def pass_hours(first: datetime, last: datetime) -> None:
    """The job runs every hour."""
    now = first
    while now <= last:
        remind_of_outings(now)
        now += HOUR


def subjects() -> list[str]:
    return sorted(OutgoingMail.objects.values_list("subject", flat=True))


def test_two_reminders_leave_once_each_at_the_hour_of_the_outing(seat: Seat) -> None:
    for before, expected in ((3 * DAY, [SOON]), (1 * DAY, [SOON, TOMORROW])):
        remind_of_outings(STARTS_AT - before - timedelta(seconds=1))
        assert len(subjects()) == len(expected) - 1
        remind_of_outings(STARTS_AT - before)
        assert subjects() == expected
    pass_hours(STARTS_AT - 5 * DAY, STARTS_AT + DAY)
    assert subjects() == [SOON, TOMORROW]


def test_exact_place_is_in_the_last_one_alone(seat: Seat) -> None:
    SeatFactory(activity=seat.activity, volunteer__user__first_name="Ada", taken_at=STARTS_AT)
    pass_hours(STARTS_AT - 5 * DAY, STARTS_AT)
    mails = {mail.subject: mail.text + mail.html + mail.calendar for mail in OutgoingMail.objects.all()}
    secrets = ["Musée secret", "Sous l’horloge", "01 02 03 04 05", "12, rue de l’Essai"]
    assert [words for words in secrets if words in mails[SOON].replace("\\,", ",")] == []
    assert [words for words in secrets if words not in mails[TOMORROW]] == []
    assert ["Paris 18e" in mails[SOON], "Ada" in mails[SOON], "Ada" in mails[TOMORROW]] == [True, True, True]


def test_calendar_file_is_neutral_and_keeps_its_identity(seat: Seat) -> None:
    pass_hours(STARTS_AT - 5 * DAY, STARTS_AT)
    files = [mail.calendar for mail in OutgoingMail.objects.order_by("created_at")]
    lines = [[line for line in file.splitlines() if line.startswith(("UID", "SUMMARY", "DTSTART"))] for file in files]
    assert lines[0] == lines[1]
    assert lines[0][0] == "SUMMARY:Animation d’une sortie"
    assert "DTSTART:20261026T133000Z" in files[0]
    assert seat.activity.title not in files[0] + files[1]


def test_outing_moved_to_another_day_is_reminded_of_again_once(seat: Seat, coordinator: User) -> None:
    pass_hours(STARTS_AT - 5 * DAY, STARTS_AT - 2 * DAY)
    later = STARTS_AT + 7 * DAY
    change_activity(seat.activity, {"starts_at": later, "ends_at": later + 3 * HOUR}, by=coordinator, now=STARTS_AT - 2 * DAY)
    OutgoingMail.objects.filter(subject="Une sortie que vous animez a changé").delete()
    pass_hours(STARTS_AT - 2 * DAY, later + DAY)
    assert subjects() == [SOON, SOON, TOMORROW]


def test_outing_moved_by_an_hour_is_not_reminded_of_again(seat: Seat) -> None:
    remind_of_outings(STARTS_AT - 3 * DAY)
    Activity.objects.update(starts_at=STARTS_AT + HOUR, ends_at=STARTS_AT + 4 * HOUR)
    pass_hours(STARTS_AT - 3 * DAY, STARTS_AT - 2 * DAY)
    assert subjects() == [SOON]


def test_worker_that_was_away_for_long_sends_no_late_reminder(seat: Seat) -> None:
    remind_of_outings(STARTS_AT - 3 * DAY + 12 * HOUR)
    assert subjects() == []


def test_who_took_a_seat_since_is_not_reminded_of_what_they_just_read(seat: Seat) -> None:
    Seat.objects.update(taken_at=STARTS_AT - 2 * DAY)
    pass_hours(STARTS_AT - 5 * DAY, STARTS_AT)
    assert subjects() == [TOMORROW]


@pytest.mark.parametrize(
    "fields", [{"status": Activity.Status.CANCELLED, "cancellation_reason": "Pluie"}, {"status": Activity.Status.ACCEPTED}]
)
def test_outing_that_will_not_be_is_silent(fields: dict[str, str], seat: Seat) -> None:
    Activity.objects.update(**fields)
    pass_hours(STARTS_AT - 5 * DAY, STARTS_AT)
    ask_for_reports(STARTS_AT + DAY)
    assert subjects() == []


def test_seat_given_back_is_silent(seat: Seat) -> None:
    Seat.objects.update(left_at=LONG_BEFORE)
    pass_hours(STARTS_AT - 5 * DAY, STARTS_AT)
    ask_for_reports(STARTS_AT + DAY)
    assert subjects() == []


def test_report_is_asked_once_from_nine_on_the_day_after(seat: Seat) -> None:
    SeatFactory(activity=seat.activity)
    nine = datetime(2026, 10, 27, 9, 0, tzinfo=PARIS)
    ask_for_reports(nine - timedelta(seconds=1))
    assert subjects() == []
    for hours in range(72):
        ask_for_reports(nine + hours * HOUR)
    assert subjects() == ["Comment s’est passée votre sortie\u00a0?"] * 2
    assert f"/espace/activites/{seat.activity_id}/bilan/" in plain(OutgoingMail.objects.first().text)  # type: ignore[union-attr]


def test_outing_reported_already_is_asked_nothing(seat: Seat) -> None:
    with time_machine.travel(STARTS_AT + 5 * HOUR, tick=False):
        write_report(seat.activity, Answers(8, 5), by=seat.volunteer.user, now=STARTS_AT + 5 * HOUR)
    ask_for_reports(STARTS_AT + DAY)
    assert subjects() == []


def test_jobs_ask_as_many_queries_however_many_outings_are_far(seat: Seat, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(3):
        SeatFactory(activity=ActivityFactory(starts_at=STARTS_AT + (30 + number) * DAY))
    with django_assert_num_queries(2):
        remind_of_outings(LONG_BEFORE)
        ask_for_reports(LONG_BEFORE)
