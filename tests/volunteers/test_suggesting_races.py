"""Two coordinators suggest the same person, or the last room of a bénévole, at once; and what would happen without the locks."""

from datetime import date
from functools import partial
from threading import Barrier

import pytest
from django.utils import timezone

from tests.accounts.factories import UserFactory
from tests.volunteers.factories import ParticipantFactory, ProgrammeFactory, VolunteerFactory
from tests.volunteers.test_races import all_at_once
from volunteers import suggesting
from volunteers.models import Pairing, Participant, Programme, Volunteer
from volunteers.pairings import Dates, dates_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

COORDINATORS = 3


def rush(*, one_person: bool) -> int:
    """Everybody suggests the same person with different bénévoles, or different persons with the same bénévole."""
    programme, by, now = ProgrammeFactory(), UserFactory(coordinator=True), timezone.now()
    volunteers = [VolunteerFactory(trained=True, missions=[programme.mission]) for _ in range(COORDINATORS if one_person else 1)]
    persons = ParticipantFactory.create_batch(1 if one_person else COORDINATORS)
    pairs = [(volunteer, person) for volunteer in volunteers for person in persons]
    return all_at_once([partial(suggesting.suggest, programme, one, [person], by=by, now=now) for one, person in pairs])


@pytest.mark.parametrize("one_person", [True, False])
def test_same_person_and_last_room_are_suggested_once(one_person: bool) -> None:
    assert rush(one_person=one_person) == 1
    assert Pairing.objects.standing().count() == 1


@pytest.mark.parametrize("one_person", [True, False])
def test_without_the_locks_they_are_suggested_several_times(monkeypatch: pytest.MonkeyPatch, one_person: bool) -> None:
    barrier = Barrier(COORDINATORS)

    def read_when_all_have_asked(programme: Programme, starts_on: date) -> Dates:
        barrier.wait(timeout=20)
        return dates_of(programme, starts_on)

    monkeypatch.setattr(type(Participant.objects.all()), "select_for_update", lambda rows: rows)
    monkeypatch.setattr(suggesting, "lock_person", lambda one: Volunteer.objects.select_related("user").get(pk=one.pk))
    monkeypatch.setattr(suggesting, "dates_of", read_when_all_have_asked)
    assert rush(one_person=one_person) == COORDINATORS
