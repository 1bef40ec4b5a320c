"""Metrics of ranked lists.

``ranked`` is int64[users, K], best first, padded with -1; ``held_out[u]`` are the items user u should have been shown.
Each accuracy metric answers one figure per user; their mean is what tables quote.
"""

import numpy as np

from recommender.dataset import BoolArray, IntArray
from recommender.dataset.types import CsrMatrix, DoubleArray


def hits(ranked: IntArray, held_out: list[IntArray]) -> BoolArray:
    """Where the ranked item is one of the user's held-out items, bool[users, K]."""
    found = [np.isin(row, wanted) for row, wanted in zip(ranked, held_out, strict=True)]
    return np.asarray(found, dtype=np.bool_).reshape(ranked.shape)


def hit_rate(hit: BoolArray, k: int) -> DoubleArray:
    """1 for a user with at least one hit among the first k."""
    return np.asarray(hit[:, :k].any(axis=1), dtype=np.float64)


def recall(hit: BoolArray, held_out: list[IntArray], k: int) -> DoubleArray:
    """Share of the held-out items among the first k."""
    return np.asarray(hit[:, :k].sum(axis=1) / _sizes(held_out), dtype=np.float64)


def ndcg(hit: BoolArray, held_out: list[IntArray], k: int) -> DoubleArray:
    """Binary NDCG: a hit at place p (from 0) gains 1 / log2(p + 2); the ideal list starts with min(k, held out) hits.

    Source: Järvelin, Kekäläinen, "Cumulated gain-based evaluation of IR techniques" (TOIS 2002).
    """
    discounts = 1.0 / np.log2(np.arange(k) + 2.0)
    shown = hit[:, :k]
    gained = shown @ discounts[: shown.shape[1]]
    ideal = np.cumsum(discounts)[np.minimum(_sizes(held_out), k) - 1]
    return np.asarray(gained / ideal, dtype=np.float64)


def coverage(ranked: IntArray, n_items: int, k: int) -> float:
    """Share of the catalog that appears in anyone's first k."""
    shown = np.unique(ranked[:, :k])
    return float(np.count_nonzero(shown >= 0) / n_items) if n_items else 0.0


def novelty(ranked: IntArray, item_counts: IntArray, n_users: int, k: int) -> float:
    """Mean self-information of the shown items, -log2(share of users who know the item).

    Source: Zhou et al., "Solving the apparent diversity-accuracy dilemma of recommender systems" (PNAS 2010).
    """
    shown = ranked[:, :k]
    shown = shown[shown >= 0]
    if not shown.size or not n_users:
        return 0.0
    return float(-np.log2(np.maximum(item_counts[shown], 1) / n_users).mean())


def intra_list_diversity(ranked: IntArray, positives: CsrMatrix, k: int) -> float:
    """Mean over users of 1 - the mean cosine between the viewers of two shown items.

    Source: Ziegler et al., "Improving recommendation lists through topic diversification" (WWW 2005).
    """
    by_item = positives.T.tocsr()
    norms = np.sqrt(np.maximum(np.asarray(by_item.multiply(by_item).sum(axis=1)).reshape(-1), 1e-12))
    values = []
    for row in ranked[:, :k]:
        shown = row[row >= 0]
        if shown.size > 1:
            vectors = by_item[shown]
            cosine = (vectors @ vectors.T).toarray() / np.outer(norms[shown], norms[shown])
            pairs = shown.size * (shown.size - 1)
            values.append(1.0 - float(cosine.sum() - np.trace(cosine)) / pairs)
    return float(np.mean(values)) if values else 0.0


def _sizes(held_out: list[IntArray]) -> IntArray:
    return np.array([wanted.size for wanted in held_out], dtype=np.int64)
