"""The set of pairs by hand: most people first, then points; what is locked; the words that say why."""

import numpy as np
import pytest

from tests.volunteers.profiles import EQUAL, TODAY, participant, volunteer
from tests.volunteers.words import plain
from volunteers.assignment import assign
from volunteers.matching import PARTS, Scale, match, rank
from volunteers.matching_grid import Grid
from volunteers.matching_profiles import ParticipantProfile, VolunteerProfile
from volunteers.matching_words import words_for
from volunteers.models import MatchingWeights, Programme
from volunteers.rounds import find_pairs

ALL_DAY = 0b111


def test_one_more_person_counts_before_any_points() -> None:
    possible = np.array([[True, True, False], [False, True, True], [False, False, True]])
    scores = np.array([[0, 10_000, 0], [0, 0, 10_000], [0, 0, 0]])
    assert assign(possible, scores, [1, 1, 1]) == [(0, 0), (1, 1), (2, 2)]


def test_people_are_paired_even_where_nothing_counts() -> None:
    assert len(assign(np.ones((2, 2), dtype=bool), np.zeros((2, 2), dtype=np.int64), [1, 1])) == 2
    assert len(assign(np.ones((2, 1), dtype=bool), np.zeros((2, 1), dtype=np.int64), [2])) == 2


def grid_of(persons: int, *rooms: int) -> Grid:
    return Grid.of([volunteer(room=room, most=3) for room in rooms], [participant() for _ in range(persons)])


def test_what_is_locked_takes_the_room_and_the_person() -> None:
    grid = grid_of(2, 1, 1)
    scores = np.array([[9, 1], [9, 1]])
    assert find_pairs(grid, scores, [(1, 0)], []) == [(0, 1), (1, 0)]
    alone = grid_of(2, 1)
    assert find_pairs(alone, scores[:, :1], [(1, 0)], []) == [(1, 0)]
    assert find_pairs(grid_of(1, 1, 1), scores[:1], [(0, 1)], []) == [(0, 1)]


def test_more_locks_than_room_keep_the_first_by_key_whatever_their_order() -> None:
    grid, scores = grid_of(3, 2), np.full((3, 1), 5)
    for locked in ([(2, 0), (1, 0), (0, 0)], [(0, 0), (1, 0), (2, 0)]):
        assert find_pairs(grid, scores, locked, []) == [(0, 0), (1, 0)]


def test_best_score_is_ranked_first() -> None:
    person = participant(slots=ALL_DAY)
    some, most = volunteer(slots=0b1), volunteer(slots=ALL_DAY)
    for order in ([some, most], [most, some]):
        assert [found.volunteer for found in rank(((one, person) for one in order), EQUAL)] == [most, some]


def test_percentage_is_rounded_to_the_nearest() -> None:
    only_slots = Scale({**dict.fromkeys(PARTS, 0), "slots": 10}, 1, "similar", practises_french=False, today=TODAY)
    found = match(volunteer(slots=0b11), participant(slots=ALL_DAY), only_slots)
    assert (found.score, found.percent) == (6667, 67)


def test_scale_is_what_programme_and_weights_say() -> None:
    weights = MatchingWeights(version=4, age_wanted="different", slots=9, age=1)
    scale = Scale.of(Programme(practises_french=True), weights, today=TODAY)
    assert (scale.version, scale.age_wanted, scale.practises_french, scale.today) == (4, "different", True, TODAY)
    assert scale.weights == {part: getattr(weights, part) for part in PARTS}


def said(one: VolunteerProfile, other: ParticipantProfile, *, wanted: str = "similar") -> list[str]:
    scale = Scale(EQUAL.weights, 1, wanted, practises_french=False, today=TODAY)
    return [plain(words) for words in words_for(match(one, other, scale), scale)]


@pytest.mark.parametrize(
    ("slots", "words"),
    [
        (0b1, "lundi matin libre"),
        (0b11, "lundi matin et lundi après-midi libres"),
        (0b111, "lundi matin, lundi après-midi et un autre créneau libres"),
        (0b1111, "lundi matin, lundi après-midi et deux autres créneaux libres"),
    ],
)
def test_free_slots_are_said_two_at_most_then_counted(slots: int, words: str) -> None:
    assert said(volunteer(slots=slots), participant(slots=slots)) == ["parlent français tous les deux", words]


def test_language_that_both_speak_best_is_said() -> None:
    one, other = volunteer(languages={"en": 2, "fr": 3}), participant(languages={"en": 2, "fr": 1})
    assert said(one, other)[0] == "parlent anglais tous les deux"
    assert said(volunteer(languages={"ar": 3, "en": 1}), participant(languages={"ar": 0, "en": 1}))[0] == "parlent anglais tous les deux"


def test_topics_are_said_when_both_have_them() -> None:
    one = volunteer(skills={"CV", "Entretiens"}, interests={"Sport"})
    assert said(one, participant(skills={"CV", "Réseau"}, interests={"Sport", "Jeux"}))[2:] == [
        "compétences cherchées : cV",
        "intérêts communs : sport",
    ]


@pytest.mark.parametrize(
    ("ages", "wanted", "words"),
    [
        (("18-25", "18-25"), "similar", ["même tranche d’âge"]),
        (("18-25", "26-40"), "similar", []),
        (("18-25", "61+"), "different", ["âges différents, comme souhaité"]),
        (("18-25", "18-25"), "different", []),
    ],
)
def test_age_is_said_when_it_is_as_wanted(ages: tuple[str, str], wanted: str, words: list[str]) -> None:
    assert said(volunteer(age_band=ages[0]), participant(age_band=ages[1]), wanted=wanted)[2:] == words


def test_who_asked_today_does_not_wait_yet() -> None:
    assert said(volunteer(), participant(since=TODAY))[2:] == []
