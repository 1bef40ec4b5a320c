"""Where the marks of a picture of intervals are drawn; the template draws them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from recommender.experiments.looks import Look

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 240, 64, 28, 12
TICKS = 5


@dataclass(frozen=True, slots=True)
class Mark:
    """One look: its centre and the ends of its interval."""

    x: float
    y: float
    low: float
    high: float
    is_sure: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across with its value, or a day below."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class IntervalPlot:
    """Marks from left to right, the height of 0, and the scales."""

    marks: tuple[Mark, ...]
    zero: float
    rows: tuple[Tick, ...]
    days: tuple[Tick, ...]
    band: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    tick_end: int = LEFT - 8


def interval_plot(seen: Sequence[Look], *, horizon: int, scale: float = 1.0) -> IntervalPlot:
    """A plot of looks over the days up to `horizon`; values are multiplied by `scale` (100 for per cent)."""
    ends = [value * scale for look in seen for value in (look.low, look.high)]
    bottom, top = min([0.0, *ends]), max([0.0, *ends])
    if top - bottom <= 0:
        bottom, top = -1.0, 1.0
    margin = (top - bottom) * 0.06
    bottom, top = bottom - margin, top + margin
    first = seen[0].day if seen else 1
    span = max(horizon - first, 1)

    def across(day: float) -> float:
        return round(LEFT + 12 + (WIDTH - LEFT - 60) * (day - first) / span, 1)

    def up(value: float) -> float:
        return round(TOP + (HEIGHT - BOTTOM - TOP) * (top - value) / (top - bottom), 1)

    marks = tuple(
        Mark(across(look.day), up(look.effect * scale), up(look.low * scale), up(look.high * scale), look.excludes_zero)
        for look in seen
    )
    rows = tuple(Tick(up(value), value) for value in _round_values(bottom, top))
    days = tuple(Tick(across(day), day) for day in sorted({first, round((first + horizon) / 2), horizon}))
    over = [f"{mark.x},{mark.high}" for mark in marks] + [f"{mark.x},{mark.low}" for mark in reversed(marks)]
    return IntervalPlot(marks, up(0.0), rows, days, " ".join(over))


def _round_values(bottom: float, top: float) -> list[float]:
    """Values between the ends that are read easily: 1, 2 or 5 times a power of ten apart, five or so."""
    rough = (top - bottom) / TICKS
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    first = math.ceil(bottom / step)
    return [round(step * number, 10) for number in range(first, math.floor(top / step) + 1)]
