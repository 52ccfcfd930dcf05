"""What matching reads of people, and what follows from it: profiles, rankings, suggestions, weights, rounds."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from tests.accounts.factories import UserFactory
from tests.volunteers.factories import MissionFactory, PairingFactory, ParticipantFactory, ProgrammeFactory, VolunteerFactory
from tests.volunteers.words import plain
from volunteers import matching_weights, rounds
from volunteers.exceptions import Refused
from volunteers.matching import PARTS
from volunteers.matching_profiles import read_participant, read_volunteer
from volunteers.matching_reasons import reasons
from volunteers.models import MatchingWeights, Pairing, Participant, Pause, Programme, Round, Topic, Volunteer
from volunteers.never_proposed import never_proposed
from volunteers.pairings import agreed_reasons, dates_of, start_reasons
from volunteers.rankings import rank_for, rank_with
from volunteers.suggesting import suggest

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
THREE_EVENINGS = [(1, "evening"), (2, "evening"), (3, "evening")]


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


def ready(programme: Programme, **traits: object) -> Volunteer:
    return VolunteerFactory(trained=True, missions=[programme.mission], **traits)


def waiting(programme: Programme, **traits: object) -> Participant:
    return ParticipantFactory(wants=[programme], **traits)


def refused_codes(programme: Programme, volunteer: Volunteer, persons: list[Participant]) -> list[str]:
    with pytest.raises(Refused) as refused:
        suggest(programme, volunteer, persons, by=None, now=NOW)
    return [reason.code for reason in refused.value.reasons]


def test_profile_of_a_volunteer_is_what_the_file_says(programme: Programme) -> None:
    volunteer = ready(programme, area="93", age_band="26-40", gender="woman", wished_gender="man", pairings_most=3)
    PairingFactory(programme=programme, volunteer=volunteer, participants=[waiting(programme), waiting(programme)])
    for reason in ("term", "goal", "moved", "conflict"):
        PairingFactory(volunteer=volunteer, status=Pairing.Status.ENDED, ended_on=TODAY, end_reason=reason)
    Pause.objects.create(volunteer=volunteer, since=TODAY - timedelta(days=9), until=TODAY - timedelta(days=1))
    Pause.objects.create(volunteer=volunteer, since=TODAY + timedelta(days=1))
    found = read_volunteer(programme, volunteer, today=TODAY)
    assert (found.area, found.age_band, found.gender, found.wished_gender) == ("93", "26-40", "woman", "man")
    assert (found.most, found.room, len(found.together)) == (3, 2, 2), "a pairing of two persons takes one place"
    assert (found.completed, found.pause) == (2, ""), "term and goal; neither pause is today's"


def test_profile_of_a_person_is_what_the_file_says(programme: Programme) -> None:
    since = TODAY - timedelta(days=40)
    facts = {"gender": "man", "wished_gender": "woman", "wished_age": "different", "french_level": "a2.1", "age_band": "61+", "area": "92"}
    found = read_participant(programme, ParticipantFactory(wishes=[(programme, since)], **facts))
    assert {name: getattr(found, name) for name in facts} == facts
    assert (found.since, found.is_taken, found.standing) == (since, False, "here")


def test_more_pairings_than_wished_are_counted_as_they_are(programme: Programme) -> None:
    volunteer = ready(programme, pairings_most=1)
    for _ in range(2):
        PairingFactory(programme=programme, volunteer=volunteer)
    (reason,) = reasons(read_volunteer(programme, volunteer, today=TODAY), read_participant(programme, waiting(programme)))
    assert plain(reason.sentence) == "Bénévole : plus de place (2 binômes, en cours ou à répondre, pour 1 à la fois au plus)."


def test_quick_reading_for_one_person_keeps_all_their_topics(programme: Programme) -> None:
    person, volunteer = waiting(programme), ready(programme)
    for kind in ("skill", "sector", "interest"):
        topic = Topic.objects.create(slug=kind, kind=kind, label=kind.title())
        person.topics.add(topic)
        volunteer.topics.add(topic)
    (found,) = rank_for(programme, person, today=TODAY).matches
    assert (found.parts["skills"], found.parts["sector"], found.parts["interests"]) == (1, 1, 1)


def test_rankings_show_the_first_and_count_all(programme: Programme) -> None:
    person, volunteer = waiting(programme), ready(programme)
    ready(programme)
    waiting(programme)
    for ranking in (rank_for(programme, person, today=TODAY, most=1), rank_with(programme, volunteer, today=TODAY, most=1)):
        assert (len(ranking.matches), ranking.count) == (1, 2)


def test_rules_that_leave_out_the_most_are_said_first(programme: Programme) -> None:
    waiting(programme, languages=["en"])
    ready(programme, slots=[])
    ready(programme)
    (found,) = never_proposed(programme, NOW)
    assert list(found.blocked.items()) == [("language", 2), ("volunteer_slots", 1)]


def test_each_person_of_a_suggestion_is_asked_about_and_what_lacks_is_said_once(programme: Programme) -> None:
    programme.participants_most = 2
    first, second = sorted((waiting(programme) for _ in range(2)), key=lambda person: person.pk)
    second.languages.all().delete()
    assert refused_codes(programme, ready(programme), [first, second]) == ["language"]
    newcomer = VolunteerFactory(missions=[programme.mission], slots=[])
    codes = refused_codes(programme, newcomer, [first, second])
    assert len(codes) == len(set(codes))


def test_file_that_was_erased_meanwhile_is_said(programme: Programme) -> None:
    person = waiting(programme)
    Participant.objects.filter(pk=person.pk).delete()
    assert refused_codes(programme, ready(programme), [person]) == ["gone"]


def test_suggestion_counts_from_the_day_that_its_person_asked(programme: Programme) -> None:
    early, late = (ParticipantFactory(wishes=[(programme, TODAY - timedelta(days=days))]) for days in (90, 30))
    volunteer = ready(programme, pairings_most=2)
    pairing = suggest(programme, volunteer, [late], by=None, now=NOW)
    assert (pairing.requested_on, pairing.ends_on) == (TODAY - timedelta(days=30), dates_of(programme, TODAY).ends_on)
    other = suggest(programme, volunteer, [early], by=None, now=NOW)
    assert (other != pairing, list(other.participants.all())) == (True, [early]), "another person is another pairing"


def test_two_who_agreed_settle_when_they_meet_and_nothing_else(programme: Programme) -> None:
    volunteer, person = ready(programme, slots=[(1, "evening")]), waiting(programme, languages=["en"], slots=[(2, "evening")])
    assert [reason.code for reason in agreed_reasons(programme, volunteer, person, today=TODAY)] == ["language"]


def test_pairing_does_not_start_once_somebody_is_away(programme: Programme) -> None:
    pairing = PairingFactory(programme=programme, volunteer=ready(programme), status=Pairing.Status.AGREED)
    before = [reason.code for reason in start_reasons(pairing, today=TODAY)]
    Pause.objects.create(volunteer=pairing.volunteer, since=TODAY)
    assert [code for code in (reason.code for reason in start_reasons(pairing, today=TODAY)) if code not in before] == ["pause"]


def test_first_choice_of_a_preview_is_somebody_possible(programme: Programme) -> None:
    person = waiting(programme, slots=THREE_EVENINGS)
    waiting(programme, languages=["ti"])
    busy = ready(programme, slots=THREE_EVENINGS, pairings_most=1)
    PairingFactory(programme=programme, volunteer=busy)
    by_slots, by_sector = ready(programme, slots=THREE_EVENINGS), ready(programme, slots=THREE_EVENINGS[:1])
    sector = Topic.objects.create(slug="essai", kind="sector", label="Essai")
    for one in (person, by_sector, busy):
        one.topics.add(sector)
    nothing = dict.fromkeys(PARTS, 0)
    MatchingWeights.objects.create(programme=programme, version=1, **nothing | {"slots": 10})
    found = matching_weights.preview(programme, MatchingWeights(programme=programme, **nothing | {"sector": 10}), today=TODAY)
    assert ([(key, one.volunteer, other.volunteer) for key, one, other in found.changes], found.count) == (
        [(person.pk, by_slots.pk, by_sector.pk)],
        1,
    )


def test_where_all_are_worth_nothing_the_first_by_key_of_those_possible_is_chosen(programme: Programme) -> None:
    person, sector = waiting(programme), Topic.objects.create(slug="essai", kind="sector", label="Essai")
    busy, first, last = sorted((ready(programme, pairings_most=1) for _ in range(3)), key=lambda one: one.pk)
    PairingFactory(programme=programme, volunteer=busy)
    for one in (person, last):
        one.topics.add(sector)
    nothing = dict.fromkeys(PARTS, 0)
    MatchingWeights.objects.create(programme=programme, version=1, **nothing | {"earlier": 10})
    found = matching_weights.preview(programme, MatchingWeights(programme=programme, **nothing | {"sector": 10}), today=TODAY)
    assert [(key, one.volunteer, other.volunteer) for key, one, other in found.changes] == [(person.pk, first.pk, last.pk)]


def test_weights_are_a_version_when_something_changes_and_then_alone(programme: Programme, coordinator: User) -> None:
    usual = MatchingWeights()
    values = {name: getattr(usual, name) for name in matching_weights.FIELDS}
    for seen, changes, version in ((0, {}, 1), (1, {}, 1), (1, {"age_wanted": "different"}, 2)):
        assert matching_weights.change(programme, values | changes, seen=seen, by=coordinator).version == version
    assert MatchingWeights.history.count() == 2


def test_round_under_way_holds_another_off_and_may_be_asked_again(programme: Programme, coordinator: User) -> None:
    ready(programme)
    waiting(programme)
    made = Round.objects.create(programme=programme, made_by=coordinator, made_at=NOW)
    with pytest.raises(Refused) as refused:
        rounds.start(programme, by=UserFactory(coordinator=True), now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["open"]
    with pytest.raises(Refused):
        rounds.publish(made, marks={}, now=NOW)
    rounds.run_again(made, marks={}, now=NOW)
    rounds.publish(made, marks={}, now=NOW)
    again = rounds.start(programme, by=coordinator, now=NOW)
    assert (again != made, Pairing.objects.count()) == (True, 1), "who published one begins another"


def test_many_of_either_side_are_a_task_s_work_and_few_pairs_are_not(
    programme: Programme, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "AT_ONCE", 1)
    monkeypatch.setattr(rounds, "PUBLISHED_AT_ONCE", 1)
    small = ProgrammeFactory(slug="petit", mission=MissionFactory(slug="petit"))
    ready(small)
    waiting(small)
    made = rounds.start(small, by=coordinator, now=NOW)
    rounds.publish(made, marks={}, now=NOW)
    made.refresh_from_db()
    assert made.state == "published"
    waiting(programme)
    for _ in range(2):
        ready(programme)
    rounds.start(programme, by=coordinator, now=NOW)
    assert Round.objects.get(programme=programme).state == "computing"
