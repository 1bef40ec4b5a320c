"""How alike two members' tastes are, from the ratings they have in common.

Stars cannot be compared directly: one member's 3 is another's 4.5. So each rating becomes its mid-rank percentile among
all of its member's ratings, and two members differ on a title by the distance of the two percentiles. The mean distance
is set against the one that would be seen if the same percentiles fell on the shared titles by chance (the mean over all
pairings, as a permutation test has it):

    agreement = 1 - mean |p_i - q_i| / mean |p_i - q_j|

which is 1 for the same order, 0 for chance and negative for opposite tastes, whatever the scales. Few shared titles say
little, so it is shrunk towards 0 by n / (n + 10), and shown as a percentage around 50. The range is a jackknife's 90 %
interval (Efron and Stein 1981), shrunk alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

NEEDED = 10  # shared titles, below which nothing is said
SHRINKAGE = 10.0
SHOWN = 6
_LOVED = 0.7  # percentile from which a title counts as liked by its member
_Z90 = 1.645

Percentiles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Compatibility:
    """`percent` and its interval are 0–100; None where fewer than `NEEDED` titles are shared.

    `binds` are shared titles both rank high, the strongest first; `parts` those they rank most differently.
    """

    shared: int
    percent: int | None = None
    low: int | None = None
    high: int | None = None
    binds: tuple[int, ...] = ()
    parts: tuple[int, ...] = ()


def percentiles(values: npt.ArrayLike) -> Percentiles:
    """Mid-rank percentile of each value among all of them, in (0, 1); equal values share one."""
    array = np.asarray(values, dtype=np.float64)
    ordered = np.sort(array)
    below = np.searchsorted(ordered, array, side="left")
    up_to = np.searchsorted(ordered, array, side="right")
    return np.asarray((below + up_to) / (2.0 * max(len(array), 1)))


def compare(mine: Mapping[int, float], theirs: Mapping[int, float]) -> Compatibility:
    """Compare two members' ratings, each by title id. The order of the two changes nothing but its own words."""
    shared = sorted(mine.keys() & theirs.keys())
    if len(shared) < NEEDED:
        return Compatibility(shared=len(shared))
    p, q = _on_shared(mine, shared), _on_shared(theirs, shared)
    distance = np.abs(p - q)
    agreement = _agreement(p, q)
    spread = _Z90 * _jackknife_error(p, q)
    return Compatibility(
        shared=len(shared),
        percent=_percent(agreement, len(shared)),
        low=_percent(agreement - spread, len(shared)),
        high=_percent(agreement + spread, len(shared)),
        binds=_best(shared, np.minimum(p, q), np.minimum(p, q) >= _LOVED),
        parts=_best(shared, distance, distance > distance.mean()),
    )


def _on_shared(ratings: Mapping[int, float], shared: list[int]) -> Percentiles:
    places = dict(zip(ratings, percentiles(list(ratings.values())), strict=True))
    return np.array([places[title] for title in shared])


def _agreement(p: Percentiles, q: Percentiles) -> float:
    """0 where chance itself has no distance: someone who rates everything alike agrees with nobody in particular."""
    by_chance = _mean_distance(p, q)
    return 0.0 if by_chance == 0 else float(1.0 - np.abs(p - q).mean() / by_chance)


def _mean_distance(p: Percentiles, q: Percentiles) -> float:
    """Mean of |p_i - q_j| over all i and j, in O(n log n): sums of the sorted values beside each p."""
    q = np.sort(q)
    sums = np.concatenate(([0.0], np.cumsum(q)))
    below = np.searchsorted(q, p)
    total = p * below - sums[below] + (sums[-1] - sums[below]) - p * (len(q) - below)
    return float(total.sum() / (len(p) * len(q)))


def _jackknife_error(p: Percentiles, q: Percentiles) -> float:
    """Standard error of the agreement, each title left out in turn; at most 200 of them, evenly spaced."""
    count = len(p)
    chosen = np.unique(np.linspace(0, count - 1, min(count, 200)).astype(int))
    without = np.array([_agreement(np.delete(p, index), np.delete(q, index)) for index in chosen])
    return float(np.sqrt((count - 1) * without.var()))


def _percent(agreement: float, shared: int) -> int:
    shrunk = agreement * shared / (shared + SHRINKAGE)
    # Sums in another order differ in their last bits, which must not decide at a half.
    return round(round(50 + 50 * min(1.0, max(-1.0, shrunk)), 9))


def _best(titles: list[int], weight: Percentiles, fits: npt.NDArray[np.bool_]) -> tuple[int, ...]:
    order = np.lexsort((np.array(titles), -weight))
    return tuple(titles[index] for index in order if fits[index])[:SHOWN]
