"""What may leave the coordination of a table of small numbers, so that nobody is recognised in it. The only rule, for files and paper.

A number under five is hidden, zero included. What would give a hidden one away by a subtraction is hidden with it: the first of its line
that is still shown, in the order of the table (chosen by its size, it would tell something by itself), or the total where nothing else is.
Whoever subtracts then still has three values at least to choose from for each hidden number, as long as each is part of one sum.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

FEWEST: Final = 5
MOST_HIDDEN: Final = FEWEST - 1
# Of the five that « under five » stands for.
FEWEST_POSSIBLE: Final = 3
# The row of a table, and its column: a programme, or None for all together.
Key = tuple[str, int | None]


class Mark(StrEnum):
    """Why a cell is not shown; its value is what is written in its place."""

    SMALL = "<\u00a05"
    TO_PROTECT = "masqué"


@dataclass(frozen=True)
class Sum:
    """A total and what it is made of. With `overlaps`, somebody may be in two parts: they add up to the total or to more."""

    total: Key
    parts: Sequence[Key]
    overlaps: bool = False


def hide(sizes: Mapping[Key, Sequence[int]], sums: Collection[Sum]) -> dict[Key, Mark]:
    """The cells that are not shown, and why. `sizes`: every number that a cell lets one read, in the same order in each of a sum."""
    marks = {cell: Mark.SMALL for cell, numbers in sizes.items() if min(numbers) < FEWEST}
    while (open_sum := next((found for found in sums if _gives_away(found, sizes, marks)), None)) is not None:
        first_shown = next((cell for cell in open_sum.parts if cell not in marks), open_sum.total)
        marks[first_shown] = Mark.TO_PROTECT
    return marks


def _gives_away(found: Sum, sizes: Mapping[Key, Sequence[int]], marks: Mapping[Key, Mark]) -> bool:
    """Whether subtracting what is shown from the total tells too much of what is hidden."""
    hidden = [cell for cell in found.parts if cell in marks]
    if found.total in marks or not hidden:
        return False
    small = sum(marks[cell] == Mark.SMALL for cell in hidden)
    others = len(hidden) - small
    for number, total in enumerate(sizes[found.total]):
        rest = total - sum(sizes[cell][number] for cell in found.parts if cell not in marks)
        # All the others at their most, and all at their least.
        lowest = 0 if others else max(rest - MOST_HIDDEN * (small - 1), 0)
        highest = MOST_HIDDEN if found.overlaps else min(rest - FEWEST * others, MOST_HIDDEN)
        if highest - lowest + 1 < FEWEST_POSSIBLE:
            return True
    return False
