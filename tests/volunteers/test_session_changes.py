"""A session is cancelled or moved: everybody is told at once, time follows, nothing is deleted."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import User
from home.places import Venue
from tests.conftest import RunTasks, SignIn
from tests.volunteers.factories import BookingFactory, TrainingSessionFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers import training
from volunteers.exceptions import Refused
from volunteers.models import Booking, Engagement, TrainingSession
from volunteers.session_changes import cancel_session, move_session

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
URL = "/coordination/formations/"


@pytest.fixture
def office(signed_in: SignIn, coordinator: User) -> Client:
    return signed_in(coordinator)


def booked_session(people: int = 2, **fields: object) -> TrainingSession:
    session: TrainingSession = TrainingSessionFactory(**fields)
    for _ in range(people):
        training.book(session, VolunteerFactory(), now=timezone.now())
    return session


def test_cancelled_session_tells_everybody_frees_their_time_and_proposes_dates(run_tasks: RunTasks) -> None:
    session = booked_session()
    other = TrainingSessionFactory(training=session.training, starts_at=timezone.now() + timedelta(days=20))
    TrainingSessionFactory(training=session.training, starts_at=timezone.now() + timedelta(days=21), capacity=1)
    training.book(TrainingSession.objects.get(capacity=1), VolunteerFactory(), now=timezone.now())
    run_tasks()
    mail.outbox.clear()
    assert cancel_session(session, reason="La formatrice est malade.", now=timezone.now()) == 2
    run_tasks()
    told = {message.to[0] for message in mail.outbox}
    assert told == {booking.volunteer.user.email for booking in session.bookings.all()}
    body = plain(str(mail.outbox[0].body))
    assert "est annulée : La formatrice est malade." in body
    assert "/espace/formation/" in body
    # The full one is not proposed.
    assert body.count("- ") == 1
    assert Engagement.objects.filter(booking__session=session).count() == 0
    assert Booking.objects.filter(session=session, cancelled_at=None).count() == 2
    # Their time is theirs again: the other date can be taken.
    training.book(other, session.bookings.all()[0].volunteer, now=timezone.now())


def test_session_is_cancelled_once_and_before_it_begins() -> None:
    session = booked_session(1)
    cancel_session(session, reason="Salle fermée.", now=timezone.now())
    with pytest.raises(Refused, match="déjà annulée"):
        cancel_session(session, reason="Encore.", now=timezone.now())
    begun = TrainingSessionFactory(starts_at=timezone.now() - timedelta(minutes=5))
    for change in (
        lambda: cancel_session(begun, reason="Trop tard.", now=timezone.now()),
        lambda: move_session(begun, starts_at=timezone.now(), duration_minutes=60, capacity=12, venue=None, now=timezone.now()),
    ):
        with pytest.raises(Refused, match="a déjà commencé"):
            change()


def test_moved_session_keeps_places_moves_time_and_tells(run_tasks: RunTasks) -> None:
    session = booked_session()
    busy = session.bookings.all()[0].volunteer
    starts_at = (timezone.now() + timedelta(days=10)).replace(microsecond=0)
    Engagement.objects.create(volunteer=busy, kind=Engagement.Kind.SEAT, starts_at=starts_at, ends_at=starts_at + timedelta(hours=1))
    venue = Venue.objects.create(name="Salle fictive")
    run_tasks()
    mail.outbox.clear()
    assert move_session(session, starts_at=starts_at, duration_minutes=90, capacity=12, venue=venue, now=timezone.now()) == 2
    run_tasks()
    bodies = {message.to[0]: plain(str(message.body)) for message in mail.outbox}
    assert len(bodies) == 2
    assert all("Votre place est gardée." in body and "Salle fictive" in body for body in bodies.values())
    # Who cannot come to both is told so.
    assert [email for email, body in bodies.items() if "Vous avez déjà un engagement" in body] == [busy.user.email]
    assert {(one.starts_at, one.ends_at) for one in Engagement.objects.filter(kind=Engagement.Kind.TRAINING)} == {
        (starts_at, starts_at + timedelta(minutes=90))
    }


def test_change_of_size_tells_nobody_and_never_leaves_somebody_out(run_tasks: RunTasks) -> None:
    session = booked_session(2)
    run_tasks()
    mail.outbox.clear()
    same: dict[str, Any] = {
        "starts_at": session.starts_at,
        "duration_minutes": (session.ends_at - session.starts_at).seconds // 60,
        "venue": session.venue,
    }
    assert move_session(session, capacity=30, now=timezone.now(), **same) == 0
    with pytest.raises(Refused, match="déjà plus de réservations"):
        move_session(session, capacity=1, now=timezone.now(), **same)
    run_tasks()
    assert mail.outbox == []
    session.refresh_from_db()
    assert session.capacity == 30


def test_move_across_a_change_of_clocks_keeps_the_duration() -> None:
    session = booked_session(1)
    # In the night of 28 March 2027 the clocks of Paris go from 2 h to 3 h.
    starts_at = datetime(2027, 3, 28, 1, 30, tzinfo=PARIS)
    move_session(session, starts_at=starts_at, duration_minutes=120, capacity=12, venue=None, now=timezone.now())
    session.refresh_from_db()
    assert session.ends_at - session.starts_at == timedelta(hours=2)
    assert timezone.localtime(session.ends_at).strftime("%H:%M") == "04:30"


def test_coordinator_cancels_with_a_reason(office: Client) -> None:
    session = booked_session()
    address = f"{URL}{session.pk}/annuler/"
    asked = plain(office.get(address).content.decode())
    assert "2 personnes ont une place, et seront prévenues tout de suite" in asked
    assert office.post(address, {"reason": ""}).context["form"].errors["reason"] == ["Dites pourquoi, en une phrase."]
    told = plain(office.post(address, {"reason": "Salle fermée."}, follow=True).content.decode())
    assert "La session est annulée. Personnes prévenues : 2." in told
    assert "Salle fermée." in told
    assert "Annulée" in plain(office.get(URL).content.decode())
    assert "Cette session ne s’annule plus" in office.get(address).content.decode()


def test_coordinator_moves_a_session(office: Client) -> None:
    session = booked_session(1)
    address = f"{URL}{session.pk}/changer/"
    form = office.get(address).context["form"]
    assert form["capacity"].value() == session.capacity
    assert "Une personne garde sa place, et sera prévenue tout de suite" in office.get(address).content.decode()
    training.book(session, VolunteerFactory(), now=timezone.now())
    assert "2 personnes gardent leur place, et seront prévenues" in office.get(address).content.decode()
    on = timezone.localdate() + timedelta(days=12)
    fields = {"on": on.isoformat(), "at": "18:30", "duration_minutes": "120", "capacity": "12", "venue": ""}
    assert "Personnes prévenues : 2." in plain(office.post(address, fields, follow=True).content.decode())
    session.refresh_from_db()
    assert timezone.localtime(session.starts_at).strftime("%Y-%m-%d %H:%M") == f"{on:%Y-%m-%d} 18:30"
    few = office.post(address, {**fields, "capacity": "0"})
    assert list(few.context["form"].errors) == ["capacity"]
    past = office.post(address, {**fields, "on": (timezone.localdate() - timedelta(days=1)).isoformat()})
    assert list(past.context["form"].errors) == ["on"]


def test_bookings_of_a_cancelled_session_leave_the_space(signed_in: SignIn) -> None:
    volunteer = VolunteerFactory()
    session = TrainingSessionFactory()
    BookingFactory(session=session, volunteer=volunteer)
    cancel_session(session, reason="Salle fermée.", now=timezone.now())
    page = plain(signed_in(volunteer.user).get("/espace/formation/").content.decode())
    assert "Votre place est réservée" not in page
    assert "Vos sessions passées" not in page
