"""How much a title in a member's history says about what to suggest next.

A liked title counts fully, a middling one half (it still says where the taste lies), a disliked one not at all:
negative weights were measured to hurt and would let a disliked title pull or push its neighbours.
Recent titles count more: the weight halves every ``half_life`` titles.
"""

import numpy as np

from recommender.dataset.history import History
from recommender.dataset.per_history import PerHistory
from recommender.dataset.types import FloatArray, IntArray

LIKED = 3.5
MIDDLING = 2.5
MIDDLING_WEIGHT = 0.5

_kept = PerHistory[dict[tuple[float | None, float], FloatArray]]()  # by half-life and floor


def rating_weights(ratings: FloatArray) -> FloatArray:
    """Ratings 0-5 to weights: from 3.5 on 1, from 2.5 on a half, lower 0; NaN (unrated) 0."""
    weights = np.where(ratings >= LIKED, 1.0, np.where(ratings >= MIDDLING, MIDDLING_WEIGHT, 0.0))
    return weights.astype(np.float32)


def recency_ranks(timestamps: IntArray) -> IntArray:
    """For each entry the number of strictly newer ones: 0 for the newest, equal times share the better rank.

    Sharing keeps an import of a whole diary under one date from decaying in an arbitrary order.
    """
    newest_first = np.sort(-timestamps)
    return np.searchsorted(newest_first, -timestamps, side="left").astype(np.int64)


def recency_weights(timestamps: IntArray, half_life: float | None, floor: float = 0.0) -> FloatArray:
    """``floor + (1 - floor) * .5 ** (rank / half_life)``; all ones without a half-life."""
    if half_life is None:
        return np.ones(timestamps.shape, dtype=np.float32)
    if half_life <= 0:
        raise ValueError("half_life must be positive")
    decay = np.exp2(-recency_ranks(timestamps) / half_life)
    return (floor + (1.0 - floor) * decay).astype(np.float32)


def input_weights(history: History, half_life: float | None = None, floor: float = 0.0) -> FloatArray:
    """Weight of every title of a history, float32 in 0..1, aligned with ``history.items``.

    Signals other than ratings add to the rating's weight, up to 1, but never revive a title rated low. The array is
    read-only, as every model that asks for the same decay is given the same one.
    """
    known = _kept.of(history, dict)
    weights = known.get((half_life, floor))
    if weights is None:
        weights = known[half_life, floor] = _input_weights(history, half_life, floor)
        weights.flags.writeable = False
    return weights


def _input_weights(history: History, half_life: float | None, floor: float) -> FloatArray:
    base = rating_weights(history.ratings)
    disliked = history.ratings < MIDDLING
    combined = np.where(disliked, 0.0, np.clip(base + history.extra, 0.0, 1.0))
    return (combined * recency_weights(history.timestamps, half_life, floor)).astype(np.float32)
