"""A file erased at the moment when the person is paired, or twice: in real threads on PostgreSQL."""

from collections.abc import Callable
from functools import partial
from threading import Event

import pytest
from django.utils import timezone

from tests.accounts.factories import UserFactory
from tests.volunteers.factories import ParticipantFactory, ProgrammeFactory, VolunteerFactory
from tests.volunteers.test_races import all_at_once
from volunteers import participant_erasure
from volunteers.exceptions import Reason
from volunteers.models import Pairing, Participant
from volunteers.pairings import pair
from volunteers.suggesting import suggest

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def pairing_with(participant: Participant) -> Callable[[], object]:
    programme = ProgrammeFactory()
    volunteer = VolunteerFactory(trained=True, missions=[programme.mission])
    now, coordinator = timezone.now(), UserFactory(coordinator=True)
    return partial(pair, programme, volunteer, participant, starts_on=timezone.localdate(now), by=coordinator, now=now)


def suggesting_to(participant: Participant) -> Callable[[], object]:
    programme = ProgrammeFactory()
    volunteer = VolunteerFactory(trained=True, missions=[programme.mission])
    return partial(suggest, programme, volunteer, [participant], by=UserFactory(coordinator=True), now=timezone.now())


@pytest.mark.parametrize("bring_together", [pairing_with, suggesting_to])
def test_nobody_is_both_erased_and_paired(bring_together: Callable[[Participant], Callable[[], object]]) -> None:
    for _ in range(4):
        participant = ParticipantFactory()
        assert all_at_once([partial(participant_erasure.erase, participant), bring_together(participant)]) == 1
        is_there = Participant.objects.filter(pk=participant.pk).exists()
        assert Pairing.objects.standing().filter(participants=participant.pk).exists() is is_there
        Pairing.objects.all().delete()


@pytest.mark.parametrize("bring_together", [pairing_with, suggesting_to])
def test_without_the_lock_somebody_is_both(
    monkeypatch: pytest.MonkeyPatch, bring_together: Callable[[Participant], Callable[[], object]]
) -> None:
    """The negative control: the pairing is made between the question and the erasure."""
    participant = ParticipantFactory()
    ask, asked, paired, make = participant_erasure.refusal_reasons, Event(), Event(), bring_together(participant)

    def ask_and_wait(found: Participant) -> list[Reason]:
        reasons = ask(found)
        asked.set()
        assert paired.wait(timeout=20)
        return reasons

    def pair_in_between() -> None:
        assert asked.wait(timeout=20)
        make()
        paired.set()

    monkeypatch.setattr(participant_erasure, "refusal_reasons", ask_and_wait)
    monkeypatch.setattr(participant_erasure, "lock_file", lambda found: Participant.objects.get(pk=found.pk))
    assert all_at_once([partial(participant_erasure.erase, participant), pair_in_between]) == 2
    assert not Participant.objects.exists()
    assert Pairing.objects.standing().exists(), "with nobody"


def test_file_is_erased_once_however_many_erase_it() -> None:
    participant = ParticipantFactory()
    assert all_at_once([partial(participant_erasure.erase, participant)] * 3) == 1
