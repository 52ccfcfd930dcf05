"""Who has a place is reminded a week and a day before, once each, and never about what is off."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import OutgoingMail
from home.places import Venue
from tests.volunteers.factories import BookingFactory, TrainingSessionFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers import training
from volunteers.models import Booking, TrainingSession
from volunteers.reminders import remind_of_sessions
from volunteers.session_changes import cancel_session, move_session

pytestmark = pytest.mark.django_db

# The clocks of Paris go back the night before.
STARTS_AT = datetime(2026, 10, 26, 17, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def long_before() -> Iterator[None]:
    with time_machine.travel(STARTS_AT - timedelta(days=30), tick=False):
        yield


@pytest.fixture
def booking() -> Booking:
    venue = Venue.objects.create(name="Salle fictive", address="1 rue Fictive", accessibility="De plain-pied.")
    session = TrainingSessionFactory(starts_at=STARTS_AT, ends_at=STARTS_AT + timedelta(hours=2), venue=venue)
    return BookingFactory(session=session, volunteer=VolunteerFactory(), booked_at=STARTS_AT - timedelta(days=30))


def subjects() -> list[str]:
    return list(OutgoingMail.objects.order_by("created_at", "pk").values_list("subject", flat=True))


def test_two_reminders_leave_each_once(booking: Booking) -> None:
    for hours in range(24 * 9, 0, -1):
        remind_of_sessions(STARTS_AT - timedelta(hours=hours))
    assert sorted(subjects()) == ["Votre formation est dans une semaine", "Votre formation est demain"]
    text = plain(OutgoingMail.objects.all()[0].text)
    assert "lundi 26 octobre 2026, de 18 h 30 à 20 h 30, Salle fictive, 1 rue Fictive." in text
    assert "De plain-pied." in text
    assert f"/espace/formation/places/{booking.pk}/rendre/" in text
    assert OutgoingMail.objects.all()[0].recipient == booking.volunteer.user.email


def test_worker_that_was_away_for_long_sends_no_late_reminder(booking: Booking) -> None:
    remind_of_sessions(STARTS_AT - timedelta(days=7) + timedelta(hours=13))
    assert subjects() == []


def test_who_booked_since_is_not_reminded_of_what_they_just_read() -> None:
    session = TrainingSessionFactory(starts_at=STARTS_AT, ends_at=STARTS_AT + timedelta(hours=2))
    BookingFactory(session=session, volunteer=VolunteerFactory(), booked_at=STARTS_AT - timedelta(days=5))
    remind_of_sessions(STARTS_AT - timedelta(days=7) + timedelta(hours=1))
    assert subjects() == []
    remind_of_sessions(STARTS_AT - timedelta(hours=23))
    assert subjects() == ["Votre formation est demain"]


def test_places_given_back_and_sessions_called_off_are_silent(booking: Booking) -> None:
    other = BookingFactory(session=booking.session, volunteer=VolunteerFactory(), booked_at=STARTS_AT - timedelta(days=30))
    now = STARTS_AT - timedelta(days=7)
    training.give_back(other, now=now)
    cancel_session(booking.session, reason="Salle fermée.", now=now)
    OutgoingMail.objects.all().delete()
    remind_of_sessions(now)
    assert subjects() == []


def test_session_that_moves_is_reminded_of_at_its_new_hour(booking: Booking) -> None:
    remind_of_sessions(STARTS_AT - timedelta(days=1))
    session = TrainingSession.objects.get()
    later = STARTS_AT + timedelta(days=3)
    move_session(session, starts_at=later, duration_minutes=120, capacity=12, venue=None, now=STARTS_AT - timedelta(hours=20))
    OutgoingMail.objects.exclude(key__startswith="volunteers/reminder").delete()
    remind_of_sessions(later - timedelta(days=1))
    assert subjects() == ["Votre formation est demain", "Votre formation est demain"]
