"""`/coordination/formations/`: planning sessions, seeing who booked, marking who came."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from home.places import Venue
from tests.conftest import RunTasks, SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import BookingFactory, TrainingFactory, TrainingSessionFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers.models import Attendance, TrainingSession, Volunteer

pytestmark = pytest.mark.django_db

URL = "/coordination/formations/"
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    """The coordinator's browser."""
    return signed_in(coordinator)


def text_of(client: Client, url: str) -> str:
    return plain(client.get(url).content.decode())


def test_list_counts_places_and_presences(office: Client) -> None:
    upcoming = TrainingSessionFactory(capacity=5)
    for _ in range(2):
        BookingFactory(session=upcoming, volunteer=VolunteerFactory())
    past = TrainingSessionFactory(starts_at=timezone.now() - timedelta(days=3))
    for mark in (Attendance.PRESENT, Attendance.LATE, Attendance.ABSENT, ""):
        BookingFactory(session=past, volunteer=VolunteerFactory(), attendance=mark)
    BookingFactory(session=past, volunteer=VolunteerFactory(), cancelled_at=timezone.now())
    page = text_of(office, URL)
    assert "2 inscriptions" in page
    assert "3 places sur 5" in page
    assert "2 présent·es sur 4" in page
    assert "1 à noter" in page


def test_list_without_any_says_who_waits(office: Client) -> None:
    assert "les nouvelles personnes inscrites attendent une date" in text_of(office, URL)


def test_sessions_come_in_order(office: Client) -> None:
    now = timezone.now()
    starts = [now + timedelta(days=days) for days in (20, 2, 9, -3, -30)]
    for starts_at in starts:
        TrainingSessionFactory(starts_at=starts_at)
    context = office.get(URL).context
    assert [session.starts_at for session in context["upcoming"]] == [starts[1], starts[2], starts[0]]
    assert [session.starts_at for session in context["page"]] == [starts[3], starts[4]]


def test_list_asks_as_many_queries_however_many_sessions(office: Client) -> None:
    TrainingSessionFactory()
    TrainingSessionFactory(starts_at=timezone.now() - timedelta(days=3))
    office.get(URL)
    one = count_queries(office, URL)
    TrainingSessionFactory.create_batch(29)
    TrainingSessionFactory.create_batch(18, starts_at=timezone.now() - timedelta(days=3))
    assert count_queries(office, URL) == one


def answers(**changes: Any) -> dict[str, Any]:
    filled = {"training": TrainingFactory().pk, "on": "2027-03-02", "at": "18:30", "duration_minutes": "120", "capacity": "12", "venue": ""}
    return {**filled, **changes}


@pytest.fixture
def _in_autumn() -> Any:
    with time_machine.travel(datetime(2026, 10, 1, 12, tzinfo=PARIS), tick=False):
        yield


@pytest.mark.usefixtures("_in_autumn")
def test_session_is_planned_in_paris_time(office: Client) -> None:
    venue = Venue.objects.create(name="Local")
    response = office.post(f"{URL}nouvelle/", answers(venue=str(venue.pk)))
    session = TrainingSession.objects.get()
    assert response["Location"] == f"{URL}{session.pk}/"
    assert (session.starts_at, session.ends_at) == (datetime(2027, 3, 2, 18, 30, tzinfo=PARIS), datetime(2027, 3, 2, 20, 30, tzinfo=PARIS))
    assert (session.capacity, session.venue) == (12, venue)
    page = text_of(office, f"{URL}{session.pk}/")
    assert "Mardi 2 mars 2027" in page
    assert "De 18 h 30 à 20 h 30 · Local" in page
    assert "Personne n’a encore réservé de place." in page


@pytest.mark.usefixtures("_in_autumn")
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"on": ""}, "Indiquez la date."),
        ({"at": ""}, "Indiquez l’heure de début."),
        ({"on": "2026-09-30"}, "Cette date est passée : une session se prévoit à l’avance."),
        ({"on": "2026-10-01", "at": "12:00"}, "Cette date est passée : une session se prévoit à l’avance."),
        ({"on": "2026-10-25", "at": "02:30"}, "Cette nuit-là, l’heure change : choisissez une heure avant 2 h ou après 3 h."),
        ({"on": "2027-03-28", "at": "02:30"}, "Cette nuit-là, l’heure change : choisissez une heure avant 2 h ou après 3 h."),
        ({"on": "31/02/2027"}, "Écrivez une date qui existe, par exemple 31/12/2026."),
        ({"on": "2029-01-01"}, "Cette date est trop lointaine : une session se prévoit dans les deux ans à venir."),
        ({"on": "9999-12-31", "at": "23:59"}, "Cette date est trop lointaine : une session se prévoit dans les deux ans à venir."),
        ({"on": "0001-01-01", "at": "00:00"}, "Cette date est passée : une session se prévoit à l’avance."),
        ({"at": "25:00"}, "Écrivez l’heure de début, par exemple 18:30."),
        ({"capacity": "0"}, "Indiquez un nombre entre 1 et 200."),
        ({"capacity": "9" * 30}, "Indiquez un nombre entre 1 et 200."),
        ({"capacity": "9" * 5000}, "Indiquez un nombre entre 1 et 200."),
        ({"duration_minutes": "5"}, "Indiquez un nombre entre 15 et 600."),
    ],
)
def test_wrong_session_is_said_beside_its_field(office: Client, changes: dict[str, Any], sentence: str) -> None:
    page = plain(office.post(f"{URL}nouvelle/", answers(**changes)).content.decode())
    assert page.count(sentence) == 2, "beside the field and in the summary"
    assert not TrainingSession.objects.exists()


def test_who_booked_is_shown_before_the_session(office: Client) -> None:
    session = TrainingSessionFactory()
    booking = BookingFactory(session=session, volunteer=VolunteerFactory())
    page = text_of(office, f"{URL}{session.pk}/")
    assert booking.volunteer.user.get_full_name() in page
    assert "La feuille de présence s’ouvre au début de la session." in page
    response = office.post(f"{URL}{session.pk}/", {f"booking-{booking.pk}": "present"}, follow=True)
    assert "La feuille de présence s’ouvre au début de la session." in response.content.decode()
    booking.refresh_from_db()
    assert booking.attendance == ""


@pytest.fixture
def begun() -> TrainingSession:
    return TrainingSessionFactory(starts_at=timezone.now() - timedelta(hours=2))


def test_saved_presence_makes_ready_and_tells(office: Client, begun: TrainingSession, run_tasks: RunTasks) -> None:
    booking = BookingFactory(session=begun, volunteer=VolunteerFactory())
    page = text_of(office, f"{URL}{begun.pk}/")
    assert "l’étape est faite dès l’enregistrement" in page
    response = office.post(f"{URL}{begun.pk}/", {f"booking-{booking.pk}": "late"}, follow=True)
    page = plain(response.content.decode())
    assert "Les présences sont enregistrées." in page
    assert "Notée le " in page
    assert list(Volunteer.objects.ready(timezone.localdate())) == [booking.volunteer]
    run_tasks()
    # « Vous êtes prêt·e » and the certificate, in one.
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([booking.volunteer.user.email], "Vous êtes prêt·e, et votre attestation vous attend")
    ]
    again = office.post(f"{URL}{begun.pk}/", {f"booking-{booking.pk}": "late"}, follow=True)
    assert "Rien n’a changé." in again.content.decode()


def test_sheet_can_be_filled_bit_by_bit(office: Client, begun: TrainingSession) -> None:
    first, second = (BookingFactory(session=begun, volunteer=VolunteerFactory()) for _ in range(2))
    office.post(f"{URL}{begun.pk}/", {f"booking-{first.pk}": "present"})
    office.post(f"{URL}{begun.pk}/", {f"booking-{second.pk}": "excused"})
    assert set(begun.bookings.values_list("attendance", flat=True)) == {"present", "excused"}


def test_unknown_mark_changes_nothing(office: Client, begun: TrainingSession) -> None:
    booking = BookingFactory(session=begun, volunteer=VolunteerFactory())
    response = office.post(f"{URL}{begun.pk}/", {f"booking-{booking.pk}": "chief"})
    assert response.status_code == 200
    booking.refresh_from_db()
    assert booking.attendance == ""


def test_cancelled_session_takes_no_marks(office: Client, begun: TrainingSession) -> None:
    BookingFactory(session=begun, volunteer=VolunteerFactory())
    TrainingSession.objects.update(cancelled_at=timezone.now())
    page = text_of(office, f"{URL}{begun.pk}/")
    assert "Cette session est annulée." in page
    assert "Enregistrer les présences" not in page


def test_sheet_asks_as_many_queries_however_many_people(office: Client, begun: TrainingSession) -> None:
    BookingFactory(session=begun, volunteer=VolunteerFactory())
    url = f"{URL}{begun.pk}/"
    office.get(url)
    one = count_queries(office, url)
    for _ in range(11):
        BookingFactory(session=begun, volunteer=VolunteerFactory())
    assert count_queries(office, url) == one


@pytest.mark.parametrize("who", ["treasurer", "communication_officer"])
def test_other_roles_are_refused(signed_in: SignIn, request: pytest.FixtureRequest, begun: TrainingSession, who: str) -> None:
    client = signed_in(request.getfixturevalue(who))
    for url in (URL, f"{URL}nouvelle/", f"{URL}{begun.pk}/"):
        assert client.get(url).status_code == 403
        assert client.post(url).status_code == 403


def test_place_is_freed_after_a_second_look(office: Client, run_tasks: RunTasks) -> None:
    booking = BookingFactory(volunteer=VolunteerFactory(user__first_name="Élodie"))
    address = f"/coordination/formations/places/{booking.pk}/liberer/"
    assert "Garder la place" in office.get(address).content.decode()
    office.post(address)
    booking.refresh_from_db()
    assert booking.cancelled_at is not None
    run_tasks()
    assert "L’équipe a libéré votre place" in str(mail.outbox[-1].body)
    assert "Cette place ne peut plus être libérée" in office.get(address).content.decode()
