"""Proportions: a list should mix genres or languages as its member does.

Source: Steck, "Calibrated recommendations" (RecSys 2018).
"""

import numpy as np

from recommender.dataset import FloatArray, IntArray
from recommender.dataset.types import DoubleArray

SMOOTHING = 0.01


def proportions(categories: FloatArray, weights: FloatArray) -> DoubleArray:
    """Share of each category in weighted titles, float64[k], sum 1; zeros when nothing has a category.

    categories: float32[n, k], membership of each title in each category; a title in several counts in parts.
    """
    totals = np.maximum(categories.sum(axis=1), 1e-12)
    mixed = (categories * (weights / totals)[:, None]).sum(axis=0, dtype=np.float64)
    return np.asarray(mixed / mixed.sum() if mixed.sum() > 0 else mixed, dtype=np.float64)


def divergence(target: DoubleArray, shown: DoubleArray) -> float:
    """Kullback-Leibler divergence of the shown proportions from the target, smoothed so that it stays finite."""
    smoothed = (1.0 - SMOOTHING) * shown + SMOOTHING * target
    used = target > 0
    return float(np.sum(target[used] * np.log(target[used] / smoothed[used])))


def calibrate(scores: FloatArray, categories: FloatArray, target: DoubleArray, n: int, strength: float) -> IntArray:
    """Positions of n candidates that greedily maximise relevance less ``strength`` times the divergence.

    scores: float32[c], finite, rescaled to 0..1; categories: float32[c, k]; target: float64[k], what ``proportions`` of
    the member's history gave; strength: 0 keeps the order of the scores, 1 looks at proportions only. ValueError for a
    strength outside 0..1.
    """
    if not 0 <= strength <= 1:
        raise ValueError("strength must lie between 0 and 1")
    if not scores.size:
        return np.zeros(0, dtype=np.int64)
    relevance = (scores - scores.min()) / max(float(scores.max() - scores.min()), 1e-12)
    parts = categories / np.maximum(categories.sum(axis=1, keepdims=True), 1e-12)
    mixed = np.zeros(categories.shape[1])
    left = list(range(scores.size))
    chosen: list[int] = []
    for _ in range(min(n, scores.size)):
        values = [
            (1.0 - strength) * float(relevance[at]) - strength * divergence(target, _normal(mixed + parts[at]))
            for at in left
        ]
        best = left.pop(int(np.argmax(values)))
        chosen.append(best)
        mixed += parts[best]
    return np.array(chosen, dtype=np.int64)


def _normal(mixed: DoubleArray) -> DoubleArray:
    total = mixed.sum()
    return mixed / total if total > 0 else mixed
