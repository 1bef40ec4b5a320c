"""The best n of a score vector, exactly."""

import numpy as np

from recommender.dataset.types import BoolArray, FloatArray, IntArray


def topk(scores: FloatArray, n: int, exclude: IntArray | BoolArray | None = None) -> tuple[IntArray, FloatArray]:
    """Indices and scores of the n best entries, best first, ties by lower index.

    ``exclude`` holds indices, or is a mask as long as ``scores``. Excluded entries, -inf and NaN are never returned, so
    the answer may be shorter than n.
    """
    if n <= 0 or not scores.size:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
    values = scores
    if exclude is not None and exclude.size:
        values = scores.copy()
        values[exclude] = -np.inf
    if np.isnan(np.max(values)):
        values = np.where(np.isnan(values), np.float32(-np.inf), values)
    threshold = values[0] if values.size == 1 else _nth_best(values, n)
    if threshold == -np.inf:
        candidates = np.flatnonzero(values > -np.inf)
    else:
        candidates = np.flatnonzero(values >= threshold)
    order = np.argsort(-values[candidates], kind="stable")[:n]
    ids = candidates[order].astype(np.int64)
    return ids, values[ids].astype(np.float32)


def _nth_best(values: FloatArray, n: int) -> np.float32:
    if n >= values.size:
        return np.float32(-np.inf)
    best: np.float32 = np.partition(values, values.size - n)[values.size - n]
    return best


def topk_batch(scores: FloatArray, n: int, exclude: list[IntArray] | None = None) -> tuple[IntArray, FloatArray]:
    """``topk`` of every row, padded with index -1 and score -inf to a rectangle of n columns."""
    ids = np.full((scores.shape[0], max(n, 0)), -1, dtype=np.int64)
    best = np.full(ids.shape, -np.inf, dtype=np.float32)
    for row in range(scores.shape[0]):
        found, values = topk(scores[row], n, None if exclude is None else exclude[row])
        ids[row, : found.size] = found
        best[row, : found.size] = values
    return ids, best
