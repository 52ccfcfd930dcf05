"""A chart as an SVG file of its own, for the PDF: a fixed width, nothing that it needs elsewhere."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from xml.etree import ElementTree as ET

from advocacy.charts.drawings import SHORT_MONTHS, last_known
from advocacy.charts.kinds import BAR, LINE, MONTHS, PIE, STACKED, Chart
from advocacy.charts.pen import CHARACTER, PRINT, TEXT, Palette, Pen, fold, text_width
from advocacy.charts.scales import Stretch, axis_steps, height_on, point_at, shares, slice_path, spread, stretches, total

WIDTH: Final = 480
LINE_HEIGHT: Final = 15
BAR_HEIGHT: Final = 18
LABEL_WIDTH: Final = 150
GAP: Final = 10
PLOT_HEIGHT: Final = 170
PIE_RADIUS: Final = 80
DASHES: Final = ("", "6 4", "1.5 4", "9 4 1.5 4")
MARKS: Final = (
    "M-3.5,0a3.5,3.5,0,1,0,7,0a3.5,3.5,0,1,0,-7,0",
    "M-3.2,-3.2h6.4v6.4h-6.4z",
    "M0,-4.4L4.4,0L0,4.4L-4.4,0z",
    "M0,-4.4L4.4,3.6H-4.4z",
)


def draw_svg(chart: Chart, palette: Palette = PRINT, *, width: int = WIDTH) -> str:
    """The chart as SVG text, `width` points wide and as high as it needs. The same chart gives the same text."""
    pen = Pen(palette)
    draw = {BAR: draw_bars, STACKED: draw_stacks, PIE: draw_pie, MONTHS: draw_months, LINE: draw_lines}[chart.kind]
    return pen.finish(chart, width, draw(pen, chart, width))


def write_label(pen: Pen, label: str, y: float) -> float:
    """The label of a row in its column, from `y` down. Returns the height that it takes."""
    lines = fold(label, int(LABEL_WIDTH / (TEXT * CHARACTER)))
    height = max(BAR_HEIGHT, len(lines) * LINE_HEIGHT)
    top = y + (height - len(lines) * LINE_HEIGHT) / 2
    for place, line in enumerate(lines):
        pen.write(0, top + (place + 0.5) * LINE_HEIGHT, line)
    return height


def draw_bars(pen: Pen, chart: Chart, width: int) -> float:
    values = chart.table.column(0)
    texts = [chart.write(value) for value in values]
    left = LABEL_WIDTH + GAP
    longest = width - left - max((text_width(text) for text in texts), default=0) - 12
    y = 0.0
    for row, text, share in zip(chart.table.rows, texts, shares(values, chart.full_scale), strict=True):
        height = write_label(pen, row.label, y)
        top = y + (height - BAR_HEIGHT) / 2
        if share is None:
            pen.write(left, top + BAR_HEIGHT / 2, text, fill=pen.palette.soft)
        else:
            pen.add("rect", x=float(left), y=top, width=share * longest, height=BAR_HEIGHT, fill=pen.palette.accent)
            pen.rule(left, top, left, top + BAR_HEIGHT, pen.palette.soft)
            pen.write(left + share * longest + 6, top + BAR_HEIGHT / 2, text, bold=True)
        y += height + GAP
    return y - GAP if y else 0


def draw_key(pen: Pen, entries: Sequence[tuple[int, str]], x: float, y: float, width: float) -> float:
    """Swatches with their names, one after another, on as many lines as they take. Returns the height."""
    start, top = x, y
    for series, name in entries:
        room = 22 + text_width(name) + 14
        if x > start and x + room - 14 > start + width:
            x, y = start, y + LINE_HEIGHT + 3
        pen.add("rect", x=float(x), y=y + 2.5, width=16, height=10, fill=f"url(#motif-{series})", stroke=pen.palette.soft, stroke_width=0.7)
        pen.write(x + 22, y + 7.5, name)
        x += room
    return y + LINE_HEIGHT - top


def draw_part(pen: Pen, part: Stretch, y: float, left: float, length: float, text: str) -> None:
    series, room = part.place + 1, part.length * length
    x = left + part.start * length
    pen.add(
        "rect", x=x, y=float(y), width=room, height=BAR_HEIGHT + 4, fill=f"url(#motif-{series})", stroke=pen.palette.soft, stroke_width=0.7
    )
    if text_width(text) + 6 <= room:
        pen.write_inside(x + room / 2, y + (BAR_HEIGHT + 4) / 2, text, series)


def draw_stacks(pen: Pen, chart: Chart, width: int) -> float:
    pen.define_patterns()
    rows = chart.table.rows
    whole = max([chart.full_scale, *(total(row.values) for row in rows)])
    only = rows[0].values if len(rows) == 1 else ()
    names = [(place + 1, f"{name} {chart.write(only[place])}" if only else name) for place, name in enumerate(chart.table.columns)]
    y = draw_key(pen, names, 0, 0, width) + GAP
    left = LABEL_WIDTH + GAP
    for row in rows:
        height = max(write_label(pen, row.label, y), BAR_HEIGHT + 4)
        for part in stretches(row.values, whole):
            draw_part(pen, part, y + (height - BAR_HEIGHT - 4) / 2, left, width - left - 1, chart.write(row.values[part.place]))
        y += height + GAP
    return y - GAP


def draw_pie(pen: Pen, chart: Chart, width: int) -> float:
    pen.define_patterns()
    values = chart.table.column(0)
    middle = PIE_RADIUS + 1
    pen.group = ET.SubElement(pen.root, "g", {"transform": f"translate({middle},{middle})"})
    pen.add("circle", r=PIE_RADIUS, fill="none", stroke=pen.palette.line)
    parts = stretches(values, max(total(values), chart.full_scale))
    for part in parts:
        pen.add("path", d=slice_path(part, PIE_RADIUS), fill=f"url(#motif-{part.place + 1})", stroke=pen.palette.soft, stroke_width=0.7)
    for part in parts:
        text = chart.write(values[part.place])
        if part.length >= 0.07 and len(text) < 8:
            pen.write_inside(*point_at(part.middle, PIE_RADIUS * 0.66), text, part.place + 1)
    pen.group = pen.root
    left = 2 * middle + 24
    room = int((width - left - 22) / (TEXT * CHARACTER))
    entries = [fold(f"{row.label} {chart.write(row.values[0])}", room) for row in chart.table.rows]
    y = start = max(0.0, middle - sum(len(lines) * LINE_HEIGHT + 6 for lines in entries) / 2)
    for place, (first, *others) in enumerate(entries):
        y += draw_key(pen, [(place + 1, first)], left, y, width - left)
        for line in others:
            pen.write(left + 22, y + 7.5, line)
            y += LINE_HEIGHT
        y += 6
    return max(2 * middle, y + start)


def draw_months(pen: Pen, chart: Chart, width: int) -> float:
    values = chart.table.column(0)
    slot = width / max(len(values), 1)
    base = PLOT_HEIGHT - 22
    for place, (value, share) in enumerate(zip(values, shares(values, Decimal(0)), strict=True)):
        middle = (place + 0.5) * slot
        pen.write(middle, base + 13, SHORT_MONTHS[place], fill=pen.palette.soft, anchor="middle")
        if share is None:
            pen.write(middle, base - 8, "–", fill=pen.palette.soft, anchor="middle")
            continue
        height = share * (base - 18)
        pen.add("rect", x=middle - slot * 0.36, y=base - height, width=slot * 0.72, height=height, fill=pen.palette.accent)
        pen.write(middle, base - height - 9, chart.write(value), anchor="middle", bold=True)
    pen.rule(0, base, width, base, pen.palette.soft)
    return PLOT_HEIGHT


def draw_lines(pen: Pen, chart: Chart, width: int) -> float:
    table = chart.table
    steps = axis_steps([value for row in table.rows for value in row.values])
    ends = [last_known(table.column(place)) for place in range(len(table.columns))]
    names = [chart.write(end) if len(ends) == 1 else f"{name} {chart.write(end)}" for name, end in zip(table.columns, ends, strict=True)]
    left = max(text_width(chart.write_step(step)) for step in steps) + 8
    right = width - min(max(text_width(name) for name in names) + 14, width * 0.4)
    top, base = 8, PLOT_HEIGHT - 22

    def at(place: int, value: Decimal) -> tuple[float, float]:
        return left + 6 + (right - left - 6) * place / max(len(table.rows) - 1, 1), base - height_on(steps, value) * (base - top)

    for step in steps:
        _, y = at(0, step)
        pen.rule(left, y, right, y, pen.palette.line, stroke_width=0.6)
        pen.write(left - 6, y, chart.write_step(step), fill=pen.palette.soft, anchor="end")
    widest = max(text_width(row.label) for row in table.rows) + 8
    every = max(1, -(-int(widest * len(table.rows)) // int(right - left)))
    for place, row in enumerate(table.rows):
        if (len(table.rows) - 1 - place) % every == 0:
            pen.write(at(place, Decimal(0))[0], base + 13, row.label, fill=pen.palette.soft, anchor="middle")
    for series in range(len(table.columns)):
        draw_series(pen, [None if value is None else at(place, value) for place, value in enumerate(table.column(series))], series)
    wanted = [at(0, end if end is not None else Decimal(0))[1] for end in ends]
    for name, y, series in zip(names, spread(wanted, LINE_HEIGHT, base), range(len(names)), strict=True):
        pen.write(right + 8, y, name, fill=pen.palette.lines[series], bold=True)
    return PLOT_HEIGHT


def draw_series(pen: Pen, points: Sequence[tuple[float, float] | None], series: int) -> None:
    """A line through its points, broken at each gap; each point has the mark of its line."""
    colour = pen.palette.lines[series]
    pieces: list[list[tuple[float, float]]] = [[]]
    for point in points:
        if point is None:
            pieces.append([])
        else:
            pieces[-1].append(point)
    for piece in pieces:
        path = "M" + "L".join(f"{x:.2f},{y:.2f}" for x, y in piece)
        if len(piece) > 1:
            dash = {"stroke_dasharray": DASHES[series]} if DASHES[series] else {}
            pen.add("path", d=path, fill="none", stroke=colour, stroke_width=2, stroke_linecap="round", stroke_linejoin="round", **dash)
        for x, y in piece:
            pen.add("path", d=MARKS[series], transform=f"translate({x:.2f},{y:.2f})", fill=colour, stroke=pen.palette.paper, stroke_width=1)
