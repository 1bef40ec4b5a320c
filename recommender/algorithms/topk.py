"""The best n of a score vector, exactly."""

import numpy as np

from recommender.dataset.types import BoolArray, FloatArray, IntArray

BLOCK = 64


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
    bound = _lower_bound(values, n)
    # Comparisons with NaN are false, so NaN drops out here.
    candidates = np.flatnonzero(values >= bound) if bound > -np.inf else np.flatnonzero(values > -np.inf)
    order = np.argsort(-values[candidates], kind="stable")[:n]
    ids = candidates[order].astype(np.int64)
    return ids, values[ids].astype(np.float32)


def _lower_bound(values: FloatArray, n: int) -> np.float32:
    """A value that at least n entries reach: the n-th best of block maxima. Cheaper than partitioning everything."""
    blocks = values.size // BLOCK
    if blocks <= n:
        return np.float32(-np.inf)
    # Blocks run across the array: maxima of whole rows are eight times as fast, and neighbours, which are often alike,
    # do not share a block.
    maxima = np.fmax.reduce(values[: blocks * BLOCK].reshape(BLOCK, blocks), axis=0)
    bound: np.float32 = np.partition(maxima, blocks - n)[blocks - n]
    return bound if not np.isnan(maxima).any() else np.float32(-np.inf)


def topk_batch(scores: FloatArray, n: int, exclude: list[IntArray] | None = None) -> tuple[IntArray, FloatArray]:
    """``topk`` of every row, padded with index -1 and score -inf to a rectangle of n columns."""
    ids = np.full((scores.shape[0], max(n, 0)), -1, dtype=np.int64)
    best = np.full(ids.shape, -np.inf, dtype=np.float32)
    for row in range(scores.shape[0]):
        found, values = topk(scores[row], n, None if exclude is None else exclude[row])
        ids[row, : found.size] = found
        best[row, : found.size] = values
    return ids, best
