"""Of very many people, those few for each with whom they go best: a round of thousands weighs these pairs alone.

Both sides choose: the best bénévoles of each person, and the best persons of each bénévole, so that nobody hangs on the few whom
everybody wants. The grid is computed a part at a time, and the memory that it takes does not grow with it.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from volunteers.matching import Scale
from volunteers.matching_grid import Flags, Grid

# Of each, on either side.
MOST: Final = 50
NONE: Final = -1

Places = NDArray[np.int64]
Pairs = tuple[Places, Places, Places]


@dataclass(frozen=True, eq=False)
class Candidates:
    """Pairs that nothing forbids, by their places in the grid, with their scores; each once, by row, then by column."""

    rows: Places
    columns: Places
    scores: NDArray[np.int64]


def best_candidates(
    grid: Grid,
    scale: Scale,
    *,
    open_rows: Flags,
    open_columns: Flags,
    forbidden: Iterable[tuple[int, int]] = (),
    most: int = MOST,
    tell: Callable[[float], None] = lambda share: None,
) -> Candidates:
    """The `most` best of each person and of each bénévole, among those still open on both sides. `tell` hears the share that is done.

    Between equal scores, each person looks along the bénévoles from another place: those who are alike are not all sent to the same.
    """
    count = len(grid.volunteers)
    chosen = _Chosen(count, most)
    aside: dict[int, list[int]] = {}
    for row, column in forbidden:
        aside.setdefault(row, []).append(column)
    for start, part in grid.in_parts():
        seen = range(start, start + len(part.participants))
        possible = part.possible & open_rows[seen.start : seen.stop, None] & open_columns
        for row in aside.keys() & set(seen):
            possible[row - start, aside[row]] = False
        rows, columns = np.nonzero(possible)
        scores = part.scores(scale)[rows, columns]
        rows += start
        chosen.add(rows, columns, scores * count + (columns - rows) % count)
        tell(seen.stop / len(grid.participants))
    return chosen.as_candidates()


class _Chosen:
    """What each person chose of the parts seen so far, and what each bénévole would choose now. A pair is a row, a column and its worth."""

    def __init__(self, count: int, most: int) -> None:
        self.count, self.most = count, most
        self.by_person: list[Pairs] = []
        self.by_volunteer: list[Pairs] = []
        self.waiting = 0
        # Of each bénévole, the least worth that they would still choose.
        self.least: Places = np.full(count, NONE, dtype=np.int64)

    def add(self, rows: Places, columns: Places, worth: Places) -> None:
        best = _best(rows, worth, self.most)
        self.by_person.append((rows[best], columns[best], worth[best]))
        wanted = worth > self.least[columns]
        self.by_volunteer.append((rows[wanted], columns[wanted], worth[wanted]))
        self.waiting += int(np.count_nonzero(wanted))
        if self.waiting > self.count * self.most:
            self._narrow()

    def _narrow(self) -> None:
        """Of what bénévoles would choose, keeps the best."""
        rows, columns, worth = _joined(self.by_volunteer)
        best = _best(columns, worth, self.most)
        rows, columns, worth = rows[best], columns[best], worth[best]
        self.by_volunteer, self.waiting = [(rows, columns, worth)], 0
        full = np.bincount(columns, minlength=self.count) == self.most
        least = np.full(self.count, np.iinfo(np.int64).max)
        np.minimum.at(least, columns, worth)
        self.least = np.where(full, least, NONE)

    def as_candidates(self) -> Candidates:
        self._narrow()
        rows, columns, worth = _joined([*self.by_person, *self.by_volunteer])
        _, first = np.unique(rows * self.count + columns, return_index=True)
        return Candidates(rows[first], columns[first], worth[first] // max(1, self.count))


def _joined(pairs: Sequence[Pairs]) -> Pairs:
    nothing = np.empty(0, dtype=np.int64)
    return (
        np.concatenate([nothing, *(rows for rows, _, _ in pairs)]),
        np.concatenate([nothing, *(columns for _, columns, _ in pairs)]),
        np.concatenate([nothing, *(worth for _, _, worth in pairs)]),
    )


def _best(groups: Places, worth: Places, most: int) -> Places:
    """The places of the `most` largest of each group."""
    if not len(groups):
        return np.empty(0, dtype=np.int64)
    highest = int(worth.max())
    order = np.argsort(groups * (highest + 1) + (highest - worth))
    sorted_groups = groups[order]
    # How many of the same group stand before each.
    rank = np.arange(len(order)) - np.searchsorted(sorted_groups, sorted_groups)
    return order[rank < most]


def open_places(count: int, closed: Collection[int]) -> Flags:
    """True but for those places."""
    found = np.ones(count, dtype=np.bool_)
    found[list(closed)] = False
    return found
