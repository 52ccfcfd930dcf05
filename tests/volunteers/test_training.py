"""Booking a place, giving it back, marking who came: each refusal, and all of them at once."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import OutgoingMail, User
from home.places import Venue
from tests.conftest import RunTasks
from tests.volunteers.factories import BookingFactory, TrainingFactory, TrainingSessionFactory, VolunteerFactory
from volunteers import engagements, training
from volunteers.exceptions import Refused
from volunteers.models import Attendance, Booking, Engagement, TrainingSession, Volunteer

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")


def codes_against(session: TrainingSession, volunteer: Volunteer) -> list[str]:
    now = timezone.now()
    counted = TrainingSession.objects.with_seat_counts().get(pk=session.pk)
    return [reason.code for reason in training.refusal_reasons(counted, training.read_record(volunteer, now=now), now=now)]


def refused_codes(session: TrainingSession, volunteer: Volunteer) -> list[str]:
    with pytest.raises(Refused) as refused:
        training.book(session, volunteer, now=timezone.now())
    return [reason.code for reason in refused.value.reasons]


def test_book_takes_a_place_promises_the_time_and_writes(run_tasks: RunTasks) -> None:
    session, volunteer, now = TrainingSessionFactory(), VolunteerFactory(), timezone.now()
    booking = training.book(session, volunteer, now=now)
    assert (booking.volunteer, booking.session, booking.booked_at) == (volunteer, session, now)
    engagement = volunteer.engagements.get()
    assert booking.engagement == engagement
    assert (engagement.kind, engagement.starts_at, engagement.ends_at) == (Engagement.Kind.TRAINING, session.starts_at, session.ends_at)
    run_tasks()
    (message,) = mail.outbox
    assert message.subject == "Votre place en formation est réservée"
    assert message.to == [volunteer.user.email]
    assert f"/espace/formation/places/{booking.pk}/rendre/" in message.body


def test_confirmation_says_where(run_tasks: RunTasks) -> None:
    venue = Venue.objects.create(name="Local", address="1, rue de l’Exemple", area="Paris 14e")
    training.book(TrainingSessionFactory(venue=venue), VolunteerFactory(), now=timezone.now())
    run_tasks()
    assert "Local, 1, rue de l’Exemple" in mail.outbox[0].body


def test_full_session_is_refused() -> None:
    session = TrainingSessionFactory(capacity=1)
    BookingFactory(session=session, volunteer=VolunteerFactory())
    assert codes_against(session, VolunteerFactory()) == ["full"]
    assert refused_codes(session, VolunteerFactory()) == ["full"]


def test_place_given_back_is_free_again() -> None:
    session = TrainingSessionFactory(capacity=1)
    BookingFactory(session=session, volunteer=VolunteerFactory(), cancelled_at=timezone.now())
    assert codes_against(session, VolunteerFactory()) == []


def test_session_that_has_begun_is_refused() -> None:
    assert refused_codes(TrainingSessionFactory(starts_at=timezone.now() - timedelta(minutes=1)), VolunteerFactory()) == ["begun"]


def test_session_starting_right_now_is_refused() -> None:
    now = timezone.now()
    with pytest.raises(Refused):
        training.book(TrainingSessionFactory(starts_at=now), VolunteerFactory(), now=now)


def test_cancelled_session_is_refused() -> None:
    assert refused_codes(TrainingSessionFactory(cancelled_at=timezone.now()), VolunteerFactory()) == ["cancelled"]


def test_same_session_twice_is_refused() -> None:
    session, volunteer = TrainingSessionFactory(), VolunteerFactory()
    training.book(session, volunteer, now=timezone.now())
    assert refused_codes(session, volunteer) == ["booked"]


def test_second_date_of_the_same_training_is_refused_and_names_the_first() -> None:
    volunteer = VolunteerFactory()
    training.book(TrainingSessionFactory(), volunteer, now=timezone.now())
    assert refused_codes(TrainingSessionFactory(starts_at=timezone.now() + timedelta(days=20)), volunteer) == ["other_place"]


def test_same_hours_of_the_same_training_count_as_one_reason() -> None:
    volunteer, starts_at = VolunteerFactory(), timezone.now() + timedelta(days=3)
    training.book(TrainingSessionFactory(starts_at=starts_at), volunteer, now=timezone.now())
    assert refused_codes(TrainingSessionFactory(starts_at=starts_at), volunteer) == ["other_place"]


def test_training_already_attended_is_refused() -> None:
    assert refused_codes(TrainingSessionFactory(), VolunteerFactory(trained=True)) == ["trained"]


def test_absent_person_may_book_again() -> None:
    missed = BookingFactory(
        volunteer=VolunteerFactory(), session__starts_at=timezone.now() - timedelta(days=3), attendance=Attendance.ABSENT
    )
    training.book(TrainingSessionFactory(), missed.volunteer, now=timezone.now())
    assert missed.volunteer.bookings.count() == 2


def test_overlap_with_a_seat_is_refused() -> None:
    session, volunteer = TrainingSessionFactory(), VolunteerFactory()
    engagements.promise(
        volunteer,
        kind=Engagement.Kind.SEAT,
        starts_at=session.starts_at + timedelta(hours=1),
        ends_at=session.ends_at + timedelta(hours=1),
    )
    assert refused_codes(session, volunteer) == ["overlap"]


def test_every_reason_is_given_at_once() -> None:
    volunteer = VolunteerFactory()
    training.book(TrainingSessionFactory(), volunteer, now=timezone.now())
    session = TrainingSessionFactory(starts_at=timezone.now() - timedelta(minutes=5), cancelled_at=timezone.now(), capacity=1)
    BookingFactory(session=session, volunteer=VolunteerFactory())
    engagements.promise(volunteer, kind=Engagement.Kind.SEAT, starts_at=session.starts_at, ends_at=session.ends_at)
    assert codes_against(session, volunteer) == ["cancelled", "begun", "full", "other_place", "overlap"]


def test_refusal_writes_nothing() -> None:
    session = TrainingSessionFactory(cancelled_at=timezone.now())
    refused_codes(session, VolunteerFactory())
    assert not Booking.objects.exists()
    assert not Engagement.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_give_back_frees_place_and_time_and_keeps_the_row(run_tasks: RunTasks) -> None:
    now = timezone.now()
    booking = training.book(TrainingSessionFactory(), VolunteerFactory(), now=now)
    training.give_back(booking, now=now)
    booking.refresh_from_db()
    assert booking.cancelled_at == now
    assert booking.engagement is None
    assert not Engagement.objects.exists()
    run_tasks()
    assert [message.subject for message in mail.outbox][-1] == "Votre place en formation est rendue"


def test_person_who_gave_back_may_book_the_same_session_again() -> None:
    now, session, volunteer = timezone.now(), TrainingSessionFactory(), VolunteerFactory()
    training.give_back(training.book(session, volunteer, now=now), now=now)
    training.book(session, volunteer, now=now)
    assert Booking.objects.active().count() == 1


def test_place_is_given_back_once() -> None:
    now = timezone.now()
    booking = training.book(TrainingSessionFactory(), VolunteerFactory(), now=now)
    training.give_back(booking, now=now)
    with pytest.raises(Refused, match="déjà été rendue"):
        training.give_back(booking, now=now)


def test_place_cannot_be_given_back_once_begun() -> None:
    booking = BookingFactory(volunteer=VolunteerFactory(), session__starts_at=timezone.now() - timedelta(hours=1))
    with pytest.raises(Refused, match="déjà commencé"):
        training.give_back(booking, now=timezone.now())


def test_place_cannot_be_given_back_once_marked() -> None:
    booking = BookingFactory(
        volunteer=VolunteerFactory(), session__starts_at=timezone.now() - timedelta(hours=1), attendance=Attendance.PRESENT
    )
    assert [reason.code for reason in training.give_back_reasons(booking, now=timezone.now())] == ["marked"]


def test_marks_make_ready_at_once_and_tell_them(coordinator: User, run_tasks: RunTasks) -> None:
    now = timezone.now()
    session = TrainingSessionFactory(starts_at=now - timedelta(hours=1))
    came, late, absent, excused, waiting = [BookingFactory(session=session, volunteer=VolunteerFactory()) for _ in range(5)]
    marks = {came.pk: "present", late.pk: "late", absent.pk: "absent", excused.pk: "excused"}
    assert training.record_attendance(session, marks, by=coordinator, now=now) == 4
    assert set(Volunteer.objects.ready(timezone.localdate())) == {came.volunteer, late.volunteer}
    came.refresh_from_db()
    waiting.refresh_from_db()
    assert (came.attendance_marked_at, came.attendance_marked_by) == (now, coordinator)
    assert (waiting.attendance, waiting.attendance_marked_by) == ("", None)
    run_tasks()
    ready = {message.to[0] for message in mail.outbox if message.subject.startswith("Vous êtes prêt·e")}
    assert ready == {came.volunteer.user.email, late.volunteer.user.email}


def test_mark_can_be_corrected_both_ways(coordinator: User) -> None:
    now = timezone.now()
    booking = BookingFactory(volunteer=VolunteerFactory(), session__starts_at=now - timedelta(hours=1))
    for mark, is_ready in (("present", True), ("absent", False), ("late", True)):
        training.record_attendance(booking.session, {booking.pk: mark}, by=coordinator, now=now)
        assert Volunteer.objects.ready(timezone.localdate()).exists() is is_ready
    # « Vous êtes prêt·e » with the certificate, and another date, once each.
    assert OutgoingMail.objects.count() == 2


def test_same_marks_change_nothing(coordinator: User) -> None:
    now = timezone.now()
    booking = BookingFactory(volunteer=VolunteerFactory(), session__starts_at=now - timedelta(hours=1), attendance=Attendance.PRESENT)
    assert training.record_attendance(booking.session, {booking.pk: "present"}, by=coordinator, now=now) == 0
    booking.refresh_from_db()
    assert booking.attendance_marked_by is None


def test_marks_of_another_session_are_left_aside(coordinator: User) -> None:
    now = timezone.now()
    session = TrainingSessionFactory(starts_at=now - timedelta(hours=1))
    elsewhere = BookingFactory(volunteer=VolunteerFactory(), session__starts_at=now - timedelta(days=1))
    assert training.record_attendance(session, {elsewhere.pk: "present", uuid.uuid4(): "late"}, by=coordinator, now=now) == 0
    elsewhere.refresh_from_db()
    assert elsewhere.attendance == ""


@pytest.mark.parametrize(("fields", "code"), [({}, "not_begun"), ({"cancelled_at": timezone.now()}, "cancelled")])
def test_nobody_is_marked_before_or_without_the_session(coordinator: User, fields: dict[str, datetime], code: str) -> None:
    now = timezone.now()
    session = TrainingSessionFactory(starts_at=now + timedelta(hours=1 if code == "not_begun" else -1), **fields)
    with pytest.raises(Refused) as refused:
        training.record_attendance(session, {}, by=coordinator, now=now)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_session_over_the_october_change_lasts_its_duration() -> None:
    """25 October 2026, 1 h 30 in summer time: two hours later it is 2 h 30 in winter time, not 3 h 30."""
    starts_at = datetime(2026, 10, 25, 1, 30, tzinfo=PARIS)
    session = training.plan_session(TrainingFactory(), starts_at=starts_at, duration_minutes=120, capacity=12, venue=None)
    assert session.ends_at - session.starts_at == timedelta(hours=2)
    local = timezone.localtime(session.ends_at)
    assert (local.hour, local.minute, local.fold) == (2, 30, 1)


def test_session_over_the_march_change_lasts_its_duration() -> None:
    starts_at = datetime(2027, 3, 28, 1, 30, tzinfo=PARIS)
    session = training.plan_session(TrainingFactory(), starts_at=starts_at, duration_minutes=120, capacity=12, venue=None)
    assert session.ends_at.astimezone(UTC) - session.starts_at.astimezone(UTC) == timedelta(hours=2)
    assert timezone.localtime(session.ends_at).hour == 4


def test_offers_ask_as_many_queries_however_many_sessions(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    volunteer = VolunteerFactory()
    TrainingSessionFactory()
    with django_assert_num_queries(5):
        assert len(training.offers_to(volunteer, now=timezone.now())) == 1
    TrainingSessionFactory.create_batch(29)
    with django_assert_num_queries(5):
        assert len(training.offers_to(volunteer, now=timezone.now())) == 30
