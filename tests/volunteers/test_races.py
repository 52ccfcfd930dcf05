"""Several people at once, in real threads on PostgreSQL; each race has a negative control that shows it without the lock."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from tests.accounts.factories import UserFactory
from tests.volunteers.factories import ParticipantFactory, ProgrammeFactory, TrainingSessionFactory, VolunteerFactory
from volunteers import engagements, training
from volunteers.exceptions import Refused
from volunteers.held_places import tend_waiting_lists
from volunteers.models import Booking, Pairing, Participant, TrainingSession, Volunteer
from volunteers.pairings import pair
from volunteers.waiting import join

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

PEOPLE = 8


def all_at_once(actions: list[Callable[[], object]]) -> int:
    """Runs the actions in as many threads, let go together; returns how many were not refused."""
    barrier = Barrier(len(actions))

    def run(action: Callable[[], object]) -> bool:
        try:
            barrier.wait(timeout=20)
            action()
        except Refused:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(len(actions)) as pool:
        return sum(pool.map(run, actions))


@pytest.fixture
def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows are read as if nobody else wrote, and everybody has read before anybody writes."""
    barrier = Barrier(PEOPLE)

    def read(session: TrainingSession) -> TrainingSession:
        return TrainingSession.objects.with_seat_counts().select_related("training", "venue").get(pk=session.pk)

    def read_record(volunteer: Volunteer, *, now: object) -> training.Record:
        barrier.wait(timeout=20)
        return training.Record([], [], timedelta(0))

    monkeypatch.setattr(training, "lock_session", read)
    monkeypatch.setattr(engagements, "lock_person", lambda volunteer: Volunteer.objects.select_related("user").get(pk=volunteer.pk))
    monkeypatch.setattr(training, "read_record", read_record)


def rush_on_last_places(capacity: int) -> int:
    session, now = TrainingSessionFactory(capacity=capacity), timezone.now()
    people = VolunteerFactory.create_batch(PEOPLE)
    return all_at_once([partial(training.book, session, person, now=now) for person in people])


@pytest.mark.parametrize("capacity", [1, 3])
def test_last_places_go_to_exactly_so_many(capacity: int) -> None:
    assert rush_on_last_places(capacity) == capacity
    assert Booking.objects.active().count() == capacity


def test_without_the_lock_too_many_are_admitted(without_locks: None) -> None:
    assert rush_on_last_places(1) == PEOPLE


def test_place_held_for_one_is_taken_by_nobody_else_however_many_come() -> None:
    session, now = TrainingSessionFactory(capacity=1), timezone.now()
    booking = training.book(session, VolunteerFactory(), now=now)
    first = join(session, VolunteerFactory(), now=now)
    people = VolunteerFactory.create_batch(PEOPLE - 1)
    rush = [partial(training.book, session, person, now=now) for person in people]
    assert all_at_once([partial(training.give_back, booking, now=now), *rush]) == 1
    training.book(session, first.volunteer, now=now)
    assert Booking.objects.active().get().volunteer == first.volunteer


def test_offer_accepted_as_it_runs_out_gives_one_place_to_one_person() -> None:
    session, now = TrainingSessionFactory(capacity=1), timezone.now()
    booking = training.book(session, VolunteerFactory(), now=now)
    first, second = (join(session, VolunteerFactory(), now=now + timedelta(minutes=minute)) for minute in range(2))
    training.give_back(booking, now=now)
    first.refresh_from_db()
    assert first.offered_until is not None
    last_instant = first.offered_until - timedelta(microseconds=1)
    accept = partial(training.book, session, first.volunteer, now=last_instant)
    all_at_once([accept, partial(tend_waiting_lists, first.offered_until)])
    second.refresh_from_db()
    # Either the first has the place, or it is held for the second: never both, never neither.
    taken = Booking.objects.active().filter(volunteer=first.volunteer).count()
    assert (taken, second.offered_until is None) in ((1, True), (0, False))


def test_one_person_takes_one_date_however_fast_they_click() -> None:
    volunteer, now = VolunteerFactory(), timezone.now()
    sessions = TrainingSessionFactory.create_batch(4)
    assert all_at_once([partial(training.book, session, volunteer, now=now) for session in sessions]) == 1


def test_place_given_back_twice_at_once_is_given_back_once() -> None:
    now = timezone.now()
    booking = training.book(TrainingSessionFactory(), VolunteerFactory(), now=now)
    assert all_at_once([lambda: training.give_back(booking, now=now)] * 3) == 1


def rush_on_one_participant() -> int:
    programme, participant, coordinator = ProgrammeFactory(), ParticipantFactory(), UserFactory(coordinator=True)
    people = [VolunteerFactory(trained=True, missions=[programme.mission]) for _ in range(4)]
    now = timezone.now()
    today = timezone.localdate(now)
    return all_at_once([partial(pair, programme, person, participant, starts_on=today, by=coordinator, now=now) for person in people])


def test_participant_gets_one_pairing_in_a_programme() -> None:
    assert rush_on_one_participant() == 1
    assert Pairing.objects.standing().count() == 1


def test_without_the_lock_participant_gets_several(monkeypatch: pytest.MonkeyPatch) -> None:
    barrier = Barrier(4)

    def add_when_all_are_there(*args: object, **kwargs: object) -> None:
        barrier.wait(timeout=20)

    monkeypatch.setattr(type(Participant.objects.all()), "select_for_update", lambda rows: rows)
    monkeypatch.setattr("volunteers.pairings.tell_volunteer", add_when_all_are_there)
    assert rush_on_one_participant() == 4
