"""What templates/blocks/charts/ need: shapes placed in percents of their drawing, so that they stretch with the page while words
keep their size. What fits a narrow page is always shown, what needs more room only where there is some."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import pairwise
from typing import Final

from advocacy.charts.kinds import BAR, LINE, MONTHS, PIE, STACKED, Chart
from advocacy.charts.scales import axis_steps, height_on, point_at, shares, slice_path, spread, stretches, total

# The drawing on the narrowest phone and from the width where chart.css gives it more room, in pixels; and a digit's width.
NARROW: Final = 240
WIDE: Final = 480
DIGIT: Final = 8.5
MARGIN: Final = 8
PIE_RADIUS: Final = 96
LEFT, RIGHT, TOP, BOTTOM = 0.15, 0.96, 0.12, 0.86
LONGEST_NAME: Final = 24
SHORT_MONTHS: Final = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


def percent(fraction: float) -> str:
    return f"{fraction * 100:.2f}%"


def fits(text: str, room: float, width: int) -> bool:
    return len(text) * DIGIT + MARGIN <= room * width


@dataclass(frozen=True)
class Bar:
    label: str
    text: str
    width: str
    is_gap: bool


@dataclass(frozen=True)
class Segment:
    series: int
    x: str
    width: str
    middle: str
    text: str
    shown: str


@dataclass(frozen=True)
class Stack:
    label: str
    total_text: str
    segments: list[Segment]


@dataclass(frozen=True)
class Slice:
    series: int
    path: str
    x: str
    y: str
    text: str
    is_labelled: bool


@dataclass(frozen=True)
class Column:
    x: str
    y: str
    width: str
    height: str
    middle: str
    text_y: str
    text: str
    short: str
    letter: str
    is_gap: bool
    shown: str


@dataclass(frozen=True)
class Mark:
    """A word of a line chart. `shown` is empty, `wide` or `narrow`: where it is shown."""

    x: str
    y: str
    text: str
    anchor: str = "middle"
    shown: str = ""


@dataclass(frozen=True)
class Series:
    series: int
    segments: list[tuple[str, str, str, str]]
    points: list[tuple[str, str]]


@dataclass(frozen=True)
class KeyEntry:
    series: int
    name: str
    text: str


@dataclass(frozen=True)
class Drawing:
    """One chart, placed. Only the lists of its kind are filled."""

    kind: str
    key: list[KeyEntry] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    stacks: list[Stack] = field(default_factory=list)
    slices: list[Slice] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    steps: list[Mark] = field(default_factory=list)
    ticks: list[Mark] = field(default_factory=list)
    values: list[Mark] = field(default_factory=list)
    ends: list[Mark] = field(default_factory=list)


def draw(chart: Chart) -> Drawing:
    return {BAR: draw_bars, STACKED: draw_stacks, PIE: draw_pie, MONTHS: draw_months, LINE: draw_lines}[chart.kind](chart)


def draw_bars(chart: Chart) -> Drawing:
    values = chart.table.column(0)
    texts = [chart.write(value) for value in values]
    longest = max((len(text) for text, value in zip(texts, values, strict=True) if value is not None), default=0)
    scale = max(0.5, 1 - (longest * DIGIT + 2 * MARGIN) / NARROW)
    bars = [
        Bar(row.label, text, percent((share or 0) * scale), share is None)
        for row, text, share in zip(chart.table.rows, texts, shares(values, chart.full_scale), strict=True)
    ]
    return Drawing(BAR, bars=bars)


def draw_stacks(chart: Chart) -> Drawing:
    rows = chart.table.rows
    whole = max([chart.full_scale, *(total(row.values) for row in rows)])
    stacks = []
    for row in rows:
        segments = []
        for part in stretches(row.values, whole):
            text = chart.write(row.values[part.place])
            shown = "" if fits(text, part.length, NARROW) else "wide" if fits(text, part.length, WIDE) else "never"
            segments.append(Segment(part.place + 1, percent(part.start), percent(part.length), percent(part.middle), text, shown))
        is_whole = None not in row.values and not chart.full_scale
        stacks.append(Stack(row.label, chart.write(total(row.values)) if is_whole else "", segments))
    only = rows[0].values if len(rows) == 1 else ()
    key = [KeyEntry(place + 1, name, chart.write(only[place]) if only else "") for place, name in enumerate(chart.table.columns)]
    return Drawing(STACKED, key=key, stacks=stacks)


def draw_pie(chart: Chart) -> Drawing:
    values = chart.table.column(0)
    slices = []
    for part in stretches(values, max(total(values), chart.full_scale)):
        text = chart.write(values[part.place])
        x, y = point_at(part.middle, PIE_RADIUS * 0.66)
        slices.append(
            Slice(part.place + 1, slice_path(part, PIE_RADIUS), f"{x:.1f}", f"{y:.1f}", text, part.length >= 0.08 and len(text) < 7)
        )
    key = [KeyEntry(place + 1, row.label, chart.write(row.values[0])) for place, row in enumerate(chart.table.rows)]
    return Drawing(PIE, key=key, slices=slices)


def draw_months(chart: Chart) -> Drawing:
    values = chart.table.column(0)
    slot = 1 / max(len(values), 1)
    texts = [chart.write(value) for value in values]
    fit_all = all(fits(text, slot, NARROW + MARGIN * len(values)) for text, value in zip(texts, values, strict=True) if value is not None)
    largest = max((value for value in values if value is not None), default=Decimal(0))
    columns = []
    for place, (row, share) in enumerate(zip(chart.table.rows, shares(values, Decimal(0)), strict=True)):
        height = (share or 0) * (BOTTOM - TOP)
        top = BOTTOM - height
        columns.append(
            Column(
                x=percent((place + 0.14) * slot),
                y=percent(top),
                width=percent(slot * 0.72),
                height=percent(height),
                middle=percent((place + 0.5) * slot),
                text_y=percent(top - 0.05),
                text=texts[place],
                short=SHORT_MONTHS[place],
                letter=row.label[0].upper(),
                is_gap=share is None,
                shown="" if fit_all or row.values[0] == largest else "wide",
            )
        )
    return Drawing(MONTHS, columns=columns)


def across(place: int, count: int) -> float:
    return LEFT + (RIGHT - LEFT) * place / max(count - 1, 1)


def tick_marks(labels: Sequence[str]) -> list[Mark]:
    """The words under a line chart: as many as fit without touching, on a narrow page and on a wide one."""
    last = len(labels) - 1
    room = max((len(label) for label in labels), default=0) * DIGIT + 2 * MARGIN
    on_wide, on_narrow = (max(1, math.ceil(room * len(labels) / (width * (RIGHT - LEFT)))) for width in (WIDE, NARROW))
    # A multiple, so that those of a narrow page are among those of a wide one, evenly.
    on_narrow = on_wide * math.ceil(on_narrow / on_wide)
    marks = []
    for place, label in enumerate(labels):
        if (last - place) % on_wide == 0:
            anchor = "end" if place == last and last else "middle"
            marks.append(Mark(percent(across(place, len(labels))), "97%", label, anchor, "wide" if (last - place) % on_narrow else ""))
    return marks


def value_marks(chart: Chart, steps: Sequence[Decimal]) -> list[Mark]:
    """The value above each point of a single line, where there is room; the last one always."""
    values = chart.table.column(0)
    count = len(values)
    texts = [chart.write(value) for value in values]
    marks = []
    for place, value in enumerate(values):
        if value is None:
            continue
        is_last = place == count - 1
        narrow, wide = (fits(texts[place], (RIGHT - LEFT) / count, width) for width in (NARROW, WIDE))
        if not (wide or is_last):
            continue
        y = BOTTOM - height_on(steps, value) * (BOTTOM - TOP) - 0.06
        anchor = "end" if is_last else "middle"
        marks.append(Mark(percent(across(place, count)), percent(y), texts[place], anchor, "" if narrow or is_last else "wide"))
    return marks


def last_known(values: Sequence[Decimal | None]) -> Decimal | None:
    return next((value for value in reversed(values) if value is not None), None)


def draw_lines(chart: Chart) -> Drawing:
    table = chart.table
    steps = axis_steps([value for row in table.rows for value in row.values])
    count = len(table.rows)
    series = []
    for column in range(len(table.columns)):
        places = [
            None if value is None else (percent(across(place, count)), percent(BOTTOM - height_on(steps, value) * (BOTTOM - TOP)))
            for place, value in enumerate(table.column(column))
        ]
        joined = [(*start, *end) for start, end in pairwise(places) if start and end]
        series.append(Series(column + 1, joined, [point for point in places if point]))
    names = [KeyEntry(place + 1, name, chart.write(last_known(table.column(place)))) for place, name in enumerate(table.columns)]
    is_single = len(names) == 1
    return Drawing(
        LINE,
        key=[] if is_single else names,
        series=series,
        steps=[Mark("0%", percent(BOTTOM - height_on(steps, step) * (BOTTOM - TOP)), chart.write_step(step), "start") for step in steps],
        ticks=tick_marks([row.label for row in table.rows]),
        values=value_marks(chart, steps) if is_single else [],
        ends=[] if is_single or any(len(entry.name) > LONGEST_NAME for entry in names) else end_marks(chart, names, steps),
    )


def end_marks(chart: Chart, names: Sequence[KeyEntry], steps: Sequence[Decimal]) -> list[Mark]:
    """The name of each line beside its end, none over another."""
    ends = [last_known(chart.table.column(place)) for place in range(len(names))]
    wanted = [BOTTOM - height_on(steps, end if end is not None else Decimal(0)) * (BOTTOM - TOP) for end in ends]
    places = spread(wanted, 0.1, BOTTOM)
    return [Mark("0%", percent(y), f"{entry.name}\u00a0: {entry.text}", "start") for entry, y in zip(names, places, strict=True)]
