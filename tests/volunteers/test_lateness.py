"""Nobody waits in silence: reminders to who is late, a word to the team when it is, news on the day that was named."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import OutgoingMail, User
from tests.conftest import SignIn
from tests.volunteers.factories import BookingFactory, CharterFactory, MissionFactory, TrainingSessionFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers import lateness, pauses
from volunteers.models import Attendance, Volunteer, WelcomeSettings
from volunteers.steps import steps_of

pytestmark = pytest.mark.django_db

# A Tuesday, 10 h in Paris.
NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def mails() -> list[tuple[str, str]]:
    return [(mail.recipient, plain(mail.text)) for mail in OutgoingMail.objects.order_by("created_at", "pk")]


def late(days: int = 10, **traits: object) -> Volunteer:
    volunteer: Volunteer = VolunteerFactory(signed_up_at=NOW - days * DAY, **traits)
    return volunteer


def test_who_lacks_a_profile_is_reminded_once_then_each_month_then_no_more() -> None:
    volunteer = late(languages=[])
    for days in range(200):
        lateness.remind_of_steps(NOW + days * DAY)
    assert [recipient for recipient, _ in mails()] == [volunteer.user.email] * 4
    text = mails()[0][1]
    assert "Il vous reste une étape pour avancer vers votre première mission : Profil complet." in text
    assert "/espace/profil/" in text


def test_setting_says_when_somebody_is_late() -> None:
    late(9, languages=[])
    lateness.remind_of_steps(NOW)
    assert mails() == []
    WelcomeSettings.objects.update_or_create(pk=1, defaults={"remind_after_days": 9})
    lateness.remind_of_steps(NOW)
    assert len(mails()) == 1


def test_each_step_has_its_own_reminder() -> None:
    TrainingSessionFactory(starts_at=NOW + 40 * DAY)
    volunteer = late()
    lateness.remind_of_steps(NOW)
    BookingFactory(volunteer=volunteer, booked_at=NOW, session__starts_at=NOW + DAY, attendance=Attendance.PRESENT)
    CharterFactory()
    lateness.remind_of_steps(NOW + 8 * DAY)
    lateness.remind_of_steps(NOW + 12 * DAY)
    texts = [text for _, text in mails()]
    assert [sum(words in text for text in texts) for words in ("Formation « Connaissance du public »", "Charte des bénévoles")] == [1, 1]


def test_who_never_confirmed_reads_when_it_is_forgotten() -> None:
    late(user__verified=False)
    lateness.remind_of_steps(NOW)
    ((_, text),) = mails()
    assert "Si vous n’avez rien demandé, ne faites rien : cette inscription sera effacée le dimanche 2 août 2026." in text
    assert "/compte/" in text


def test_nobody_is_reminded_of_what_they_cannot_do() -> None:
    today = timezone.localdate(NOW)
    TrainingSessionFactory(starts_at=NOW + 5 * DAY)
    waiting = MissionFactory(slug="fle", title="Cours de français", asks_interview=True)
    late(trained=True)
    late(missions=[waiting])
    late(left_on=today, left_reason="time")
    late(user__is_active=False)
    late(kind=Volunteer.Kind.EMPLOYEE)
    late(write_back_on=today + 5 * DAY)
    pauses.add(late(), since=today, until=None, today=today)
    BookingFactory(volunteer=late(), session__starts_at=NOW + 3 * DAY, booked_at=NOW - 20 * DAY)
    lateness.remind_of_steps(NOW)
    assert mails() == []


def test_without_a_date_the_team_is_awaited_not_the_bénévole() -> None:
    volunteer = late()
    lateness.remind_of_steps(NOW)
    assert mails() == []
    found = Volunteer.objects.awaiting_team(NOW).get()
    assert (found, found.awaited_label) == (volunteer, "Date de formation à ouvrir")
    TrainingSessionFactory(starts_at=NOW + DAY, closes_at=NOW - DAY)
    assert Volunteer.objects.awaiting_team(NOW).exists()
    TrainingSessionFactory(starts_at=NOW + 2 * DAY)
    assert not Volunteer.objects.awaiting_team(NOW).exists()


def test_team_is_awaited_for_interview_mark_and_letter() -> None:
    TrainingSessionFactory(starts_at=NOW + 5 * DAY)
    asking = MissionFactory(slug="fle", title="Cours de français", asks_interview=True)
    late(30, missions=[asking])
    late(20, trained=True, age_band="16-17")
    BookingFactory(volunteer=late(25), session__starts_at=NOW - DAY, booked_at=NOW - 3 * DAY)
    found = [volunteer.awaited for volunteer in Volunteer.objects.awaiting_team(NOW)]
    assert sorted(found) == ["interview", "mark", "parent"]
    late(30, missions=[asking], user__verified=False)
    assert Volunteer.objects.awaiting_team(NOW).count() == 3


def test_step_is_the_one_that_the_bénévole_reads_and_since_when() -> None:
    """Booking a training changes neither what the team owes somebody nor since when."""
    asking = MissionFactory(slug="fle", title="Cours de français", asks_interview=True)
    TrainingSessionFactory(starts_at=NOW + 5 * DAY)
    minor, asked, marked = late(20, age_band="16-17"), late(30, missions=[asking]), late(25)
    BookingFactory(volunteer=asked, booked_at=NOW - DAY, session__starts_at=NOW + 6 * DAY)
    BookingFactory(volunteer=marked, booked_at=NOW - 9 * DAY, session__starts_at=NOW - 3 * DAY)
    found = {who.pk: (who.awaited, (NOW - who.awaited_since).days) for who in Volunteer.objects.awaiting_team(NOW)}
    assert found == {minor.pk: ("parent", 20), asked.pk: ("interview", 30), marked.pk: ("mark", 2)}
    today = timezone.localdate(NOW)
    assert {who.pk: who.stage for who in Volunteer.objects.with_facts(today)} == {
        minor.pk: "parent",
        asked.pk: "interview",
        marked.pk: "booked",
    }
    for who, code in ((minor, "parent"), (asked, "interview")):
        assert next(step.code for step in steps_of(who, now=NOW) if step.state == "current") == code


@pytest.mark.parametrize(
    ("days", "now", "told"),
    [
        (6, NOW, 0),
        (7, NOW, 1),
        (9, NOW, 0),
        (9, NOW - DAY, 1),  # a Monday
        (7, NOW - timedelta(hours=4), 0),  # 6 h
        (7, NOW + 4 * DAY, 0),  # a Saturday
    ],
)
def test_team_is_told_the_day_it_comes_late_and_on_mondays(coordinator: User, treasurer: User, days: int, now: datetime, told: int) -> None:
    VolunteerFactory(signed_up_at=now - days * DAY, contact=coordinator, user__first_name="Élodie")
    for _ in range(2):
        lateness.tell_team(now)
    assert [recipient for recipient, _ in mails()] == [coordinator.email] * told
    if told:
        text = mails()[0][1]
        assert "Une personne attend quelque chose que seule l’équipe peut faire" in text
        assert "vous en suivez 1" in text
        assert "?waits=team" in text
        assert "Élodie" not in text


def test_sign_up_says_honestly_that_nobody_is_taken_now(client: Client) -> None:
    assert "Nous ne pouvons pas accueillir" not in client.get("/benevoles/inscription/").content.decode()
    WelcomeSettings.objects.update_or_create(pk=1, defaults={"takes_people": False, "closed_until": date(2026, 6, 1)})
    page = plain(client.get("/benevoles/inscription/").content.decode())
    assert "Nous ne pouvons pas accueillir de nouvelles personnes en ce moment" in page
    assert "nous vous écrivons le lundi 1er juin 2026." in page
    with time_machine.travel(datetime(2026, 6, 1, 8, tzinfo=UTC)):
        assert "Nous ne pouvons pas accueillir" not in client.get("/benevoles/inscription/").content.decode()


def test_those_who_could_not_be_taken_are_written_to_on_the_day() -> None:
    volunteer = VolunteerFactory(write_back_on=date(2026, 6, 1))
    lateness.write_back(NOW)
    assert mails() == []
    first = datetime(2026, 6, 1, 8, tzinfo=UTC)
    for _ in range(2):
        lateness.write_back(first)
    ((recipient, text),) = mails()
    assert recipient == volunteer.user.email
    assert "Nous accueillons de nouveau des bénévoles" in text
    volunteer.refresh_from_db()
    assert volunteer.write_back_on is None


def test_still_closed_names_another_day(signed_in: SignIn) -> None:
    volunteer = VolunteerFactory(write_back_on=date(2026, 5, 12))
    WelcomeSettings.objects.update_or_create(pk=1, defaults={"takes_people": False, "closed_until": date(2026, 9, 1)})
    lateness.write_back(NOW)
    ((_, text),) = mails()
    assert "Nous vous écrivons de nouveau le mardi 1er septembre 2026" in text
    volunteer.refresh_from_db()
    assert volunteer.write_back_on == date(2026, 9, 1)
    assert "Nous vous écrivons le mardi 1er septembre 2026." in plain(signed_in(volunteer.user).get("/espace/").content.decode())
