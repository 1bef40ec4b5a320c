"""What the preferences share that lie over groups of titles or members: counts, and popularity inside a group."""

import numpy as np

from recommender.dataset import IntArray, Interactions
from recommender.dataset.types import DoubleArray

DAY = 86_400


def recent_counts(interactions: Interactions, half_life_days: float | None) -> DoubleArray:
    """float64, aligned with the ratings: 1 for the newest, halved every ``half_life_days``; all 1 without."""
    if half_life_days is None or not interactions.n_ratings:
        return np.ones(interactions.n_ratings)
    age = (interactions.timestamps.max() - interactions.timestamps) / DAY
    return np.asarray(np.exp2(-age / half_life_days), dtype=np.float64)


def share_within(weights: DoubleArray, groups: IntArray, n_groups: int, smoothing: float) -> DoubleArray:
    """float64[n]: each title's share of its group's weight, each title's own enlarged by ``smoothing``.

    ``groups`` is int64[n] with -1 for titles of no group, whose share is 0.
    """
    inside = groups >= 0
    total = np.bincount(groups[inside], weights=weights[inside] + smoothing, minlength=n_groups)
    shares = np.zeros(weights.size)
    shares[inside] = (weights[inside] + smoothing) / np.maximum(total[groups[inside]], 1e-12)
    return shares
