"""The best overall set of pairs: most people paired first, then the greatest total score.

Every pair is worth more than all scores together, so that one more person always counts before points. Each bénévole has as many columns
as room, each person a column of their own in which to wait: nobody is forced. Costs are whole numbers that doubles hold exactly
(under 2**53).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching


def assign(possible: NDArray[np.bool_], scores: NDArray[np.int64], rooms: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of (row, column), by row: each row once at most, each column as often as it has room, none that is not possible."""
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


def assign_among(
    rows: NDArray[np.int64], columns: NDArray[np.int64], scores: NDArray[np.int64], rooms: Sequence[int]
) -> list[tuple[int, int]]:
    """The same, where these pairs alone are possible, each with its score: what is not there takes no memory.

    The set may be another of the same worth: of sets that pair as many and have the same total, either function may give any.
    """
    if not len(rows):
        return []
    persons, at = np.unique(rows, return_inverse=True)
    people = len(persons)
    # Each bénévole's columns stand together; a pair is written once for each of them.
    times = np.minimum(np.maximum(np.array(rooms, dtype=np.int64), 0), people)
    starts = np.concatenate([[0], np.cumsum(times)])
    each = times[columns]
    turn = np.arange(int(each.sum())) - np.repeat(np.cumsum(each) - each, each)
    places = np.repeat(starts[columns], each) + turn
    # Less is better here, and no cost may be zero: the solver would take it for no pair at all.
    highest = int(scores.max())
    costs = np.concatenate([np.repeat(highest + 1 - scores, each), np.full(people, (highest + 1) * people + 1)])
    wide = int(starts[-1])
    graph = csr_array(
        (
            costs.astype(np.float64),
            (np.concatenate([np.repeat(at, each), np.arange(people)]), np.concatenate([places, wide + np.arange(people)])),
        ),
        shape=(people, wide + people),
    )
    found, chosen = min_weight_full_bipartite_matching(graph)
    owner = np.repeat(np.arange(len(times)), times)
    return [(int(persons[row]), int(owner[place])) for row, place in zip(found, chosen, strict=True) if place < wide]
