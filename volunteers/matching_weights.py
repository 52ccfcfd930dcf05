"""The weights of a programme: those in force, what others would change, and changing them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from accounts.models import User
from volunteers.exceptions import Reason, Refused
from volunteers.matching import PARTS, Scale
from volunteers.matching_grid import Grid
from volunteers.matching_profiles import read_ready, read_waiting
from volunteers.models import MatchingWeights, Programme

FIELDS: Final = (*PARTS, "age_wanted")


@dataclass(frozen=True)
class Choice:
    """The first bénévole for somebody, and their score in hundredths; nobody, when no one will do."""

    volunteer: UUID | None
    score: int

    @property
    def percent(self) -> int:
        return round(self.score / 100)


@dataclass(frozen=True)
class Preview:
    """For each who waits and whose first choice would be another: before, after. `count` are those who have a choice at all."""

    changes: list[tuple[UUID, Choice, Choice]]
    count: int


@dataclass(frozen=True)
class Change:
    """A version of the weights: who chose it, when, and what it changed, as (label, before, after)."""

    version: int
    by: User | None
    at: datetime
    lines: list[tuple[str, str, str]]


def weights_of(programme: Programme) -> MatchingWeights:
    """Those of the programme; before anybody chose any, the usual ones, as version 0."""
    return MatchingWeights.objects.filter(programme=programme).first() or MatchingWeights(programme=programme, version=0)


def preview(programme: Programme, wanted: MatchingWeights, *, today: date) -> Preview:
    """What the weights would change for those who wait today. Nothing is written."""
    grid = Grid.of(read_ready(programme, today=today), read_waiting(programme))
    before = _first_choices(grid, Scale.of(programme, weights_of(programme), today=today))
    after = _first_choices(grid, Scale.of(programme, wanted, today=today))
    changes = [
        (person.key, one, other)
        for person, one, other in zip(grid.participants, before, after, strict=True)
        if one.volunteer != other.volunteer
    ]
    return Preview(changes, sum(one.volunteer is not None for one in before))


def _first_choices(grid: Grid, scale: Scale) -> list[Choice]:
    """As `matching.rank` puts them: the best score, then the lowest key."""
    found = []
    for _, part in grid.in_parts():
        for possible, scores in zip(part.possible, part.scores(scale), strict=True):
            if not possible.any():
                found.append(Choice(None, 0))
                continue
            column = int((scores * possible + possible).argmax())
            found.append(Choice(part.volunteers[column].key, int(scores[column])))
    return found


def change(programme: Programme, values: Mapping[str, int | str], *, seen: int, by: User) -> MatchingWeights:
    """Saves other weights as the next version. `seen` is the version that they were chosen from. Raises Refused."""
    with transaction.atomic():
        Programme.objects.select_for_update().get(pk=programme.pk)
        weights = weights_of(programme)
        if weights.version != seen:
            raise Refused(
                [Reason("changed", "Ces poids viennent d’être changés par quelqu’un d’autre\u00a0: relisez-les, puis recommencez.")]
            )
        if not any(values[name] for name in PARTS):
            raise Refused([Reason("nothing", "Donnez du poids à un critère au moins\u00a0: sans cela, rien ne distingue les profils.")])
        if all(getattr(weights, name) == values[name] for name in FIELDS) and weights.pk:
            return weights
        for name in FIELDS:
            setattr(weights, name, values[name])
        weights.version += 1
        weights._history_user = by  # type: ignore[attr-defined]  # simple-history reads it when it writes the row
        weights.save()
    return weights


def history_of(programme: Programme) -> list[Change]:
    """Every version, the last first."""
    versions = MatchingWeights.history.filter(programme=programme).select_related("history_user").order_by("history_date", "history_id")
    found = []
    before: MatchingWeights = MatchingWeights()
    for row in versions:
        lines = [_line(name, before, row) for name in FIELDS if getattr(before, name) != getattr(row, name)]
        found.append(Change(row.version, row.history_user, row.history_date, lines))
        before = row
    return found[::-1]


def _line(name: str, before: MatchingWeights, after: MatchingWeights) -> tuple[str, str, str]:
    label = next(str(field.verbose_name) for field in MatchingWeights._meta.fields if field.name == name)
    if name == "age_wanted":
        return label, before.get_age_wanted_display(), after.get_age_wanted_display()
    return label, str(getattr(before, name)), str(getattr(after, name))
