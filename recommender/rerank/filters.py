"""Who may be on the list: masks over the catalog, true for allowed."""

import numpy as np

from recommender.dataset import BoolArray, FloatArray, IntArray


def only(items: IntArray, n_items: int) -> BoolArray:
    """Nothing but these items; indices of -1 (unknown titles) are skipped."""
    mask = np.zeros(n_items, dtype=np.bool_)
    mask[items[items >= 0]] = True
    return mask


def without(items: IntArray, n_items: int) -> BoolArray:
    """Everything but these items, such as those already seen or dismissed."""
    return ~only(items, n_items)


def all_of(*masks: BoolArray) -> BoolArray:
    """Allowed by every mask; at least one is needed."""
    return np.asarray(np.logical_and.reduce(masks), dtype=np.bool_)


def apply(scores: FloatArray, allowed: BoolArray) -> FloatArray:
    """Scores with -inf where not allowed; the input is left alone."""
    return np.where(allowed, scores, np.float32(-np.inf)).astype(np.float32)
