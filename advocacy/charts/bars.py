"""Charts drawn on the server: where each bar and each word goes, in numbers that a template writes as SVG.

Widths are shares of the drawing and heights are pixels, without a viewBox: bars stretch with the page while words
keep their size, on a phone as on a desktop.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

LABEL_CHARACTERS: Final = 38
LINE_HEIGHT: Final = 20
BAR_HEIGHT: Final = 24
GAP: Final = 20
# The rest of the width holds the value written after the longest bar.
LONGEST_BAR_PERCENT: Final = Decimal(72)


@dataclass(frozen=True)
class Bar:
    """One row of a chart. `value` is None for a gap; `text` is the value as readers see it."""

    label: str
    value: Decimal | None
    text: str


@dataclass(frozen=True)
class Line:
    text: str
    y: int


@dataclass(frozen=True)
class DrawnBar:
    lines: list[Line]
    top: int
    width: str
    value_text: str
    value_y: int
    is_gap: bool


@dataclass(frozen=True)
class DrawnChart:
    bars: list[DrawnBar]
    height: int
    bar_height: int = BAR_HEIGHT


def draw_bars(bars: Sequence[Bar], *, full_scale: Decimal = Decimal(0)) -> DrawnChart:
    """Horizontal bars from a common zero, each under its label, in the order given. Values are at least 0.

    The scale ends at the largest value, or at `full_scale` when that is larger: shares of 100 compare from chart to chart.
    """
    largest = max((bar.value for bar in bars if bar.value is not None), default=Decimal(0))
    largest = max(largest, full_scale)
    drawn = []
    y = 0
    for bar in bars:
        lines = []
        for text in textwrap.wrap(bar.label, LABEL_CHARACTERS) or [""]:
            y += LINE_HEIGHT
            lines.append(Line(text, y - 6))
        share = Decimal(0) if bar.value is None or largest == 0 else bar.value / largest * LONGEST_BAR_PERCENT
        drawn.append(DrawnBar(lines, y, f"{share:.2f}%", bar.text, y + BAR_HEIGHT - 7, is_gap=bar.value is None))
        y += BAR_HEIGHT + GAP
    return DrawnChart(drawn, max(y - GAP, 0))
