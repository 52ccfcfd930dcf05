"""What leaves of a line of small numbers, held against somebody who knows the rule and subtracts."""

from collections.abc import Mapping, Sequence
from itertools import product

import pytest

from volunteers.small_numbers import FEWEST, FEWEST_POSSIBLE, Key, Mark, Sum, hide

ALL: Key = ("line", None)
SMALL, TO_PROTECT = Mark.SMALL, Mark.TO_PROTECT
# More than any number of these tables.
ENOUGH = 20


def parts_of(numbers: Sequence[int]) -> list[Key]:
    return [("line", column) for column in range(len(numbers))]


def marks_of(numbers: Sequence[int], total: int | None = None, *, overlaps: bool = False) -> list[Mark | None]:
    """Of the total, then of each part."""
    keys = parts_of(numbers)
    sizes = {ALL: (sum(numbers) if total is None else total,), **{key: (number,) for key, number in zip(keys, numbers, strict=True)}}
    marks = hide(sizes, [Sum(ALL, keys, overlaps)])
    return [marks.get(key) for key in (ALL, *keys)]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((7, 5, 12), [None, None, None, None]),
        # Alone, it is the total less the others: the first of the others goes with it.
        ((7, 3, 12), [None, TO_PROTECT, SMALL, None]),
        # A zero is as small as a one.
        ((7, 0, 12), [None, TO_PROTECT, SMALL, None]),
        # 0 + 5 would leave a zero alone: the total goes too.
        ((0, 5), [TO_PROTECT, SMALL, TO_PROTECT]),
        ((3, 5), [None, SMALL, TO_PROTECT]),
        ((1, 3, 20), [None, SMALL, SMALL, None]),
        ((3, 3, 4), [None, SMALL, SMALL, SMALL]),
        # Two fours: a total of eight would say both.
        ((4, 4, 20), [None, SMALL, SMALL, TO_PROTECT]),
        ((1, 0, 2), [SMALL, SMALL, SMALL, SMALL]),
        ((4,), [SMALL, SMALL]),
        ((6,), [None, None]),
    ],
)
def test_hidden_cells_of_a_line(numbers: Sequence[int], expected: Sequence[Mark | None]) -> None:
    assert marks_of(numbers) == expected


def test_parts_that_overlap_are_told_from_below_alone() -> None:
    # Nine people, five of them in the one part: the four others can be nowhere but in the small one.
    assert marks_of((5, 4), total=9, overlaps=True) == [None, TO_PROTECT, SMALL]
    assert marks_of((9, 4), total=9, overlaps=True) == [None, None, SMALL]


def test_share_is_hidden_by_any_of_its_numbers() -> None:
    keys = parts_of((0, 0))
    for small in [(4, 6, 10), (6, 4, 10), (0, 0, 0)]:
        assert hide({ALL: (40, 40, 80), keys[0]: small, keys[1]: (20, 20, 40)}, []) == {keys[0]: SMALL}
    # Its numerator is the total's less the other's: the other is hidden with it.
    sizes = {ALL: (24, 26, 50), keys[0]: (4, 6, 10), keys[1]: (20, 20, 40)}
    assert hide(sizes, [Sum(ALL, keys)]) == {keys[0]: SMALL, keys[1]: TO_PROTECT}


def possible(numbers: Sequence[int], marks: Sequence[Mark | None]) -> list[set[int]]:
    """All that somebody can still believe of each part, from what is shown and why the rest is not."""
    ranges = [
        range(FEWEST) if mark == SMALL else range(FEWEST, ENOUGH) if mark else range(number, number + 1)
        for number, mark in zip(numbers, marks[1:], strict=True)
    ]
    believed = [set[int]() for _ in numbers]
    for guess in product(*ranges):
        if marks[0] is None and sum(guess) != sum(numbers):
            continue
        for seen, number in zip(believed, guess, strict=True):
            seen.add(number)
    return believed


def given_away(numbers: Sequence[int], marks: Sequence[Mark | None]) -> Mapping[int, set[int]]:
    """The small parts of which fewer than three values can still be believed."""
    return {
        place: believed
        for place, believed in enumerate(possible(numbers, marks))
        if marks[place + 1] == SMALL and marks[0] != SMALL and len(believed) < FEWEST_POSSIBLE
    }


def test_hidden_part_stays_unknown_to_whoever_subtracts() -> None:
    tables = [numbers for size in (1, 2, 3) for numbers in product((0, 1, 2, 3, 4, 5, 6, 9), repeat=size)]
    assert [numbers for numbers in tables if given_away(numbers, marks_of(numbers))] == []


def test_hiding_small_numbers_alone_would_give_them_away() -> None:
    """The control: the same subtraction finds the number when nothing is hidden with it."""
    numbers = (7, 3, 12)
    assert given_away(numbers, [None, None, SMALL, None]) == {1: {3}}
