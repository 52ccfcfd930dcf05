"""Meetings: logged, planned, corrected for a week, called off; read by the bénévole whole, by the team as a rhythm."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import MeetingFactory, PairingAlertFactory, PairingFactory, VolunteerFactory
from volunteers import calendar_feed, calendars, meetings, sealed_words
from volunteers.exceptions import Refused
from volunteers.hours import meetings_held
from volunteers.meetings import Log, Plan
from volunteers.models import Engagement, Meeting, Pairing, Volunteer

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
NOW = timezone.now()
TODAY = timezone.localdate(NOW)
KEY = UUID("00000000-0000-4000-8000-000000000014")
CAFE = Meeting.Place.CAFE


@pytest.fixture
def pairing(ready_volunteer: Volunteer) -> Pairing:
    return PairingFactory(volunteer=ready_volunteer, starts_on=TODAY - timedelta(days=30))


def url_of(pairing: Pairing, page: str = "rencontre") -> str:
    return f"/espace/binomes/{pairing.pk}/{page}/"


def codes_of(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_meeting_is_logged_in_one_page(signed_in: SignIn, pairing: Pairing) -> None:
    client = signed_in(pairing.volunteer.user)
    sent = {
        "key": KEY,
        "when": "yesterday",
        "length": "90",
        "place": "park",
        "own_mood": "4",
        "their_mood": "",
        "note": "Parler des entretiens.",
    }
    for _ in range(2):
        # A double touch writes once.
        assert client.post(url_of(pairing), sent).status_code == 302
    meeting = Meeting.objects.get()
    assert (meeting.pk, meeting.day, meeting.minutes, meeting.place) == (KEY, TODAY - timedelta(days=1), 90, "park")
    assert (meeting.own_mood, meeting.their_mood, meeting.words) == (4, None, "Parler des entretiens.")
    assert [(entry.day, entry.minutes) for entry in meetings_held(pairing.volunteer)] == [(meeting.day, 90)]


def test_note_is_encrypted_and_read_by_the_volunteer_alone(signed_in: SignIn, pairing: Pairing, coordinator: User) -> None:
    meetings.log(pairing, Log(TODAY, 60, CAFE, 2, 2, "Parler des entretiens."), key=KEY, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM volunteers_meeting")
        assert "entretiens" not in cursor.fetchone()[0]
    assert "Parler des entretiens." in signed_in(pairing.volunteer.user).get(f"/espace/binomes/{pairing.pk}/").content.decode()
    client = signed_in(coordinator)
    for page in (f"{pairing.pk}/", f"{pairing.pk}/bilan/"):
        shown = client.get(f"/coordination/binomes/{page}").content.decode()
        assert "entretiens" not in shown
        assert "Pas facile" in shown or "pas facile" in shown


def test_note_that_may_lead_to_somebody_is_asked_once_more(signed_in: SignIn, pairing: Pairing) -> None:
    client = signed_in(pairing.volunteer.user)
    sent = {"key": KEY, "when": "today", "length": "60", "place": "cafe", "note": "Son numéro : 06 12 34 56 78"}
    page = client.post(url_of(pairing), sent).content.decode()
    assert "Ce texte semble contenir un numéro de téléphone" in page
    assert not Meeting.objects.exists()


@pytest.mark.parametrize(("typed", "minutes"), [("1 h 45", 105), ("", None)])
def test_other_length_is_written(signed_in: SignIn, pairing: Pairing, typed: str, minutes: int | None) -> None:
    sent = {"key": KEY, "when": "today", "length": "other", "minutes": typed, "place": "cafe"}
    signed_in(pairing.volunteer.user).post(url_of(pairing), sent)
    assert Meeting.objects.values_list("minutes", flat=True).first() == minutes


@pytest.mark.parametrize(("days", "code"), [(1, "future"), (-31, "before")])
def test_meeting_has_its_day_within_the_pairing(pairing: Pairing, days: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        meetings.log(pairing, Log(TODAY + timedelta(days=days), 60, CAFE), key=KEY, now=NOW)
    assert codes_of(refused) == [code]


def test_nothing_is_logged_a_week_after_the_end(pairing: Pairing) -> None:
    pairing.status, pairing.ended_on = Pairing.Status.ENDED, TODAY - timedelta(days=7)
    assert meetings.logging_reasons(pairing, today=TODAY) == []
    assert [reason.code for reason in meetings.logging_reasons(pairing, today=TODAY + timedelta(days=1))] == ["over"]


def test_page_of_another_pairing_writes_nothing(pairing: Pairing) -> None:
    meetings.log(pairing, Log(TODAY, 60, CAFE), key=KEY, now=NOW)
    with pytest.raises(Refused) as refused:
        meetings.log(PairingFactory(), Log(TODAY, 60, CAFE), key=KEY, now=NOW)
    assert codes_of(refused) == ["page"]


def test_planned_meeting_takes_its_time(pairing: Pairing) -> None:
    plan = Plan(NOW + timedelta(days=3), 60, CAFE)
    meetings.plan(pairing, plan, key=KEY, now=NOW)
    meetings.plan(pairing, plan, key=KEY, now=NOW)
    assert Engagement.objects.get(kind="meeting").starts_at == plan.starts_at
    with pytest.raises(Refused) as refused:
        meetings.plan(pairing, Plan(plan.starts_at + timedelta(minutes=30), 60, CAFE), key=uuid4(), now=NOW)
    assert codes_of(refused) == ["overlap"]
    meetings.call_off(Meeting.objects.get(), now=NOW)
    assert not Engagement.objects.filter(kind="meeting").exists()
    assert Meeting.objects.get().state == Meeting.State.CANCELLED


@pytest.mark.parametrize(("delay", "code"), [(timedelta(hours=-1), "past"), (timedelta(days=121), "far")])
def test_meeting_is_planned_in_its_time(pairing: Pairing, delay: timedelta, code: str) -> None:
    with pytest.raises(Refused) as refused:
        meetings.plan(pairing, Plan(NOW + delay, 60, CAFE), key=KEY, now=NOW)
    assert codes_of(refused) == [code]


def test_planned_meeting_counts_once_it_was_held(pairing: Pairing) -> None:
    then = NOW - timedelta(days=2)
    meetings.plan(pairing, Plan(NOW - timedelta(days=1), 60, CAFE), key=KEY, now=then)
    assert meetings_held(pairing.volunteer) == []
    meetings.correct(Meeting.objects.get(), Log(timezone.localdate(NOW - timedelta(days=1)), 45, CAFE), now=NOW)
    assert [entry.minutes for entry in meetings_held(pairing.volunteer)] == [45]


def test_log_is_corrected_for_a_week(pairing: Pairing) -> None:
    meeting = meetings.log(pairing, Log(TODAY, 60, CAFE), key=KEY, now=NOW)
    meetings.correct(meeting, Log(TODAY, 30, Meeting.Place.PARK, note="Autre"), now=NOW + timedelta(days=7))
    meeting.refresh_from_db()
    assert (meeting.minutes, meeting.place, meeting.words) == (30, "park", "Autre")
    taken = Engagement.objects.get(kind="meeting")
    assert taken.ends_at - taken.starts_at == timedelta(minutes=30)
    for change in (lambda now: meetings.correct(meeting, Log(TODAY, 60, CAFE), now=now), lambda now: meetings.call_off(meeting, now=now)):
        with pytest.raises(Refused) as refused:
            change(NOW + timedelta(days=7, seconds=1))
        assert codes_of(refused) == ["late"]
    meetings.call_off(meeting, now=NOW)
    assert (Meeting.objects.count(), Engagement.objects.filter(kind="meeting").count()) == (0, 0)
    with pytest.raises(Refused) as refused:
        meetings.call_off(meeting, now=NOW)
    assert codes_of(refused) == ["gone"]


def test_own_meeting_is_corrected_on_its_page(signed_in: SignIn, pairing: Pairing, stranger: Volunteer) -> None:
    meetings.log(pairing, Log(TODAY, 100, CAFE, note="Une note"), key=KEY, now=NOW)
    url = f"/espace/binomes/rencontres/{KEY}/"
    client = signed_in(pairing.volunteer.user)
    page = client.get(url).content.decode()
    assert "Une note" in page
    assert 'value="100 min"' in page
    client.post(url, {"key": KEY, "when": "other", "day": TODAY, "length": "30", "place": "cafe"})
    assert Meeting.objects.get().minutes == 30
    assert signed_in(stranger.user).post(f"{url}retirer/").status_code == 404
    client.post(f"{url}retirer/")
    assert not Meeting.objects.exists()


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 7, 14)])
def test_logged_time_is_as_long_as_it_was_when_clocks_change(day: date) -> None:
    midnight = datetime(day.year, day.month, day.day, 23, 59, tzinfo=PARIS)
    starts_at, ends_at = meetings.span_of(Log(day, 720, CAFE), now=midnight)
    assert ends_at - starts_at == timedelta(hours=12)
    assert timezone.localdate(starts_at) == day


def test_meeting_of_just_after_midnight_is_of_its_day() -> None:
    day = date(2026, 11, 3)
    starts_at, _ = meetings.span_of(Log(day, 60, CAFE), now=datetime(2026, 11, 3, 0, 10, tzinfo=PARIS))
    assert timezone.localdate(starts_at) == day


def test_planned_hour_is_shown_as_clocks_say_it(signed_in: SignIn) -> None:
    volunteer = VolunteerFactory(trained=True)
    starts_at = timezone.make_aware(datetime(TODAY.year + 1, 10, 31, 18, 30))  # noqa: DTZ001 Paris is added by make_aware
    pairing = PairingFactory(volunteer=volunteer)
    MeetingFactory(pairing=pairing, state="planned", starts_at=starts_at, day=starts_at.date())
    assert "18\u00a0h\u00a030" in signed_in(volunteer.user).get(f"/espace/binomes/{pairing.pk}/").content.decode()


def test_words_are_forgotten_a_year_after_the_end(pairing: Pairing) -> None:
    meetings.log(pairing, Log(TODAY, 60, CAFE, note="Parler des entretiens."), key=KEY, now=NOW)
    sealed_words.forget_words(NOW + timedelta(days=800))
    assert Meeting.objects.get().words == "Parler des entretiens."
    Pairing.objects.filter(pk=pairing.pk).update(status="ended", ended_on=TODAY)
    sealed_words.forget_words(NOW + timedelta(days=365))
    assert Meeting.objects.get().words != ""
    sealed_words.forget_words(NOW + timedelta(days=366))
    assert Meeting.objects.get().words == ""


def test_words_about_a_person_go_with_them(pairing: Pairing) -> None:
    meetings.log(pairing, Log(TODAY, 60, CAFE, note="Parler des entretiens."), key=KEY, now=NOW)
    sealed_words.forget_words_about(pairing.participants.get())
    assert Meeting.objects.get().words == ""


def test_words_are_sealed_again_under_a_new_key(pairing: Pairing) -> None:
    meeting = meetings.log(pairing, Log(TODAY, 60, CAFE, note="Parler des entretiens."), key=KEY, now=NOW)
    assert sealed_words.encrypt_again().done == 1
    again = Meeting.objects.get()
    assert again.sealed != meeting.sealed
    assert again.words == "Parler des entretiens."


def test_pages_of_a_pairing_ask_as_many_queries_however_many_meetings(signed_in: SignIn, pairing: Pairing, coordinator: User) -> None:
    mine, team = f"/espace/binomes/{pairing.pk}/", f"/coordination/binomes/{pairing.pk}/"
    readers = [(signed_in(pairing.volunteer.user), mine), (signed_in(coordinator), team), (signed_in(coordinator), f"{team}bilan/")]
    MeetingFactory(pairing=pairing)
    few = [(client.get(url), count_queries(client, url))[1] for client, url in readers]
    for days in range(20):
        MeetingFactory(pairing=pairing, day=TODAY - timedelta(days=days))
        PairingAlertFactory(pairing=pairing, closed_at=NOW, done="nothing", closed_by=coordinator)
    assert [count_queries(client, url) for client, url in readers] == few


def test_what_an_answer_asks_for_is_not_called_optional(signed_in: SignIn, pairing: Pairing) -> None:
    page = signed_in(pairing.volunteer.user).get(url_of(pairing)).content.decode()
    assert "Quel jour</label>" in page
    assert 'Pour mémoire <span class="field__optional">(facultatif)</span>' in page


def test_planned_meeting_is_the_next_appointment(signed_in: SignIn, pairing: Pairing) -> None:
    meetings.plan(pairing, Plan(NOW + timedelta(days=3), 60, Meeting.Place.LIBRARY), key=KEY, now=NOW)
    page = signed_in(pairing.volunteer.user).get("/espace/").content.decode()
    assert "Rencontre de votre binôme" in page
    assert "Une bibliothèque" in page


def test_meeting_is_planned_then_said_to_be_held(signed_in: SignIn, pairing: Pairing) -> None:
    client = signed_in(pairing.volunteer.user)
    sent = {"key": KEY, "on": TODAY + timedelta(days=2), "at": "18:30", "length": "60", "place": "cafe"}
    assert "Une rencontre commence entre" in client.post(url_of(pairing, "prevoir"), sent | {"at": "23:30"}).content.decode()
    assert client.post(url_of(pairing, "prevoir"), sent).status_code == 302
    again = client.post(url_of(pairing, "prevoir"), sent | {"key": uuid4()}).content.decode()
    assert "Vous avez déjà un engagement à ce moment" in again
    page = client.get(f"/espace/binomes/rencontres/{KEY}/").content.decode()
    assert "Cette rencontre n’a pas encore eu lieu." in page
    assert "Annuler cette rencontre" in page
    client.post(f"/espace/binomes/rencontres/{KEY}/retirer/")
    assert Meeting.objects.get().state == Meeting.State.CANCELLED
    assert "Cette rencontre est annulée." in client.get(f"/espace/binomes/rencontres/{KEY}/").content.decode()


def test_calendar_says_when_and_not_with_whom(pairing: Pairing) -> None:
    """Read from the database its hours are in UTC: the length stays true when clocks change."""
    meetings.plan(pairing, Plan(NOW + timedelta(days=3), 60, CAFE), key=KEY, now=NOW)
    [entry] = calendars.entries_of_meetings(pairing.volunteer, now=NOW)
    assert (entry.title, entry.place, entry.url, entry.is_cancelled) == ("Rendez-vous Polaris 14", "", "", False)
    assert entry.ends_at - entry.starts_at == timedelta(hours=1)
    meetings.call_off(Meeting.objects.get(), now=NOW)
    [entry] = calendars.entries_of_meetings(pairing.volunteer, now=NOW)
    assert (entry.is_cancelled, entry.sequence) == (True, 1)
    assert calendars.entries_of_meetings(pairing.volunteer, now=NOW + timedelta(days=4)) == []


def test_feed_holds_the_meeting(client: Client, pairing: Pairing) -> None:
    meetings.plan(pairing, Plan(NOW + timedelta(days=3), 60, CAFE), key=KEY, now=NOW)
    text = client.get(reverse("calendar_feed", args=[calendar_feed.renew(pairing.volunteer, now=NOW)])).content.decode()
    assert "Rendez-vous Polaris 14" in text
    assert pairing.participants.get().alias not in text
