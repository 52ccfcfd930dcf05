"""Who would go best with one person, or with one bénévole."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from volunteers.matching import Match, Scale, match, rank
from volunteers.matching_grid import Grid
from volunteers.matching_profiles import read_participant, read_ready_near, read_volunteer, read_waiting
from volunteers.matching_weights import weights_of
from volunteers.models import Pairing, Participant, Programme, Volunteer


@dataclass(frozen=True)
class Ranking:
    """The best first, of `count` that nothing forbids; with what they were weighed."""

    matches: list[Match]
    count: int
    scale: Scale


def rank_for(programme: Programme, participant: Participant, *, today: date, most: int = 25, besides: Pairing | None = None) -> Ranking:
    """Bénévoles ready for the programme, for one person; `besides`: the pairing that another is to take over."""
    scale = Scale.of(programme, weights_of(programme), today=today)
    person = read_participant(programme, participant, besides=besides)
    grid = Grid.of(read_ready_near(programme, person, today=today), [person])
    possible, scores = np.flatnonzero(grid.possible[0]), grid.scores(scale)[0]
    best = possible[np.argsort(-scores[possible], kind="stable")]
    return Ranking([match(grid.volunteers[column], person, scale) for column in best[:most]], len(best), scale)


def rank_with(programme: Programme, volunteer: Volunteer, *, today: date, most: int = 25) -> Ranking:
    """People who wait for the programme, for one bénévole, ready or not."""
    scale = Scale.of(programme, weights_of(programme), today=today)
    them = read_volunteer(programme, volunteer, today=today)
    found = rank(((them, person) for person in read_waiting(programme)), scale)
    return Ranking(found[:most], len(found), scale)
