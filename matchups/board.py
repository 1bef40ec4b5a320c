"""The order of a board whose strengths are known only within intervals."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

# Elo points from low to high. After thirty votes, where FIDE too stops calling a player new, a set's standard error is
# about 1 / sqrt(30 * .22 + 1) logits or 63 points: each vote tells p (1 - p), about .22, and the prior counts for 1. So
# 95 % intervals are then 250 points wide. A wider one spans everything from an even match to four votes against one.
PROVISIONAL_WIDTH = 250.0


def order(low: npt.ArrayLike) -> IntArray:
    """Positions of the entries, the highest lower bound first; equal bounds keep the order they came in."""
    return np.argsort(-_bounds(low), kind="stable").astype(np.int64)


def ranks(low: npt.ArrayLike, high: npt.ArrayLike) -> IntArray:
    """Rank of each entry: one more than the entries whose lower bound is above its upper bound.

    Entries whose intervals overlap with the best share rank 1. Takes the order of n entries once: O(n log n).
    Raises ValueError where the bounds are not finite, differ in number or stand upside down.
    """
    lows, highs = _intervals(low, high)
    above = lows.size - np.searchsorted(np.sort(lows), highs, side="right")
    return (1 + above).astype(np.int64)


def is_provisional(low: npt.ArrayLike, high: npt.ArrayLike) -> BoolArray:
    """Whether each interval, in Elo points, is too wide to speak of a place on the board."""
    lows, highs = _intervals(low, high)
    return np.asarray(highs - lows > PROVISIONAL_WIDTH)


def _intervals(low: npt.ArrayLike, high: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    lows, highs = _bounds(low), _bounds(high)
    if lows.shape != highs.shape:
        raise ValueError("each lower bound needs its upper bound")
    if (lows > highs).any():
        raise ValueError("a lower bound is not above its upper bound")
    return lows, highs


def _bounds(values: npt.ArrayLike) -> npt.NDArray[np.float64]:
    array = np.atleast_1d(np.asarray(values, dtype=np.float64))
    if array.ndim != 1 or not np.isfinite(array).all():
        raise ValueError("bounds are finite numbers, one for each entry")
    return array
