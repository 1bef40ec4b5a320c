"""How far a distribution has moved, and whether that is more than chance.

The population stability index (Siddiqi, Credit Risk Scorecards, 2006) says how much; it has no notion of chance, so it
counts only where Pearson's chi-square on the same bins says that chance would hardly do it. The two-sample distance of
Kolmogorov and Smirnov sees shifts inside a bin; its significance is the asymptotic one, which is on the safe side where
values repeat.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
import numpy.typing as npt
from scipy import stats

from recommender.drift.sketch import OTHER, Floats, Labels, Numbers

WATCH_FROM, ALERT_ABOVE = 0.1, 0.25  # of the index
KS_FROM = 0.1
SIGNIFICANT = 0.01
LEAST = 200  # of what is compared, on either side; fewer never say anything


class Level(IntEnum):
    """How much of a difference it makes."""

    STABLE = 0
    WATCH = 1
    ALERT = 2


@dataclass(frozen=True, slots=True)
class Shift:
    """One distribution before and now. `ks` is 0 for names without an order, where `p_value` is that of chi-square."""

    level: Level
    psi: float
    ks: float
    p_value: float
    n_before: int
    n_now: int
    labels: tuple[str, ...]
    before: tuple[float, ...]
    now: tuple[float, ...]


def compare_numbers(before: Numbers, values: npt.ArrayLike) -> Shift:
    """Values of now against a sketch; the bins are those of the sketch."""
    now = Numbers.of(values, before.edges)
    points = np.unique(np.concatenate([np.asarray(before.quantiles), np.asarray(now.quantiles)]))
    ks = float(np.abs(before.shares_below(points) - now.shares_below(points)).max()) if before.n and now.n else 0.0
    return _shift(before.n, now.n, before.labels, before.counts, now.counts, ks)


def compare_labels(before: Labels, now: Labels) -> Shift:
    """Two distributions of names; those that only one of them has count as none in the other."""
    names = list(dict.fromkeys([*before.counts, *now.counts]))
    if not before.is_ordered and OTHER in names:
        names = [*(name for name in names if name != OTHER), OTHER]
    old, new = ([side.counts.get(name, 0) for name in names] for side in (before, now))
    ks = 0.0
    if before.is_ordered and before.n and now.n:
        ks = float(np.abs(np.cumsum(old) / before.n - np.cumsum(new) / now.n).max())
    return _shift(before.n, now.n, names, old, new, ks, is_ordered=before.is_ordered)


def _shift(
    n_before: int,
    n_now: int,
    labels: Sequence[str],
    old: Sequence[int],
    new: Sequence[int],
    ks: float,
    *,
    is_ordered: bool = True,
) -> Shift:
    index = stability_index(np.asarray(old), np.asarray(new))
    by_bins = _chi_square(old, new)
    by_distance = _ks_p_value(ks, n_before, n_now) if is_ordered else by_bins
    level = Level.STABLE
    if min(n_before, n_now) >= LEAST:
        if index > ALERT_ABOVE and by_bins < SIGNIFICANT:
            level = Level.ALERT
        elif (index >= WATCH_FROM and by_bins < SIGNIFICANT) or (ks >= KS_FROM and by_distance < SIGNIFICANT):
            level = Level.WATCH
    return Shift(level, index, ks, by_distance, n_before, n_now, tuple(labels), _shares(old), _shares(new))


def stability_index(old: npt.NDArray[np.int64], new: npt.NDArray[np.int64]) -> float:
    """The sum of (new - old) * ln(new / old) over shares; half a count is added to each bin, so that none is empty."""
    if not old.sum() or not new.sum():
        return 0.0
    a, b = _smoothed(old), _smoothed(new)
    return float(((b - a) * np.log(b / a)).sum())


def _smoothed(counts: npt.NDArray[np.int64]) -> Floats:
    raised = counts + 0.5
    return np.asarray(raised / raised.sum(), dtype=np.float64)


def _chi_square(old: Sequence[int], new: Sequence[int]) -> float:
    table = np.asarray([old, new], dtype=np.float64)
    table = table[:, table.sum(axis=0) > 0]
    if table.shape[1] < 2 or not table.sum(axis=1).all():
        return 1.0
    return float(stats.chi2_contingency(table, correction=False).pvalue)


def _ks_p_value(distance: float, n_before: int, n_now: int) -> float:
    if not n_before or not n_now:
        return 1.0
    effective = n_before * n_now / (n_before + n_now)
    return float(stats.kstwobign.sf(distance * np.sqrt(effective)))


def _shares(counts: Sequence[int]) -> tuple[float, ...]:
    whole = max(sum(counts), 1)
    return tuple(round(count / whole, 4) for count in counts)


def gini(counts: npt.ArrayLike) -> float:
    """How unevenly something is spread: 0 if all have the same, near 1 if one has everything. 0 of nothing."""
    values = np.sort(np.asarray(counts, dtype=np.float64).reshape(-1))
    if not values.size or values.sum() <= 0:
        return 0.0
    ranks = np.arange(1, values.size + 1)
    return float((2 * (ranks * values).sum() / (values.size * values.sum())) - (values.size + 1) / values.size)
