"""Bringing two near each other, and rounds from start to publication."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import OutgoingMail, User
from site_polaris.periodic import run_due_jobs
from tests.accounts.factories import UserFactory
from tests.conftest import RunTasks
from tests.volunteers.factories import (
    MissionFactory,
    PairingFactory,
    ParticipantFactory,
    ProgrammeFactory,
    VolunteerFactory,
)
from volunteers import matching_weights, offers, rounds, suggesting
from volunteers.exceptions import Refused
from volunteers.matching import ALGORITHM_VERSION, PARTS
from volunteers.matching_profiles import read_ready
from volunteers.models import Exclusion, Pairing, Participant, Pause, Programme, Round, Suggestion, Topic, Volunteer
from volunteers.never_proposed import never_proposed
from volunteers.rankings import rank_for, rank_with
from volunteers.suggesting import suggest

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory()


def ready(programme: Programme, **traits: object) -> Volunteer:
    return VolunteerFactory(trained=True, missions=[programme.mission], **traits)


def waiting(programme: Programme, **traits: object) -> Participant:
    return ParticipantFactory(wants=[programme], **traits)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_suggestion_keeps_what_made_it(programme: Programme, coordinator: User) -> None:
    volunteer, person = ready(programme), waiting(programme)
    pairing = suggest(programme, volunteer, [person], by=coordinator, now=NOW)
    assert (pairing.status, pairing.suggested_at, pairing.history.get().history_user) == ("suggested", NOW, coordinator)
    assert list(pairing.participants.all()) == [person]
    kept = Suggestion.objects.get()
    assert (kept.pairing, kept.round, kept.algorithm_version, kept.weights_version) == (pairing, None, ALGORITHM_VERSION, 0)
    assert kept.parts.keys() == kept.scale["weights"].keys() == PARTS.keys()
    assert kept.words[:2] == ["parlent français tous les deux", "dimanche soir libre"]


def test_suggestion_asks_the_rules_again_and_writes_nothing(programme: Programme, coordinator: User) -> None:
    pairing = PairingFactory(programme=programme, volunteer=ready(programme), accepted=True)
    with pytest.raises(Refused) as refused:
        suggest(programme, pairing.volunteer, [pairing.participants.get()], by=coordinator, now=NOW)
    assert codes(refused) == ["room", "taken", "together"]
    assert (Pairing.objects.count(), Suggestion.objects.count()) == (1, 0)


def test_number_of_persons_is_the_programme_s(programme: Programme, coordinator: User) -> None:
    volunteer, persons = ready(programme), [waiting(programme), waiting(programme)]
    for chosen, code in (([], "nobody"), (persons, "number")):
        with pytest.raises(Refused) as refused:
            suggest(programme, volunteer, chosen, by=coordinator, now=NOW)
        assert codes(refused) == [code]
    programme.participants_most = 2
    assert suggest(programme, volunteer, persons, by=coordinator, now=NOW).participants.count() == 2


def test_closed_programme_takes_nobody(coordinator: User) -> None:
    programme = ProgrammeFactory(is_open=False)
    with pytest.raises(Refused) as refused:
        suggest(programme, ready(programme), [waiting(programme)], by=coordinator, now=NOW)
    assert codes(refused) == ["programme"]
    with pytest.raises(Refused) as refused:
        rounds.start(programme, by=coordinator, now=NOW)
    assert codes(refused) == ["programme"]


def test_ranking_of_one_person_is_the_same_as_of_everybody(programme: Programme) -> None:
    sector = Topic.objects.create(slug="essai", kind="sector", label="Essai")
    person = waiting(programme, languages=["fr", "en"], slots=[(1, "evening"), (3, "morning")])
    person.topics.add(sector)
    near = [ready(programme, slots=[(1, "evening"), (5, "morning")], languages=["en", "ar"]) for _ in range(3)]
    near[1].topics.add(sector)
    ready(programme, slots=[(5, "morning")])
    ready(programme, slots=[(1, "evening")], languages=["ar"])
    VolunteerFactory(missions=[programme.mission], slots=[(1, "evening")])
    Pause.objects.create(volunteer=near[2], since=TODAY)
    found = rank_for(programme, person, today=TODAY)
    assert [one.volunteer.key for one in found.matches] == [near[1].pk, near[0].pk]
    assert (found.count, len(read_ready(programme, today=TODAY))) == (2, 5)
    assert [one.score for one in found.matches] == [rank_with(programme, one, today=TODAY).matches[0].score for one in (near[1], near[0])]


def test_profiles_are_read_in_as_many_queries_however_many_people(programme: Programme) -> None:
    person = waiting(programme)
    ready(programme)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            rank_for(programme, person, today=TODAY)
            never_proposed(programme, NOW)
        counts.append(len(queries))
        for _ in range(4):
            ready(programme)
            waiting(programme)
    assert counts[0] == counts[1]


def test_never_proposed_counts_whom_each_rule_leaves_out(programme: Programme) -> None:
    lonely = waiting(programme, languages=["ti"], slots=[])
    waiting(programme)
    for _ in range(2):
        ready(programme)
    (found,) = never_proposed(programme, NOW)
    assert (found.participant, found.blocked) == (lonely, {"language": 2, "participant_slots": 2})


def test_round_pairs_the_most_and_says_who_waits(programme: Programme, coordinator: User) -> None:
    both = ready(programme, languages=["fr", "ar"])
    french = ready(programme)
    arabic_speaker, french_speaker = waiting(programme, languages=["ar"]), waiting(programme, languages=["fr"])
    lonely = waiting(programme, languages=["ti"])
    made = rounds.start(programme, by=coordinator, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.scale["version"]) == ("ready", 0)
    assert {(one.volunteer, one.participant) for one in made.suggestions.all()} == {(both, arabic_speaker), (french, french_speaker)}
    wait = made.waits.get()
    assert (wait.participant, wait.possible, wait.blocked) == (lonely, 0, {"language": 2})
    assert not Pairing.objects.exists()
    with pytest.raises(Refused) as refused:
        rounds.start(programme, by=UserFactory(coordinator=True), now=NOW)
    assert codes(refused) == ["open"]


def test_round_goes_around_what_is_locked_and_forbidden(programme: Programme, coordinator: User) -> None:
    for _ in range(2):
        ready(programme)
        waiting(programme)
    made = rounds.start(programme, by=coordinator, now=NOW)
    one, other = made.suggestions.all()
    swapped = {(one.volunteer, other.participant), (other.volunteer, one.participant)}
    rounds.run_again(made, marks={one.pk: "forbidden"}, now=NOW)
    kept = made.suggestions.kept()
    assert {(row.volunteer, row.participant) for row in kept} == swapped
    locked = kept[0]
    rounds.run_again(made, marks={locked.pk: "locked"}, now=NOW)
    assert made.suggestions.get(volunteer=locked.volunteer, participant=locked.participant).mark == "locked"
    assert made.suggestions.filter(mark="forbidden").count() == 1


def test_published_round_suggests_each_and_keeps_the_reasons_of_those_refused(programme: Programme, coordinator: User) -> None:
    for _ in range(3):
        ready(programme)
        waiting(programme)
    made = rounds.start(programme, by=coordinator, now=NOW)
    refused, forbidden, kept = made.suggestions.all()
    Exclusion.objects.create(volunteer=refused.volunteer, participant=refused.participant, reason="team", since=TODAY)
    rounds.publish(made, marks={forbidden.pk: "forbidden"}, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.closed_at) == ("published", NOW)
    assert Pairing.objects.get().volunteer == kept.volunteer
    refused.refresh_from_db()
    assert (refused.pairing, len(refused.refusals)) == (None, 1)
    with pytest.raises(Refused) as again:
        rounds.abandon(made, now=NOW)
    assert codes(again) == ["state"]


def test_empty_round_and_abandoned_round(programme: Programme, coordinator: User) -> None:
    made = rounds.start(programme, by=coordinator, now=NOW)
    made.refresh_from_db()
    assert (made.state, made.suggestions.count(), made.waits.count()) == ("ready", 0, 0)
    rounds.abandon(made, now=NOW)
    assert rounds.start_reasons(programme) == []


def test_many_are_computed_and_published_by_tasks(
    programme: Programme, coordinator: User, run_tasks: RunTasks, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "AT_ONCE", 0)
    monkeypatch.setattr(rounds, "PUBLISHED_AT_ONCE", 0)
    ready(programme)
    waiting(programme)
    made = rounds.start(programme, by=coordinator, now=NOW)
    assert Round.objects.get().state == "computing"
    run_tasks()
    assert Round.objects.get().state == "ready"
    rounds.publish(made, marks={}, now=NOW)
    assert Round.objects.get().state == "publishing"
    run_tasks()
    assert (Round.objects.get().state, Pairing.objects.count()) == ("published", 1)


def test_round_left_half_published_is_ended_by_the_clock_and_nothing_is_done_twice(programme: Programme, coordinator: User) -> None:
    for _ in range(3):
        ready(programme)
        waiting(programme)
    made = rounds.start(programme, by=coordinator, now=NOW)
    first, refused, left = made.suggestions.all()
    Exclusion.objects.create(volunteer=refused.volunteer, participant=refused.participant, reason="team", since=TODAY)
    Round.objects.update(state=Round.State.PUBLISHING)
    suggesting.suggest_of_round(first, by=coordinator, now=NOW)
    offers.offer(Pairing.objects.get(), contact=coordinator, by=coordinator, now=NOW)
    told = OutgoingMail.objects.count()
    job = [job for job in settings.PERIODIC if job[0] == "volunteers.rounds.resume_publishing"]
    assert run_due_jobs(NOW, job) == ["volunteers.rounds.resume_publishing"]
    made.refresh_from_db()
    assert (made.state, made.progress, made.closed_at) == ("published", 100, NOW)
    assert run_due_jobs(NOW + timedelta(minutes=10), job) == ["volunteers.rounds.resume_publishing"]
    states = dict(Pairing.objects.values_list("volunteer", "status"))
    assert states == {first.volunteer_id: "offered", left.volunteer_id: "suggested"}
    refused.refresh_from_db()
    assert (refused.pairing, len(refused.refusals), OutgoingMail.objects.count()) == (None, 1, told)


def test_round_left_half_computed_is_ended_by_the_clock(programme: Programme, coordinator: User) -> None:
    volunteer, person = ready(programme), waiting(programme)
    left = Round.objects.create(programme=programme, made_by=coordinator, made_at=NOW, progress=60)
    job = [job for job in settings.PERIODIC if job[0] == "volunteers.rounds.resume_computing"]
    assert run_due_jobs(NOW, job) == ["volunteers.rounds.resume_computing"]
    left.refresh_from_db()
    assert (left.state, left.progress, left.computed_at) == ("ready", 100, NOW)
    suggestion = left.suggestions.get()
    assert (suggestion.volunteer, suggestion.participant) == (volunteer, person)
    assert run_due_jobs(NOW + timedelta(minutes=10), job) == ["volunteers.rounds.resume_computing"]
    assert left.suggestions.get() == suggestion, "a round that was computed is left alone"


def test_volunteer_of_two_open_rounds_goes_to_the_one_published_first(programme: Programme, coordinator: User) -> None:
    other = ProgrammeFactory(slug="autre", title="Autre programme", mission=MissionFactory(slug="autre"))
    volunteer = VolunteerFactory(trained=True, missions=[programme.mission, other.mission], pairings_most=1)
    waiting(programme)
    waiting(other)
    first, second = (rounds.start(each, by=coordinator, now=NOW) for each in (programme, other))
    assert (rounds.in_other_rounds(first), rounds.in_other_rounds(second)) == (
        {volunteer.pk: ["Autre programme"]},
        {volunteer.pk: [programme.title]},
    )
    rounds.publish(first, marks={}, now=NOW)
    assert rounds.in_other_rounds(second) == {}, "a published round is not open any more"
    rounds.publish(second, marks={}, now=NOW)
    assert Pairing.objects.get().programme == programme
    left = second.suggestions.get()
    assert (left.pairing, len(left.refusals), "plus de place (1 binôme" in left.refusals[0]) == (None, 1, True)


def test_pair_put_aside_in_another_round_takes_nobody_s_place(programme: Programme, coordinator: User) -> None:
    other = ProgrammeFactory(slug="autre", mission=MissionFactory(slug="autre"))
    volunteer = VolunteerFactory(trained=True, missions=[programme.mission, other.mission], pairings_most=2)
    # One made by hand is in no round.
    suggest(programme, volunteer, [waiting(programme)], by=coordinator, now=NOW)
    waiting(programme)
    waiting(other)
    first, second = (rounds.start(each, by=coordinator, now=NOW) for each in (programme, other))
    rounds.run_again(second, marks={second.suggestions.get().pk: "forbidden"}, now=NOW)
    assert (rounds.in_other_rounds(first), rounds.in_other_rounds(second)) == ({}, {})


def test_weights_change_by_versions_and_show_before_what_they_change(programme: Programme, coordinator: User) -> None:
    sector = Topic.objects.create(slug="essai", kind="sector", label="Essai")
    person = waiting(programme, slots=[(1, "evening"), (2, "evening"), (3, "evening")])
    person.topics.add(sector)
    by_sector = ready(programme, slots=[(1, "evening")])
    by_sector.topics.add(sector)
    by_slots = ready(programme, slots=[(1, "evening"), (2, "evening"), (3, "evening")])
    weights = matching_weights.weights_of(programme)
    values = dict.fromkeys(PARTS, 0) | {"age_wanted": "similar"}
    matching_weights.change(programme, values | {"slots": 10}, seen=0, by=coordinator)
    weights = matching_weights.weights_of(programme)
    weights.slots, weights.sector = 0, 10
    preview = matching_weights.preview(programme, weights, today=TODAY)
    assert [(key, one.volunteer, other.volunteer) for key, one, other in preview.changes] == [(person.pk, by_slots.pk, by_sector.pk)]
    with pytest.raises(Refused) as refused:
        matching_weights.change(programme, values, seen=0, by=coordinator)
    assert codes(refused) == ["changed"]
    with pytest.raises(Refused) as refused:
        matching_weights.change(programme, values | dict.fromkeys(PARTS, 0), seen=1, by=coordinator)
    assert codes(refused) == ["nothing"]
    assert matching_weights.change(programme, values | {"sector": 10}, seen=1, by=coordinator).version == 2
    last, first = matching_weights.history_of(programme)
    assert (last.version, last.by, last.lines) == (2, coordinator, [("créneaux libres en commun", "10", "0"), ("secteur", "0", "10")])
    assert first.version == 1


def test_waiting_people_are_followed_want_it_and_have_nobody(programme: Programme) -> None:
    person = waiting(programme)
    waiting(programme, standing="paused")
    ParticipantFactory()
    PairingFactory(programme=programme, participants=[waiting(programme)], status=Pairing.Status.SUGGESTED)
    other = ProgrammeFactory(slug="autre", mission=MissionFactory(slug="autre"))
    PairingFactory(programme=other, participants=[person], starts_on=TODAY - timedelta(days=3))
    assert list(Participant.objects.waiting_for(programme)) == [person]
