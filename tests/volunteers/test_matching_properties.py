"""What holds of every round, whoever is in it."""

from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from tests.volunteers.profiles import people, scales
from volunteers.matching import Scale, match, rank
from volunteers.matching_grid import Grid
from volunteers.matching_profiles import ParticipantProfile, VolunteerProfile
from volunteers.matching_reasons import reasons
from volunteers.rounds import find_pairs

Sides = tuple[list[VolunteerProfile], list[ParticipantProfile]]
bounded = settings(derandomize=True, max_examples=120, deadline=None, database=None)


def pairs_of(sides: Sides, scale: Scale) -> tuple[Grid, Any, list[tuple[int, int]]]:
    grid = Grid.of(*sides)
    scores = grid.scores(scale)
    return grid, scores, find_pairs(grid, scores, [], [])


@bounded
@given(people(), scales)
def test_grid_says_what_rules_and_scores_say(sides: Sides, scale: Scale) -> None:
    grid = Grid.of(*sides)
    scores = grid.scores(scale)
    for row, person in enumerate(grid.participants):
        for column, volunteer in enumerate(grid.volunteers):
            codes = {reason.code for reason in reasons(volunteer, person)}
            assert {code for code, flags in grid.blocked.items() if flags[row, column]} == codes
            assert grid.possible[row, column] == (not codes)
            assert scores[row, column] == match(volunteer, person, scale).score


@bounded
@given(people(), scales)
def test_hard_rules_and_room_hold_in_every_round(sides: Sides, scale: Scale) -> None:
    grid, _, pairs = pairs_of(sides, scale)
    for row, column in pairs:
        assert reasons(grid.volunteers[column], grid.participants[row]) == []
    assert len({row for row, _ in pairs}) == len(pairs), "each person once at most"
    for column, volunteer in enumerate(grid.volunteers):
        assert sum(chosen == column for _, chosen in pairs) <= max(volunteer.room, 0)


@bounded
@given(people(), scales)
def test_round_is_at_least_as_good_as_the_best_first(sides: Sides, scale: Scale) -> None:
    grid, scores, pairs = pairs_of(sides, scale)
    greedy: list[int] = []
    rooms, free = {one.key: one.room for one in grid.volunteers}, {one.key for one in grid.participants}
    for found in rank(((one, person) for one in grid.volunteers for person in grid.participants), scale):
        if found.participant.key in free and rooms[found.volunteer.key] > 0:
            free.remove(found.participant.key)
            rooms[found.volunteer.key] -= 1
            greedy.append(found.score)
    assert (len(pairs), sum(int(scores[place]) for place in pairs)) >= (len(greedy), sum(greedy))


@bounded
@given(people(), scales, some.integers())
def test_same_people_make_the_same_round_in_any_order(sides: Sides, scale: Scale, seed: int) -> None:
    grid, _, pairs = pairs_of(sides, scale)
    shuffled: Any = [Random(seed).sample(side, len(side)) for side in sides]  # noqa: S311 any order
    other, _, again = pairs_of((shuffled[0], shuffled[1]), scale)
    named = [
        [(one.participants[row].key, one.volunteers[column].key) for row, column in found] for one, found in ((grid, pairs), (other, again))
    ]
    assert named[0] == named[1]


@bounded
@given(people(), scales)
def test_forbidden_pairs_are_never_made_and_locked_ones_always(sides: Sides, scale: Scale) -> None:
    grid, scores, pairs = pairs_of(sides, scale)
    assert not set(find_pairs(grid, scores, [], pairs)) & set(pairs)
    assert set(find_pairs(grid, scores, pairs[:1], [])) >= set(pairs[:1])


@settings(bounded, max_examples=40)
@given(people(most=4), scales, some.data())
def test_whatever_is_locked_the_rules_hold_and_the_order_of_locks_is_none(sides: Sides, scale: Scale, data: some.DataObject) -> None:
    grid, scores, _ = pairs_of(sides, scale)
    places = [(row, column) for row in range(grid.shape[0]) for column in range(grid.shape[1])]
    chosen = data.draw(some.lists(some.sampled_from(places), unique_by=lambda place: place[0])) if places else []
    pairs = find_pairs(grid, scores, chosen, [])
    assert pairs == find_pairs(grid, scores, sorted(chosen, reverse=True), [])
    assert pairs == sorted(pairs)
    assert all(grid.possible[place] for place in pairs)
    assert len({row for row, _ in pairs}) == len(pairs)
    for column, volunteer in enumerate(grid.volunteers):
        asked = [place for place in chosen if place[1] == column and grid.possible[place]]
        made = [place for place in pairs if place[1] == column]
        assert len(made) <= max(volunteer.room, 0)
        assert len(set(made) & set(asked)) == min(len(asked), max(volunteer.room, 0))


def brute_force(grid: Grid, scores: Any) -> tuple[int, int]:
    """The most pairs, then the greatest total, by trying everything."""

    def best(row: int, rooms: tuple[int, ...]) -> tuple[int, int]:
        if row == len(grid.participants):
            return 0, 0
        found = best(row + 1, rooms)
        for column, room in enumerate(rooms):
            if room > 0 and grid.possible[row, column]:
                count, total = best(row + 1, (*rooms[:column], room - 1, *rooms[column + 1 :]))
                found = max(found, (count + 1, total + int(scores[row, column])))
        return found

    return best(0, tuple(one.room for one in grid.volunteers))


@settings(bounded, max_examples=60)
@given(people(most=4), scales)
def test_round_pairs_the_most_people_then_makes_the_greatest_total(sides: Sides, scale: Scale) -> None:
    grid, scores, pairs = pairs_of(sides, scale)
    assert (len(pairs), sum(int(scores[place]) for place in pairs)) == brute_force(grid, scores)
