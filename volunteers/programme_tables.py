"""Numbers of all programmes together and of each: their shape, the facts behind each, and what of them may leave the coordination."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property
from statistics import median
from urllib.parse import urlencode

from django.urls import reverse

from home.numbers import format_number, format_percent
from volunteers.models import Programme
from volunteers.pairing_facts import Fact, once
from volunteers.small_numbers import Key, Mark, Sum, hide


class Unit(StrEnum):
    PAIRINGS = "binômes"
    PEOPLE = "personnes"
    VOLUNTEERS = "bénévoles"
    REQUESTS = "demandes"
    ALERTS = "alertes"
    MEETINGS = "rencontres"

    def counted(self, count: int) -> str:
        """« 1 binôme », « 2 binômes »."""
        return f"{format_number(count)}\u00a0{self.value if count > 1 else self.value.removesuffix('s')}"


@dataclass(frozen=True)
class Cell:
    """A number of one programme, or of all together (`programme` None), with the facts it counts and where they are listed.

    `mark` says what is written in its place in whatever leaves the coordination.
    """

    programme: Programme | None
    facts: Sequence[Fact]
    is_share: bool
    url: str
    mark: Mark | None = None

    @cached_property
    def count(self) -> int:
        return sum(fact.is_counted for fact in self.facts)

    @property
    def total(self) -> int:
        """How many lines its list has."""
        return len(self.facts)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Every number that the cell lets one read: of a share, what is missing too."""
        return (self.count, self.total - self.count, self.total) if self.is_share else (self.count,)

    @property
    def percent(self) -> Decimal | None:
        """To the point, halves up; None when there is nothing to measure."""
        if not self.facts:
            return None
        return (Decimal(100 * self.count) / self.total).quantize(Decimal(1), rounding=ROUND_HALF_UP)

    @property
    def shown(self) -> str:
        if not self.is_share:
            return format_number(self.count)
        return "–" if self.percent is None else format_percent(self.percent)

    @cached_property
    def days(self) -> list[int]:
        return sorted(fact.days for fact in self.facts if fact.days is not None)

    @property
    def median_days(self) -> int | None:
        """Whole days, halves up."""
        return int(Decimal(str(median(self.days))).quantize(Decimal(1), rounding=ROUND_HALF_UP)) if self.days else None

    @property
    def longest_days(self) -> int | None:
        return self.days[-1] if self.days else None


@dataclass(frozen=True)
class Figure:
    """One number for all programmes together, then for each. `overlaps`: somebody may be in more than one of these."""

    key: str
    label: str
    unit: Unit
    definition: str
    cells: Sequence[Cell]
    overlaps: bool


@dataclass(frozen=True)
class Group:
    """Figures that are read together. The figures of the group are parts of the one whose key is `total`, when it is given.

    A folded group opens on demand; its note is the one definition of all its figures."""

    title: str
    figures: Sequence[Figure]
    note: str = ""
    total: str = ""
    overlaps: bool = False
    is_folded: bool = False


@dataclass(frozen=True)
class Table:
    """The columns: the programmes, after all of them together. The year is that of the lists."""

    year: int
    programmes: Sequence[Programme]

    def figure(
        self,
        key: str,
        label: str,
        unit: Unit,
        definition: str,
        facts: Sequence[Fact],
        *,
        is_share: bool = False,
        of_people: bool = False,
        urls: Mapping[int | None, str] | None = None,
    ) -> Figure:
        """`of_people`: each is counted once in a cell. `urls` are the lists that exist elsewhere, by programme; None is all together."""
        columns: list[Programme | None] = [None, *self.programmes]
        by_programme: dict[int, list[Fact]] = defaultdict(list)
        for fact in facts:
            by_programme[fact.programme_id].append(fact)
        cells = []
        for programme in columns:
            found = by_programme[programme.pk] if programme else facts
            url = (urls or {}).get(programme.pk if programme else None) or self._own_list(key, programme)
            cells.append(Cell(programme, once(found) if of_people else found, is_share, url))
        return Figure(key, label, unit, definition, cells, overlaps=of_people)

    def _own_list(self, key: str, programme: Programme | None) -> str:
        asked = {"annee": self.year, **({"programme": programme.slug} if programme else {})}
        return f"{reverse('coordination_pairing_figure', args=[key])}?{urlencode(asked)}"


def marked(groups: Sequence[Group]) -> list[Group]:
    """The same, each cell with what is written in its place outside.

    What is broken down leaves for all programmes together alone. So no number is in two lines of a table and in two columns, and
    `small_numbers.hide` is exact: hidden numbers that cross would have to be weighed all at once.
    """
    figures = {figure.key: _keys(figure) for group in groups for figure in group.figures}
    sizes = {key: cell.sizes for group in groups for figure in group.figures for key, cell in zip(_keys(figure), figure.cells, strict=True)}
    sums, never_shown = [], set[Key]()
    for group in groups:
        if group.total:
            sums.append(Sum(figures[group.total][0], [figures[figure.key][0] for figure in group.figures], group.overlaps))
            never_shown.update(key for figure in group.figures for key in figures[figure.key][1:])
        else:
            sums += [Sum(figures[figure.key][0], figures[figure.key][1:], figure.overlaps) for figure in group.figures]
    marks = hide({key: size for key, size in sizes.items() if key not in never_shown}, sums) | dict.fromkeys(never_shown, Mark.TO_PROTECT)
    return [replace(group, figures=[_marked_figure(figure, marks) for figure in group.figures]) for group in groups]


def _marked_figure(figure: Figure, marks: Mapping[Key, Mark]) -> Figure:
    cells = [replace(cell, mark=marks.get(key)) for key, cell in zip(_keys(figure), figure.cells, strict=True)]
    return replace(figure, cells=cells)


def _keys(figure: Figure) -> list[Key]:
    return [(figure.key, cell.programme.pk if cell.programme else None) for cell in figure.cells]


def cell_of(groups: Iterable[Group], key: str, programme: str) -> tuple[Figure, Cell] | None:
    """The figure of that key and its cell for the programme of that address, empty for all; None when there is none."""
    for figure in (figure for group in groups for figure in group.figures if figure.key == key):
        for cell in figure.cells:
            if programme == (cell.programme.slug if cell.programme else ""):
                return figure, cell
    return None


def rows_of(groups: Iterable[Group]) -> list[tuple[str, ...]]:
    """For a file, a row for each cell, small numbers hidden: part, key, name, programme, value, unit, out of, median in days, definition.

    How long somebody waits at most is one person's: it never leaves.
    """
    return [
        (group.title, figure.key, figure.label, str(cell.programme or "Tous"), *_outside(cell, figure.unit), figure.definition)
        for group in groups
        for figure in group.figures
        for cell in figure.cells
    ]


def _outside(cell: Cell, unit: Unit) -> tuple[str, str, str, str]:
    of = str(cell.total) if cell.is_share else ""
    days = "" if cell.median_days is None else str(cell.median_days)
    value = str(cell.percent if cell.is_share else cell.count)
    if cell.mark:
        value, of, days = (cell.mark.value if text else "" for text in (value, of, days))
    return value, "%" if cell.is_share else unit.value, of, days
