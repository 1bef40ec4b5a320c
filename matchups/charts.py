"""Geometry of the matchups' pictures. Pure; the templates hold the markup."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

SPAN = 100.0  # width of the strip that an interval is drawn in
WIDTH, HEIGHT = 320.0, 120.0  # view box of a history
ROUND = 10  # points that the ends of its scale are rounded to
LEAST_BAND = 6.0  # width of the band of a single day, which would be a line otherwise
LEAST_SPREAD = 40.0  # points that the scale spans at least, so that a small change looks small

Band = tuple[date, float, float]


@dataclass(frozen=True, slots=True)
class IntervalBar:
    """An interval on the scale that all rows of a board share: where it begins, how wide it is, and its middle."""

    x: float
    width: float
    middle: float


@dataclass(frozen=True, slots=True)
class History:
    """A rating over time as the path of a line, and its intervals as the path of an area.

    `bottom` and `top` are the ends of the scale in points, `first` and `last` those of the time; `end_y` is where the
    line ends.
    """

    line: str
    band: str
    bottom: int
    top: int
    first: date
    last: date
    end_y: float


def interval_bars(bounds: Sequence[tuple[float, float, float]]) -> list[IntervalBar]:
    """Bars of (low, strength, high) on a scale from the lowest to the highest of them."""
    if not bounds:
        return []
    start, stop = min(low for low, _, _ in bounds), max(high for _, _, high in bounds)
    scale = SPAN / max(stop - start, 1e-9)
    return [
        IntervalBar(_tidy((low - start) * scale), _tidy((high - low) * scale), _tidy((middle - start) * scale))
        for low, middle, high in bounds
    ]


def history(ratings: Mapping[date, float], bands: Iterable[Band], *, today: date) -> History | None:
    """The picture of ratings at the end of their days and of (day, low, high); None without any rating.

    Between two days nothing happened, so both run level and then step.
    """
    if not ratings:
        return None
    days = sorted(ratings)
    known = sorted(band for band in bands if band[0] >= days[0])
    first, last = days[0], max(today, days[-1])
    values = [*ratings.values(), *(low for _, low, _ in known), *(high for _, _, high in known)]
    bottom, top = _scale(min(values), max(values))

    def x(day: date) -> float:
        return WIDTH * (day - first).days / max((last - first).days, 1)

    def y(value: float) -> float:
        return HEIGHT * (top - value) / (top - bottom)

    line = _steps([(x(day), y(ratings[day])) for day in days], WIDTH)
    return History(line, _area(known, x, y), bottom, top, first, last, _tidy(y(ratings[days[-1]])))


def _scale(least: float, most: float) -> tuple[int, int]:
    """Ends of the scale: round numbers with the values between them."""
    short = max(0.0, LEAST_SPREAD - (most - least)) / 2
    return int((least - short) // ROUND * ROUND), int(-(-(most + short) // ROUND) * ROUND)


def _steps(corners: Sequence[tuple[float, float]], end: float) -> str:
    """A path that runs level from each corner to the next."""
    (x, y), *others = corners
    return f"M{_tidy(x)} {_tidy(y)}" + "".join(f"H{_tidy(x)}V{_tidy(y)}" for x, y in others) + f"H{_tidy(end)}"


def _area(bands: Sequence[Band], x: Callable[[date], float], y: Callable[[float], float]) -> str:
    """A path around the bands, "" without any."""
    if not bands:
        return ""
    begins = [min(x(day), WIDTH - LEAST_BAND) for day, _, _ in bands]
    there = _steps([(begin, y(high)) for begin, (_, _, high) in zip(begins, bands, strict=True)], WIDTH)
    corners = zip(reversed(begins), reversed(bands), strict=True)
    back = [f"V{_tidy(y(low))}H{_tidy(begin)}" for begin, (_, low, _) in corners]
    return there + "".join(back) + "Z"


def _tidy(value: float) -> float:
    return round(value, 1)
