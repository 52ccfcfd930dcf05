"""The best overall set of pairs: most people paired first, then the greatest total score."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment


def assign(possible: NDArray[np.bool_], scores: NDArray[np.int64], rooms: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of (row, column), by row: each row once at most, each column as often as it has room, none that is not possible.

    Every pair is worth more than all scores together, so that one more person always counts before points. Each bénévole has
    as many columns as room, each person a column of their own in which to wait: nobody is forced. Costs are whole numbers that
    doubles hold exactly (under 2**53).
    """
    people = possible.shape[0]
    columns = [column for column, room in enumerate(rooms) for _ in range(min(room, people))]
    if not people or not columns:
        return []
    open_pairs = possible[:, columns]
    values = np.where(open_pairs, scores[:, columns], 0)
    pair_worth = int(values.max(initial=0)) * people + 1
    costs = np.where(open_pairs, -(values + pair_worth).astype(np.float64), np.inf)
    wait = np.full((people, people), np.inf)
    np.fill_diagonal(wait, 0)
    rows, chosen = linear_sum_assignment(np.hstack([costs, wait]))
    return [(int(row), columns[column]) for row, column in zip(rows, chosen, strict=True) if column < len(columns)]
