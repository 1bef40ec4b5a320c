"""From single opinions to shares of a title: stars and words together, with an interval."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

POSITIVE, NEGATIVE = 0.6, 0.4  # of a probability; what lies between is neutral
LEAST_POSITIVE, MOST_NEGATIVE = 3.5, 2.5  # stars of what a model learns from
STAR_SLOPE = 1.6  # per star, around three: 3.5 stars are positive, 2.5 negative, whatever the words say is added
STAR_WEIGHT = 0.7
Z = 1.96


@dataclass(frozen=True, slots=True)
class Shares:
    """How opinions are spread. `low` and `high` bound the positive share."""

    positive: float = 0.0
    neutral: float = 0.0
    negative: float = 0.0
    count: int = 0
    low: float = 0.0
    high: float = 0.0


def opinion(stars: float | None, words: float | None) -> float | None:
    """How likely a review is positive by its stars and its words; None where neither says anything."""
    if stars is None:
        return words
    by_stars = 1.0 / (1.0 + math.exp(-STAR_SLOPE * (stars - 3.0)))
    return by_stars if words is None else STAR_WEIGHT * by_stars + (1.0 - STAR_WEIGHT) * words


def polarity(chance: float) -> str:
    """The name of an opinion."""
    return "positive" if chance >= POSITIVE else "negative" if chance <= NEGATIVE else "neutral"


def shares_of(opinions: Iterable[float | None]) -> Shares:
    """Shares of those that say something."""
    named = [polarity(chance) for chance in opinions if chance is not None]
    count = len(named)
    if not count:
        return Shares()
    ups, downs = named.count("positive"), named.count("negative")
    low, high = wilson(ups, count)
    return Shares(ups / count, (count - ups - downs) / count, downs / count, count, low, high)


def wilson(hits: int, count: int) -> tuple[float, float]:
    """The interval that holds the true share 95 times of 100 (Wilson 1927)."""
    if not count:
        return 0.0, 1.0
    share, square = hits / count, Z * Z
    middle = share + square / (2 * count)
    spread = Z * math.sqrt(share * (1 - share) / count + square / (4 * count * count))
    scale = 1 + square / count
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)
