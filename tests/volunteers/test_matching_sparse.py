"""A round of thousands: the best candidates of each alone. Where nobody has more candidates than are kept, it is the whole round."""

from datetime import date
from random import Random
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings

from tests.volunteers.profiles import people, scales
from volunteers import matching_candidates, matching_grid
from volunteers.assignment import assign_among
from volunteers.matching import PARTS, Scale
from volunteers.matching_candidates import best_candidates, open_places
from volunteers.matching_grid import Grid
from volunteers.matching_profiles import ParticipantProfile, VolunteerProfile
from volunteers.rounds import find_among_best, find_pairs

Sides = tuple[list[VolunteerProfile], list[ParticipantProfile]]
bounded = settings(derandomize=True, max_examples=60, deadline=None, database=None)
EVEN = Scale(dict.fromkeys(PARTS, 5), 1, "similar", False, date(2026, 11, 29))


def worth(scores: Any, pairs: list[tuple[int, int]]) -> tuple[int, int]:
    """What a round is judged by: how many are paired, then their total."""
    return len(pairs), sum(int(scores[place]) for place in pairs)


@bounded
@given(people(), scales)
def test_large_round_is_worth_the_whole_one_where_nobody_is_cut(sides: Sides, scale: Scale) -> None:
    grid = Grid.of(*sides)
    scores = grid.scores(scale)
    whole = find_pairs(grid, scores, [], [])
    # The first pair made is locked, and the last forbidden.
    for locked, forbidden in (([], []), (whole[:1], whole[1:][-1:])):
        found = find_among_best(grid, scale, locked, forbidden)
        assert worth(scores, found) == worth(scores, find_pairs(grid, scores, locked, forbidden))
        assert set(locked) <= set(found)
        assert not set(forbidden) & set(found)
        assert all(grid.possible[place] for place in found)
        assert len({row for row, _ in found}) == len(found)
        for column, volunteer in enumerate(grid.volunteers):
            assert sum(chosen == column for _, chosen in found) <= max(volunteer.room, 0)


@bounded
@given(people(), scales)
def test_grid_in_parts_says_what_the_whole_says(sides: Sides, scale: Scale) -> None:
    grid = Grid.of(*sides)
    rows = list(range(grid.shape[0]))[::2]
    part = grid.of_rows(rows)
    assert np.array_equal(part.possible, grid.possible[rows])
    assert np.array_equal(part.scores(scale), grid.scores(scale)[rows])


def crowd(volunteers: int, participants: int) -> Grid:
    """As the people of an association are: a few languages, most of the same two, and few free half-days."""
    random = Random(14)  # noqa: S311 the same each time

    def profile(kind: Any) -> Any:
        return kind(
            key=UUID(int=random.getrandbits(128)),
            languages={code: random.randrange(4) for code in random.choices(["fr", "en", "ar", "prs", "ps"], [8, 6, 2, 2, 1], k=2)},
            slots=sum({1 << random.randrange(21) for _ in range(4)}),
            skills=frozenset(random.sample("abcdefgh", 2)),
            sectors=frozenset(random.sample("abcdefgh", 2)),
            interests=frozenset(random.sample("abcdefgh", 2)),
            area=random.choice(["75011", "75018", "75020", "93", "94", ""]),
            age_band=random.choice(["", "18-25", "41-60"]),
            gender=random.choice(["", "woman", "man"]),
            wished_gender=random.choice(["", "", "", "woman"]),
        )

    return Grid.of([profile(VolunteerProfile) for _ in range(volunteers)], [profile(ParticipantProfile) for _ in range(participants)])


@pytest.mark.parametrize("shape", [(300, 300), (200, 300), (300, 200)])
def test_what_is_lost_where_many_candidates_are_cut_is_little(shape: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of three hundred, ten candidates each: at most one person in a hundred, and two points in a hundred."""
    # As large rounds are: in several parts.
    monkeypatch.setattr(matching_grid, "CELLS_AT_ONCE", 10_000)
    grid = crowd(*shape)
    scores = grid.scores(EVEN)
    paired, total = worth(scores, find_pairs(grid, scores, [], []))
    cut_paired, cut_total = worth(scores, find_among_best(grid, EVEN, [], [], most=10))
    assert np.median(grid.possible.sum(axis=1)) > 10, "somebody is cut"
    assert paired * 0.99 <= cut_paired <= paired
    assert total * 0.98 <= cut_total <= total


def test_one_candidate_each_would_lose_much() -> None:
    """Else the test above would prove nothing."""
    grid = crowd(300, 300)
    scores = grid.scores(EVEN)
    paired, _ = worth(scores, find_pairs(grid, scores, [], []))
    assert len(find_among_best(grid, EVEN, [], [], most=1)) < paired * 0.95


def test_candidates_are_the_best_of_either_side() -> None:
    grid = crowd(40, 30)
    scores = np.where(grid.possible, grid.scores(EVEN), -1)
    found = best_candidates(grid, EVEN, open_rows=open_places(30, ()), open_columns=open_places(40, ()), most=3)
    chosen = set(zip(found.rows.tolist(), found.columns.tolist(), strict=True))
    assert [int(scores[place]) for place in sorted(chosen)] == found.scores.tolist()
    for lines, places in ((scores, lambda line, other: (line, other)), (scores.T, lambda line, other: (other, line))):
        for line, row in enumerate(lines):
            best = sorted((int(score) for score in row if score >= 0), reverse=True)[:3]
            kept = sorted((int(row[other]) for other in range(len(row)) if places(line, other) in chosen), reverse=True)[: len(best)]
            assert kept == best
    assert len(chosen) < int(grid.possible.sum())


def test_who_is_settled_is_nobodys_candidate() -> None:
    grid = crowd(40, 30)
    found = best_candidates(grid, EVEN, open_rows=open_places(30, {0, 7}), open_columns=open_places(40, {3}), forbidden=[(1, 1)])
    assert not {0, 7} & set(found.rows.tolist())
    assert 3 not in found.columns.tolist()
    assert (1, 1) not in zip(found.rows.tolist(), found.columns.tolist(), strict=True)


def test_more_people_come_before_points() -> None:
    """Whoever has one candidate gets them, whatever the points of the other."""
    rows, columns, scores = np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([10_000, 0, 1])
    assert assign_among(rows, columns, scores, [1, 1]) == [(0, 1), (1, 0)]
    assert assign_among(rows, columns, scores, [1, 0]) == [(0, 0)]
    assert assign_among(rows, columns, scores, [2, 0]) == [(0, 0), (1, 0)]
    assert assign_among(rows[:0], columns[:0], scores[:0], [1]) == []


def test_progress_is_told_as_the_grid_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching_grid, "CELLS_AT_ONCE", 100)
    told: list[float] = []
    find_among_best(crowd(10, 30), EVEN, [], [], tell=told.append)
    assert told == pytest.approx([1 / 3, 2 / 3, 1])
    assert matching_candidates.MOST == 50
