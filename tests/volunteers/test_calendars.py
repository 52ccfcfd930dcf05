"""A place in a training goes into one's own calendar, follows when it moves, leaves when it is off, and names nobody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone
from icalendar import Calendar

from accounts.models import OutgoingMail
from home.places import Venue
from tests.conftest import RunTasks, SignIn
from tests.volunteers.factories import BookingFactory, TrainingSessionFactory, VolunteerFactory
from volunteers import training
from volunteers.models import Booking
from volunteers.reminders import remind_of_sessions
from volunteers.session_changes import cancel_session, move_session

pytestmark = pytest.mark.django_db


def event_in(text: str) -> dict[str, Any]:
    calendar: Any = Calendar.from_ical(text)
    event = calendar.walk("VEVENT")[0]
    return {
        "method": str(calendar["METHOD"]),
        "uid": str(event["UID"]),
        "status": str(event["STATUS"]),
        "sequence": int(event["SEQUENCE"]),
        "starts_at": event["DTSTART"].dt.astimezone(UTC),
        "title": str(event["SUMMARY"]),
        "place": str(event.get("LOCATION", "")),
    }


def calendars() -> list[str]:
    return list(OutgoingMail.objects.exclude(calendar="").order_by("created_at").values_list("calendar", flat=True))


def book_one() -> Booking:
    venue = Venue.objects.create(name="Salle fictive", address="1 rue Fictive")
    starts_at = (timezone.now() + timedelta(days=30)).replace(microsecond=0)
    session = TrainingSessionFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), venue=venue)
    return training.book(session, VolunteerFactory(user__first_name="Élodie", user__last_name="Fictif"), now=timezone.now())


def test_event_follows_its_session() -> None:
    booking = book_one()
    later = booking.session.starts_at + timedelta(days=2)
    move_session(booking.session, starts_at=later, duration_minutes=60, capacity=12, venue=None, now=timezone.now())
    cancel_session(booking.session, reason="Salle fermée.", now=timezone.now())
    events = [event_in(calendar) for calendar in calendars()]
    assert len({event["uid"] for event in events}) == 1
    assert [(event["method"], event["status"]) for event in events] == [
        ("PUBLISH", "CONFIRMED"),
        ("PUBLISH", "CONFIRMED"),
        ("CANCEL", "CANCELLED"),
    ]
    assert [event["starts_at"] for event in events] == [booking.session.starts_at, later, later]
    assert [event["place"] for event in events] == ["Salle fictive, 1 rue Fictive", "", ""]
    sequences = [event["sequence"] for event in events]
    assert sequences == sorted(set(sequences))


def test_file_names_nobody() -> None:
    booking = book_one()
    (calendar,) = calendars()
    personal = ("Élodie", "Fictif", booking.volunteer.user.email)
    assert [word for word in personal if word in calendar.replace("\r\n ", "")] == []
    assert event_in(calendar)["title"] == "Formation\u00a0: Connaissance du public"


def test_reminders_carry_the_file_and_what_has_left_is_deleted(run_tasks: RunTasks) -> None:
    starts_at = timezone.now() + timedelta(days=7)
    session = TrainingSessionFactory(starts_at=starts_at)
    BookingFactory(session=session, volunteer=VolunteerFactory(), booked_at=starts_at - timedelta(days=20))
    remind_of_sessions(timezone.now())
    run_tasks()
    (reminder,) = mail.outbox
    # Django gives back name, content and kind of what is attached.
    ((name, content, kind),) = reminder.attachments
    assert (name, kind) == ("polaris14.ics", "text/calendar")
    assert event_in(str(content))["status"] == "CONFIRMED"
    assert OutgoingMail.objects.get().calendar == ""


def test_place_given_back_leaves_the_calendar(signed_in: SignIn) -> None:
    booking = book_one()
    answer = signed_in(booking.volunteer.user).get(f"/espace/formation/places/{booking.pk}/agenda/")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert event_in(answer.content.decode())["starts_at"] == booking.session.starts_at
    training.give_back(booking, now=timezone.now())
    assert event_in(calendars()[-1])["method"] == "CANCEL"


def test_summer_time_is_told_as_the_clocks_of_paris_have_it() -> None:
    starts_at = datetime(2027, 7, 5, 16, 30, tzinfo=UTC)
    session = TrainingSessionFactory(starts_at=starts_at, ends_at=starts_at + timedelta(hours=2))
    training.book(session, VolunteerFactory(), now=timezone.now())
    (calendar,) = calendars()
    assert "DTSTART:20270705T163000Z" in calendar
