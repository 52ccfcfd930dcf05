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
    nobody = [row for row in range(len(grid.participants)) if not grid.possible[row].any()]
    people = Participant.objects.in_bulk([grid.participants[row].key for row in nobody])
    counts = counted(grid)
    return [NeverProposed(people[grid.participants[row].key], counts[row]) for row in nobody if grid.participants[row].key in people]


def blocked_for(programme: Programme, participant: Participant, *, today: date) -> list[tuple[str, int]]:
    """The same count for one person, who may wait for the programme or not, in words."""
    return labelled(counted(Grid.of(read_ready(programme, today=today), [read_participant(programme, participant)]))[0])


def counted(grid: Grid) -> list[dict[str, int]]:
    """For each person, how many bénévoles each rule leaves out, the most first."""
    columns: dict[str, Any] = {code: np.count_nonzero(flags, axis=1) for code, flags in grid.blocked.items()}
    return [
        dict(sorted(((code, int(numbers[row])) for code, numbers in columns.items() if numbers[row]), key=lambda pair: (-pair[1], pair[0])))
        for row in range(len(grid.participants))
    ]


def labelled(blocked: dict[str, int]) -> list[tuple[str, int]]:
    """The same counts, in words."""
    return [(LABELS[code], number) for code, number in blocked.items()]
