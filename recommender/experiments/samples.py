"""What is known of an arm: three sums over its members, and what follows from those of two arms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

#: Below this the numbers of members do not fit the weights, and no result is to be believed (Fabijan et al., KDD 2019).
RATIO_LIMIT = 0.001


@dataclass(frozen=True, slots=True)
class Sample:
    """One value per member: how many, their sum, and the sum of their squares."""

    n: int = 0
    total: float = 0.0
    squares: float = 0.0

    @classmethod
    def of(cls, values: Iterable[float]) -> "Sample":
        """Sum up."""
        found = np.fromiter(values, dtype=np.float64)
        return cls(int(found.size), float(found.sum()), float((found * found).sum()))

    def __add__(self, other: "Sample") -> "Sample":
        return Sample(self.n + other.n, self.total + other.total, self.squares + other.squares)

    @property
    def mean(self) -> float:
        """0 of nobody."""
        return self.total / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """Unbiased; 0 of fewer than two."""
        if self.n < 2:
            return 0.0
        return max(self.squares - self.total * self.total / self.n, 0.0) / (self.n - 1)


def information(control: Sample, arm: Sample) -> float:
    """One over the variance of the difference of the two means; 0 where either says nothing of its spread."""
    if not control.variance or not arm.variance:
        return 0.0
    return 1.0 / (control.variance / control.n + arm.variance / arm.n)


def ratio_p_value(counts: Sequence[int], weights: Sequence[int]) -> float:
    """How likely numbers of members as far from their weights as these are, if all is well: Pearson's chi-square.

    1 while there are too few to tell (fewer than five expected in some arm).
    """
    expected = np.asarray(weights, dtype=np.float64) * sum(counts) / sum(weights)
    if len(counts) < 2 or float(expected.min()) < 5:
        return 1.0
    return float(stats.chisquare(np.asarray(counts, dtype=np.float64), expected).pvalue)


def members_needed(*, mean: float, variance: float, lift: float, alpha: float = 0.05, power: float = 0.8) -> int:
    """Members per arm to find a relative `lift` with one look at the end: the two-sample z test. 0 where mean is 0.

    Daily looks need about 15 % more (docs/benchmarks.md).
    """
    if mean * lift == 0:
        return 0
    z = float(stats.norm.isf(alpha / 2) + stats.norm.isf(1 - power))
    return int(np.ceil(2 * variance * (z / (mean * lift)) ** 2))
