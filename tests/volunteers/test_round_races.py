"""A round published twice, done again by two, or computed while a file is erased, all at once; and what would happen without the locks."""

from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db.models import QuerySet
from django.utils import timezone

from tests.accounts.factories import UserFactory
from tests.volunteers.factories import ParticipantFactory, ProgrammeFactory, SuggestionFactory, VolunteerFactory
from tests.volunteers.test_races import all_at_once
from volunteers import leaving, participant_erasure, rounds, suggesting
from volunteers.erasure import erase
from volunteers.models import Pairing, Participant, Round, Suggestion, Volunteer
from volunteers.pairings import dates_of
from volunteers.profiles import LeavingReason

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

COORDINATORS = 3
NOW = timezone.now()


def round_of(pairs: int) -> Round:
    """Computed, to be read over, with so many pairs."""
    programme = ProgrammeFactory()
    for _ in range(pairs):
        VolunteerFactory(trained=True, missions=[programme.mission])
        ParticipantFactory(wants=[programme])
    return rounds.start(programme, by=UserFactory(coordinator=True), now=NOW)


def test_round_that_several_publish_at_once_is_published_once() -> None:
    made = round_of(2)
    assert all_at_once([partial(rounds.publish, made, marks={}, now=NOW)] * COORDINATORS) == COORDINATORS
    assert (Pairing.objects.count(), Suggestion.objects.exclude(refusals=[]).count()) == (2, 0)


def rush_to_publish() -> int:
    """The task that publishes, beside itself; returns how many pairings a round of one pair makes."""
    made = round_of(1)
    Round.objects.update(state=Round.State.PUBLISHING)
    assert all_at_once([partial(rounds.publish_pairs, made.pk, now=NOW)] * COORDINATORS) == COORDINATORS
    return Pairing.objects.count()


def test_publication_beside_itself_suggests_each_pair_once_and_refuses_none() -> None:
    for _ in range(3):
        assert rush_to_publish() == 1
        kept = Suggestion.objects.get()
        assert (kept.pairing, kept.refusals) == (Pairing.objects.get(), [])
        assert Round.objects.get().state == "published"
        Pairing.objects.all().delete()
        Round.objects.all().delete()
        Participant.objects.all().delete()


def test_without_the_locks_a_pair_is_suggested_several_times(monkeypatch: pytest.MonkeyPatch) -> None:
    barrier = Barrier(COORDINATORS)

    def read_when_all_have_asked(*args: Any) -> Any:
        barrier.wait(timeout=20)
        return dates_of(*args)

    monkeypatch.setattr(type(Participant.objects.all()), "select_for_update", lambda rows, **options: rows)
    monkeypatch.setattr(suggesting, "lock_person", lambda one: Volunteer.objects.select_related("user").get(pk=one.pk))
    monkeypatch.setattr(suggesting, "dates_of", read_when_all_have_asked)
    assert rush_to_publish() == COORDINATORS


def publishing(suggestion: Suggestion) -> Any:
    return partial(suggesting.suggest_of_round, suggestion, by=suggestion.round.made_by, now=NOW)  # type: ignore[union-attr]


def test_file_erased_while_its_pair_is_published_leaves_nobody_in_a_pairing() -> None:
    for _ in range(4):
        suggestion = SuggestionFactory()
        person = suggestion.participant
        all_at_once([partial(participant_erasure.erase, person), publishing(suggestion)])
        is_there = Participant.objects.filter(pk=person.pk).exists()
        assert Pairing.objects.filter(participants=person.pk).exists() is is_there
        assert Pairing.objects.count() == is_there
        Pairing.objects.all().delete()


@pytest.mark.parametrize("goes", ["leaves", "is erased"])
def test_volunteer_who_goes_while_their_pair_is_published_is_in_no_standing_pairing(goes: str) -> None:
    for _ in range(4):
        suggestion = SuggestionFactory()
        volunteer = suggestion.volunteer
        leave = partial(leaving.leave, volunteer, reason=LeavingReason.MOVED, on=timezone.localdate(NOW), now=NOW)
        assert all_at_once([leave if goes == "leaves" else partial(erase, volunteer, now=NOW), publishing(suggestion)]) == 2
        assert not Pairing.objects.standing().exists()


def rush_to_mark() -> Round:
    """One coordinator keeps a pair, another puts one aside, and both do the round again at once."""
    made = round_of(3)
    kept, aside, _ = made.suggestions.all()
    all_at_once(
        [
            partial(rounds.run_again, made, marks={kept.pk: "locked"}, now=NOW),
            partial(rounds.run_again, made, marks={aside.pk: "forbidden"}, now=NOW),
        ]
    )
    made.refresh_from_db()
    return made


def test_round_done_again_by_two_at_once_is_computed_and_readable() -> None:
    for _ in range(4):
        made = rush_to_mark()
        assert made.state == "ready"
        aside = {(row.volunteer_id, row.participant_id) for row in made.suggestions.filter(mark="forbidden")}
        assert not aside & {(row.volunteer_id, row.participant_id) for row in made.suggestions.kept()}
        assert made.suggestions.kept().count() + made.waits.count() == 3
        Round.objects.all().delete()
        Participant.objects.all().delete()
        Volunteer.objects.all().delete()


def test_choice_made_during_a_computation_is_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    """The computation that did not know of it writes nothing."""
    made = round_of(2)
    find = rounds.find_pairs
    asked: list[Suggestion] = []

    def find_while_somebody_chooses(*args: Any) -> Any:
        found = find(*args)
        if not asked:
            asked.append(made.suggestions.all()[0])
            rounds.run_again(made, marks={asked[0].pk: "forbidden"}, now=NOW)
        return found

    monkeypatch.setattr(rounds, "find_pairs", find_while_somebody_chooses)
    Round.objects.update(state=Round.State.COMPUTING)
    rounds.compute(made.pk, now=NOW)
    made.refresh_from_db()
    assert made.state == "ready"
    assert [row.pk for row in made.suggestions.filter(mark="forbidden")] == [asked[0].pk]
    assert made.suggestions.kept().count() == 2


@pytest.mark.parametrize("who", ["participant", "volunteer"])
def test_whoever_is_erased_during_a_computation_is_left_out(monkeypatch: pytest.MonkeyPatch, who: str) -> None:
    made = round_of(2)
    find = rounds.find_pairs

    def find_while_somebody_is_erased(*args: Any) -> Any:
        found = find(*args)
        suggestion = made.suggestions.all()[0]
        if who == "participant":
            participant_erasure.erase(suggestion.participant)
        else:
            erase(suggestion.volunteer, now=NOW)
        return found

    monkeypatch.setattr(rounds, "find_pairs", find_while_somebody_is_erased)
    rounds.run_again(made, marks={}, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.suggestions.count()) == ("ready", 1)


def test_without_the_locks_a_computation_falls_over_who_was_erased(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: rows that point at nobody are refused when the transaction ends."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
    monkeypatch.setattr(rounds, "_lock_people", lambda grid, chosen: {one.key for one in [*grid.participants, *grid.volunteers]})
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        test_whoever_is_erased_during_a_computation_is_left_out(monkeypatch, "participant")
