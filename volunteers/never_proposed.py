"""Who waits, and for whom no bénévole will do: how many each rule leaves out."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.utils import timezone

from volunteers.matching_grid import Grid
from volunteers.matching_profiles import read_participant, read_ready, read_waiting
from volunteers.matching_reasons import LABELS, TELLS
from volunteers.models import Participant, Programme
from volunteers.models.reading import in_order


@dataclass(frozen=True)
class NeverProposed:
    """Somebody for whom no bénévole passes; `blocked` counts the ready bénévoles whom each rule leaves out, the most first, by code."""

    participant: Participant
    blocked: dict[str, int]

    @property
    def words(self) -> list[tuple[str, int]]:
        return labelled(self.blocked)

    @property
    def fields(self) -> tuple[str, ...]:
        """What of the person's file these words let know: that they wait, and what the rules read."""
        return in_order({"wishes", *(TELLS[code] for code in self.blocked if code in TELLS)})


def never_proposed(programme: Programme, now: datetime) -> list[NeverProposed]:
    """Those who wait for the programme without any possible bénévole. An empty count says that nobody is ready at all."""
    grid = Grid.of(read_ready(programme, today=timezone.localdate(now)), read_waiting(programme))
    nobody = [(person.key, count.blocked) for person, count in zip(grid.participants, counted(grid), strict=True) if not count.possible]
    people = Participant.objects.in_bulk([key for key, _ in nobody])
    return [NeverProposed(people[key], blocked) for key, blocked in nobody if key in people]


def blocked_for(programme: Programme, participant: Participant, *, today: date) -> list[tuple[str, int]]:
    """The same count for one person, who may wait for the programme or not, in words."""
    (count,) = counted(Grid.of(read_ready(programme, today=today), [read_participant(programme, participant)]))
    return labelled(count.blocked)


@dataclass(frozen=True)
class PossibleCount:
    """How many bénévoles nothing forbids to a person, and how many each rule leaves out, the most first, by code."""

    possible: int
    blocked: dict[str, int]


def counted(grid: Grid) -> list[PossibleCount]:
    """For each person of the grid, which is never whole in memory."""
    return [count for _, part in grid.in_parts() for count in _counted(part)]


def _counted(grid: Grid) -> list[PossibleCount]:
    columns: dict[str, Any] = {code: np.count_nonzero(flags, axis=1) for code, flags in grid.blocked.items()}
    return [
        PossibleCount(
            int(possible),
            dict(
                sorted(
                    ((code, int(numbers[row])) for code, numbers in columns.items() if numbers[row]), key=lambda pair: (-pair[1], pair[0])
                )
            ),
        )
        for row, possible in enumerate(np.count_nonzero(grid.possible, axis=1))
    ]


def labelled(blocked: dict[str, int]) -> list[tuple[str, int]]:
    """The same counts, in words."""
    return [(LABELS[code], number) for code, number in blocked.items()]
