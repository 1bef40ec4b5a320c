"""Reciprocal rank fusion: needs no common scale of scores."""

from collections.abc import Sequence

import numpy as np

from recommender.dataset import FloatArray, IntArray


def ranks(scores: FloatArray) -> IntArray:
    """Rank of every title, 0 for the best, ties by lower index; -inf scores rank last."""
    order = np.argsort(-scores, kind="stable")
    places = np.empty(scores.size, dtype=np.int64)
    places[order] = np.arange(scores.size)
    return places


def reciprocal_rank_fusion(
    members: Sequence[FloatArray], weights: Sequence[float] | None = None, k: float = 60.0
) -> FloatArray:
    """Sum of ``weight / (k + rank)`` with ranks from 1, float32[n_items].

    Source: Cormack, Clarke, Buettcher, "Reciprocal rank fusion" (SIGIR 2009). A member adds nothing to titles it has no
    opinion on; titles nobody has an opinion on score -inf.
    """
    if k <= 0:
        raise ValueError("k must be positive")
    shares = [1.0] * len(members) if weights is None else list(weights)
    total = np.zeros(members[0].size)
    known = np.zeros(members[0].size, dtype=np.bool_)
    for scores, weight in zip(members, shares, strict=True):
        finite = np.isfinite(scores)
        total[finite] += weight / (k + 1.0 + ranks(scores)[finite])
        known |= finite
    return np.where(known, total, -np.inf).astype(np.float32)
