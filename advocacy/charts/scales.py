"""From values to places: shares of a length, angles, round numbers of an axis. Lengths are fractions of the drawing, from 0 to 1."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

Values = Sequence[Decimal | None]

INTERVALS: Final = 4
ROUND_STEPS: Final = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))
STARTS: Final = -math.pi / 2


@dataclass(frozen=True)
class Stretch:
    """A part of a whole: where it begins and how long it is."""

    place: int
    start: float
    length: float

    @property
    def middle(self) -> float:
        return self.start + self.length / 2


def total(values: Values) -> Decimal:
    return sum((value for value in values if value is not None), start=Decimal(0))


def shares(values: Values, full_scale: Decimal) -> list[float | None]:
    """Each value over the largest, or over `full_scale` when that is larger, so that shares of 100 compare from chart to chart."""
    largest = max([full_scale, *(value for value in values if value is not None)])
    return [None if value is None else float(value / largest) if largest else 0.0 for value in values]


def stretches(values: Values, whole: Decimal) -> list[Stretch]:
    """The values laid end to end, gaps and zeros taking no room. `place` is the place in `values`."""
    laid = []
    start = 0.0
    for place, value in enumerate(values):
        length = float(value / whole) if value is not None and whole else 0.0
        if length:
            laid.append(Stretch(place, start, length))
        start += length
    return laid


def slice_path(stretch: Stretch, radius: float) -> str:
    """The outline of a slice of a pie around 0,0, clockwise from noon."""
    if stretch.length > 0.9999:
        return f"M0,{-radius:g}A{radius:g},{radius:g},0,1,1,0,{radius:g}A{radius:g},{radius:g},0,1,1,0,{-radius:g}Z"
    (x1, y1), (x2, y2) = point_at(stretch.start, radius), point_at(stretch.start + stretch.length, radius)
    large = int(stretch.length > 0.5)
    return f"M0,0L{x1:.2f},{y1:.2f}A{radius:g},{radius:g},0,{large},1,{x2:.2f},{y2:.2f}Z"


def point_at(turn: float, radius: float) -> tuple[float, float]:
    """The point of a circle after this part of a turn, clockwise from noon."""
    angle = STARTS + turn * 2 * math.pi
    return radius * math.cos(angle), radius * math.sin(angle)


def axis_steps(values: Values) -> list[Decimal]:
    """Round numbers for an axis that holds 0 and every value, the lowest first."""
    known = [value for value in values if value is not None]
    low, high = min([Decimal(0), *known]), max([Decimal(0), *known])
    if low == high:
        return [Decimal(0), Decimal(1)]
    rough = (high - low) / INTERVALS
    power = Decimal(1).scaleb(rough.adjusted())
    step = next(power * factor for factor in ROUND_STEPS if power * factor >= rough)
    if all(value == value.to_integral_value() for value in known):
        step = max(step, Decimal(1))
        step = step.to_integral_value(rounding="ROUND_CEILING")
    first, last = math.floor(low / step), math.ceil(high / step)
    return [step * number for number in range(first, last + 1)]


def height_on(steps: Sequence[Decimal], value: Decimal) -> float:
    """How high a value stands on the axis: 0 at its lowest step, 1 at its highest."""
    return float((value - steps[0]) / (steps[-1] - steps[0]))


def spread(wanted: Sequence[float], least: float, end: float) -> list[float]:
    """The same places, in the same order, at least `least` apart and none past `end`: labels that never overlap."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    placed: dict[int, float] = {}
    previous = -math.inf
    for index in order:
        placed[index] = previous = max(wanted[index], previous + least)
    limit = end
    for index in reversed(order):
        placed[index] = min(placed[index], limit)
        limit = placed[index] - least
    return [placed[index] for index in range(len(wanted))]
