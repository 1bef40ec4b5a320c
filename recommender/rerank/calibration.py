"""Proportions: a list should mix genres and languages as its member does.

Source: Steck, "Calibrated recommendations" (RecSys 2018).
"""

import numpy as np

from recommender.dataset import FloatArray
from recommender.dataset.types import DoubleArray

SMOOTHING = 0.01


def shares(categories: FloatArray) -> DoubleArray:
    """float64[n, k]: each title's categories in equal parts that sum to 1; zeros for a title in none."""
    totals = categories.sum(axis=1, keepdims=True)
    return np.asarray(categories / np.maximum(totals, 1e-12), dtype=np.float64)


def proportions(categories: FloatArray, weights: FloatArray) -> DoubleArray:
    """Share of each category in weighted titles, float64[k], sum 1; zeros when nothing has a category.

    categories: float32[n, k], membership of each title in each category; a title in several counts in parts.
    """
    mixed = np.asarray(weights, dtype=np.float64) @ shares(categories)
    return np.asarray(mixed / mixed.sum() if mixed.sum() > 0 else mixed, dtype=np.float64)


def divergences(target: DoubleArray, shown: DoubleArray) -> DoubleArray:
    """Kullback-Leibler divergence in nats of each row of ``shown`` from the target, float64[n].

    Rows need not sum to 1; they are smoothed so that the answer stays finite, and 0 for a target of zeros.
    """
    used = target > 0
    wanted = target[used]
    totals = np.maximum(shown.sum(axis=1, keepdims=True), 1e-12)
    smoothed = (1.0 - SMOOTHING) * (shown[:, used] / totals) + SMOOTHING * wanted
    return np.asarray(np.log(wanted / smoothed) @ wanted, dtype=np.float64)
