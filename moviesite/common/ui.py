"""Geometry of what the pages draw: charts, shares, stars and generated avatars. Pure; the templates hold the markup."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

STAR_PITCH = 26
"""Distance in the sprite's units from one star to the next; a star is 24 wide."""

AVATAR_INKS = (
    ("#1f3d36", "#2f6b5b", "#f2e2c0"),
    ("#22384a", "#2f6287", "#f3dfae"),
    ("#33263f", "#6a4a78", "#f0d9b8"),
    ("#47222a", "#9a4038", "#f6dcc0"),
    ("#3d2c12", "#8a5f1c", "#fbe9c4"),
    ("#16332c", "#54703a", "#eef0d0"),
    ("#3a2038", "#8c4a63", "#f7d9d2"),
    ("#12303c", "#1f6f7f", "#f0e6cf"),
)
"""Ground, shape and letter, each letter readable on both."""
AVATAR_SHAPES = 5
AVATAR_DESIGN = 2
"""Raised whenever the drawing changes, so that kept copies are asked for again."""

LONGEST_INITIAL = 8
VIRAMA = 9  # its canonical combining class in every Indic script
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a histogram, in the units of its view box; `value` is what it counts."""

    x: float
    y: float
    width: float
    height: float
    value: float
    count: int
    lit: bool

    @property
    def middle(self) -> float:
        """Where a label below or above is centred."""
        return round(self.x + self.width / 2, 1)

    @property
    def above(self) -> float:
        """The baseline of a label on top."""
        return round(self.y - 6, 1)


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A lying bar beside its label: top edge, baseline of the words, width, and where the number stands."""

    y: float
    text_y: float
    width: float
    end: float
    lit: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A line chart: path data and its last point."""

    path: str
    end_x: float
    end_y: float


@dataclass(frozen=True, slots=True)
class Share:
    """A stretch of a bar of shares; `x`, `width` and `percent` in hundredths of the whole."""

    x: float
    width: float
    percent: int


@dataclass(frozen=True, slots=True)
class Avatar:
    """Three inks, the number of a shape, and the letter upon it, "" for none."""

    ground: str
    ink: str
    text: str
    shape: int
    letter: str = ""


def histogram_bars(
    counts: Sequence[int],
    own: float | None = None,
    *,
    step: float = 0.5,
    width: float = 300,
    height: float = 80,
    gap: float = 3,
) -> list[Bar]:
    """Bars for `counts`, the first of value `step`, each next `step` more; the bar of the value `own` is lit.

    A bar is at least 2 high, so that an empty class still shows where it is.
    """
    if not counts:
        return []
    each, most = (width - gap * (len(counts) - 1)) / len(counts), max(*counts, 1)
    bars: list[Bar] = []
    for i, count in enumerate(counts):
        tall = max(2.0, count / most * (height - 2))
        value = (i + 1) * step
        x, y = round(i * (each + gap), 1), round(height - tall, 1)
        bars.append(Bar(x, y, round(each, 1), round(tall, 1), value, count, lit=own is not None and value == own))
    return bars


def chart_rows(counts: Sequence[int], *, left: float = 140, width: float = 230, pitch: float = 30) -> list[ChartRow]:
    """Lying bars for `counts`, one every `pitch`, from `left`; the longest is `width` long and the first is lit."""
    most = max((*counts, 1))
    rows = []
    for i, count in enumerate(counts):
        long = round(max(2.0, count / most * width), 1)
        rows.append(ChartRow(7 + i * pitch, 18 + i * pitch, long, round(left + long + 8, 1), lit=i == 0))
    return rows


def sparkline(values: Sequence[float], *, width: float = 320, height: float = 64, inset: float = 8) -> Line | None:
    """A line through `values` from left to right, kept `inset` from the edges; None when there is nothing to draw."""
    if not values:
        return None
    low, spread = min(values), (max(values) - min(values)) or 1.0
    run = (width - inset) / max(len(values) - 1, 1)
    points = [
        (round(i * run, 1), round(height - inset - (value - low) / spread * (height - 2 * inset), 1))
        for i, value in enumerate(values)
    ]
    path = "M" + "L".join(f"{x:g} {y:g}" for x, y in points)
    return Line(path, *points[-1])


def share_bar(shares: Sequence[float], *, gap: float = 0.6) -> list[Share]:
    """Stretches for `shares` of one, with what is left of the whole as the last one; `gap` parts them.

    Percentages are rounded so that they add up to 100 (largest remainder).
    """
    parts = [max(0.0, share) for share in shares]
    total = sum(parts)
    parts = [part / total for part in parts] if total > 1 else [*parts, 1 - total]
    percents = _whole_percents(parts)
    edges = [0.0]
    for part in parts:
        edges.append(edges[-1] + part * 100)
    stretches = [
        Share(round(left, 1), round(max(0.0, right - left - (gap if right < 99.95 else 0)), 1), percent)
        for (left, right), percent in zip(pairwise(edges), percents, strict=True)
    ]
    return [stretch for stretch in stretches if stretch.percent > 0]


def _whole_percents(parts: Sequence[float]) -> list[int]:
    """Whole percentages of `parts` that add up to 100."""
    floors = [int(part * 100) for part in parts]
    short = 100 - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda i: floors[i] - parts[i] * 100)
    for i in by_remainder[: max(0, short)]:
        floors[i] += 1
    return floors


def star_width(value: float) -> int:
    """Width of a row of `value` stars, in the sprite's units: 24 for each and 2 between them; halves are cut."""
    halves = max(0, min(10, round(value * 2)))
    whole, half = divmod(halves, 2)
    return whole * STAR_PITCH - 2 * (not half and whole > 0) + half * (STAR_PITCH // 2 - 1)


def avatar_of(name: str, shown: str = "") -> Avatar:
    """The avatar that belongs to `name`, always the same, with the first letter of `shown` or else of `name`."""
    digest = hashlib.blake2b(name.casefold().encode(errors="backslashreplace"), digest_size=2).digest()
    ground, ink, text = AVATAR_INKS[digest[0] % len(AVATAR_INKS)]
    return Avatar(ground, ink, text, digest[1] % AVATAR_SHAPES, initial_of(shown) or initial_of(name))


def initial_of(name: str) -> str:
    """The first letter or digit of a name, large where its script has large ones, with the marks that belong to it.

    Indic vowel signs and viramas are marks: the initial of "శ్రీ" is "శ్రీ", as a conjunct cannot be taken apart.
    """
    start = next((at for at, char in enumerate(name) if unicodedata.category(char)[0] in "LN"), None)
    if start is None:
        return ""
    end = start + 1
    while (
        end < len(name) and end - start < LONGEST_INITIAL and (_is_mark(name[end]) or _joins(name[end - 1 : end + 1]))
    ):
        end += 1
    letter = name[start:end]
    return letter.upper() if len(letter.upper()) == len(letter) else letter


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] == "M" or char in _JOINERS


def _joins(pair: str) -> bool:
    """Whether a letter hangs on the virama before it."""
    return unicodedata.combining(pair[0]) == VIRAMA or pair[0] in _JOINERS
