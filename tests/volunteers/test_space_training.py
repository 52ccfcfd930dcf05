"""`/espace/formation/`: choosing a date, giving the place back."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from home.places import Venue
from tests.conftest import SignIn
from tests.volunteers.counting import count_queries
from tests.volunteers.factories import BookingFactory, TrainingSessionFactory, VolunteerFactory, WaitingFactory
from tests.volunteers.words import plain
from volunteers.models import Attendance, Booking, Volunteer
from volunteers.steps import steps_of

pytestmark = pytest.mark.django_db

URL = "/espace/formation/"


def page_of(client: Client) -> str:
    return plain(client.get(URL).content.decode())


@pytest.fixture
def venue() -> Venue:
    return Venue.objects.create(name="Local", address="1, rue de l’Exemple", area="Paris 14e", accessibility="Sonnez.")


def test_session_is_offered_with_its_places_and_area_alone(signed_in: SignIn, new_volunteer: Volunteer, venue: Venue) -> None:
    TrainingSessionFactory(capacity=7, venue=venue)
    page = page_of(signed_in(new_volunteer.user))
    assert "7 places" in page
    assert "Paris 14e" in page
    assert "rue de l’Exemple" not in page


def test_without_any_session_the_page_says_so(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    assert "Aucune autre date n’est ouverte en ce moment." in page_of(signed_in(new_volunteer.user))


def test_booking_shows_the_place_and_the_address(signed_in: SignIn, new_volunteer: Volunteer, venue: Venue) -> None:
    session, client = TrainingSessionFactory(venue=venue), signed_in(new_volunteer.user)
    response = client.post(f"{URL}{session.pk}/reserver/", follow=True)
    page = plain(response.content.decode())
    assert response.redirect_chain == [(URL, 302)]
    assert "Votre place est réservée. Un courriel de confirmation vous arrive." in page
    assert "Local, 1, rue de l’Exemple" in page
    assert Booking.objects.get().volunteer == new_volunteer


def test_button_is_greyed_by_what_refuses_the_post(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    session, client = TrainingSessionFactory(capacity=1), signed_in(new_volunteer.user)
    BookingFactory(session=session, volunteer=VolunteerFactory())
    page = page_of(client)
    assert "disabled" in page
    assert "Cette session est complète." in page
    response = client.post(f"{URL}{session.pk}/reserver/", follow=True)
    assert "Cette session est complète." in response.content.decode()
    assert not Booking.objects.filter(volunteer=new_volunteer).exists()


def test_every_reason_is_shown(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    BookingFactory(volunteer=new_volunteer)
    full = TrainingSessionFactory(capacity=1, starts_at=timezone.now() + timedelta(days=9))
    BookingFactory(session=full, volunteer=VolunteerFactory())
    page = page_of(signed_in(new_volunteer.user))
    assert "Cette session est complète." in page
    assert "rendez-la d’abord pour changer de date." in page


def test_trained_person_has_nothing_left_to_book(signed_in: SignIn, ready_volunteer: Volunteer) -> None:
    TrainingSessionFactory()
    page = page_of(signed_in(ready_volunteer.user))
    assert "Vous avez suivi cette formation : plus rien à réserver." in page
    assert "Réserver" not in page
    assert "Présent·e" in page


def test_absence_is_shown_and_another_date_offered(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    BookingFactory(volunteer=new_volunteer, session__starts_at=timezone.now() - timedelta(days=3), attendance=Attendance.ABSENT)
    TrainingSessionFactory()
    page = page_of(signed_in(new_volunteer.user))
    assert "Absent·e" in page
    assert "Réserver" in page


def test_unknown_session_is_missing(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    assert signed_in(new_volunteer.user).post(f"{URL}{uuid.uuid4()}/reserver/").status_code == 404


def test_posted_volunteer_changes_nothing(signed_in: SignIn, new_volunteer: Volunteer, stranger: Volunteer) -> None:
    session = TrainingSessionFactory()
    signed_in(new_volunteer.user).post(f"{URL}{session.pk}/reserver/", {"volunteer": str(stranger.pk), "attendance": "present"})
    booking = session.bookings.get()
    assert (booking.volunteer, booking.attendance) == (new_volunteer, "")


def test_place_is_given_back_by_the_button_not_by_the_link(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    booking, client = BookingFactory(volunteer=new_volunteer), signed_in(new_volunteer.user)
    url = f"{URL}places/{booking.pk}/rendre/"
    assert "La session, elle, a bien lieu" in client.get(url).content.decode()
    booking.refresh_from_db()
    assert booking.cancelled_at is None
    response = client.post(url, follow=True)
    assert "Votre place est rendue." in response.content.decode()
    booking.refresh_from_db()
    assert booking.cancelled_at is not None


def test_place_of_a_begun_session_says_why_it_stays(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    booking = BookingFactory(volunteer=new_volunteer, session__starts_at=timezone.now() - timedelta(hours=1))
    client, url = signed_in(new_volunteer.user), f"{URL}places/{booking.pk}/rendre/"
    page = client.get(url).content.decode()
    assert "Cette session a déjà commencé." in page
    assert 'type="submit">Rendre' not in page
    assert "Cette session a déjà commencé." in client.post(url, follow=True).content.decode()


def test_place_of_somebody_else_is_missing(signed_in: SignIn, ready_volunteer: Volunteer, stranger: Volunteer) -> None:
    booking = BookingFactory(volunteer=ready_volunteer)
    client, url = signed_in(stranger.user), f"{URL}places/{booking.pk}/rendre/"
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    booking.refresh_from_db()
    assert booking.cancelled_at is None


def test_page_asks_as_many_queries_however_many_sessions(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    client = signed_in(new_volunteer.user)
    TrainingSessionFactory()
    client.get(URL)
    one = count_queries(client, URL)
    TrainingSessionFactory.create_batch(29)
    assert count_queries(client, URL) == one


@pytest.mark.parametrize("url", [URL, "/espace/profil/", "/espace/binomes/"])
def test_pages_of_the_space_are_for_volunteers(client: Client, signed_in: SignIn, url: str, request: pytest.FixtureRequest) -> None:
    assert client.get(url)["Location"] == f"/compte/login/?next={url}"
    response = signed_in(request.getfixturevalue("coordinator")).get(url)
    assert (response.status_code, response["Location"]) == (302, "/coordination/")
    response = signed_in(request.getfixturevalue("new_volunteer").user).get(url)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_booking_by_get_is_not_allowed(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    session = TrainingSessionFactory()
    assert signed_in(new_volunteer.user).get(f"{URL}{session.pk}/reserver/").status_code == 405


def test_session_that_was_called_off_says_so(signed_in: SignIn, new_volunteer: Volunteer) -> None:
    session = TrainingSessionFactory(cancelled_at=timezone.now(), cancelled_reason="La salle est inondée.")
    BookingFactory(session=session, volunteer=new_volunteer)
    client = signed_in(new_volunteer.user)
    for address in ("/espace/formation/", f"/espace/formation/{session.pk}/"):
        page = client.get(address).content.decode()
        assert ("Session annulée" in page, "La salle est inondée." in page) == (True, True)
    assert "Vous avez déjà une place dans cette session." not in page


def test_place_that_is_held_is_the_next_step(new_volunteer: Volunteer) -> None:
    now = timezone.now()
    wait = WaitingFactory(volunteer=new_volunteer, offered_until=now + timedelta(hours=3))
    step = next(step for step in steps_of(new_volunteer, now=now) if step.code.startswith("training"))
    assert step.detail.startswith("Une place vous est gardée jusqu’au ")
    assert step.action_url == f"/espace/formation/attente/{wait.pk}/"
