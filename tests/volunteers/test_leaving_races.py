"""A departure at the same moment as another, a pairing, a booking or an erasure: in real threads on PostgreSQL."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Barrier

import pytest
from django.utils import timezone

from accounts.models import OutgoingMail
from tests.accounts.factories import UserFactory
from tests.volunteers.factories import ParticipantFactory, ProgrammeFactory, TrainingSessionFactory, VolunteerFactory, signed_pairing
from tests.volunteers.test_races import all_at_once
from volunteers import leaving, training
from volunteers.erasure import erase
from volunteers.models import Booking, Pairing, Volunteer
from volunteers.pairings import pair, start
from volunteers.profiles import LeavingReason

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

COORDINATORS = 4


def departure(volunteer: Volunteer, now: datetime) -> Callable[[], None]:
    return partial(leaving.leave, volunteer, reason=LeavingReason.MOVED, on=timezone.localdate(now), now=now)


def rush_to_note_a_departure() -> int:
    volunteer, now = VolunteerFactory(), timezone.now()
    return all_at_once([departure(volunteer, now)] * COORDINATORS)


def test_departure_is_noted_once_however_many_note_it() -> None:
    assert rush_to_note_a_departure() == 1
    assert OutgoingMail.objects.count() == 1


def test_without_the_lock_it_is_noted_by_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: everybody has read before anybody writes."""
    barrier = Barrier(COORDINATORS)

    def read(volunteer: Volunteer) -> Volunteer:
        found = Volunteer.objects.select_related("user").get(pk=volunteer.pk)
        barrier.wait(timeout=20)
        return found

    monkeypatch.setattr(leaving, "lock_person", read)
    assert rush_to_note_a_departure() == COORDINATORS


def test_return_is_noted_once_however_many_note_it() -> None:
    volunteer, now = VolunteerFactory(), timezone.now()
    departure(volunteer, now)()
    assert all_at_once([partial(leaving.come_back, volunteer)] * COORDINATORS) == 1
    assert OutgoingMail.objects.count() == 2


def test_whoever_leaves_is_in_no_pairing_to_come() -> None:
    programme, coordinator, now = ProgrammeFactory(), UserFactory(coordinator=True), timezone.now()
    for _ in range(4):
        volunteer = VolunteerFactory(trained=True, missions=[programme.mission])
        today = timezone.localdate(now)
        pairing = partial(pair, programme, volunteer, ParticipantFactory(), starts_on=today, by=coordinator, now=now)
        all_at_once([departure(volunteer, now), pairing])
        assert Volunteer.objects.get(pk=volunteer.pk).left_on is not None
        assert not Pairing.objects.standing().filter(volunteer=volunteer).exists()


def test_nobody_both_leaves_and_starts_a_pairing() -> None:
    coordinator, now = UserFactory(coordinator=True), timezone.now()
    for _ in range(4):
        pairing = signed_pairing()
        begin = partial(start, pairing, starts_on=timezone.localdate(now), by=coordinator, today=timezone.localdate(now))
        assert all_at_once([departure(pairing.volunteer, now), begin]) == 1
        has_left = Volunteer.objects.get(pk=pairing.volunteer_id).left_on is not None
        assert Pairing.objects.active().filter(pk=pairing.pk).exists() is not has_left


def test_nobody_leaves_and_keeps_a_place() -> None:
    now = timezone.now()
    for _ in range(4):
        volunteer, session = VolunteerFactory(), TrainingSessionFactory(capacity=1)
        all_at_once([departure(volunteer, now), partial(training.book, session, volunteer, now=now)])
        assert not Booking.objects.active().filter(volunteer=volunteer).exists()
        assert Volunteer.objects.get(pk=volunteer.pk).left_on is not None


def test_pairing_at_the_instant_of_an_erasure_goes_with_it_or_is_refused() -> None:
    """Never an error: whoever is erased before the pairing is refused to it, and one that has not begun goes with them."""
    programme, coordinator, now = ProgrammeFactory(), UserFactory(coordinator=True), timezone.now()
    for _ in range(4):
        volunteer = VolunteerFactory(trained=True, missions=[programme.mission])
        today = timezone.localdate(now)
        pairing = partial(pair, programme, volunteer, ParticipantFactory(), starts_on=today, by=coordinator, now=now)
        all_at_once([partial(erase, volunteer, now=now), pairing])
        assert not Volunteer.objects.filter(pk=volunteer.pk).exists()
        assert not Pairing.objects.exists()


def test_pairing_that_starts_at_the_instant_of_an_erasure_stands_against_it() -> None:
    coordinator, now = UserFactory(coordinator=True), timezone.now()
    for _ in range(4):
        pairing = signed_pairing()
        begin = partial(start, pairing, starts_on=timezone.localdate(now), by=coordinator, today=timezone.localdate(now))
        assert all_at_once([partial(erase, pairing.volunteer, now=now), begin]) == 1
        is_there = Volunteer.objects.filter(pk=pairing.volunteer_id).exists()
        assert Pairing.objects.active().filter(pk=pairing.pk).exists() is is_there
