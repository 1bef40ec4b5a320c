"""Variety: against a list of twelve times the same film."""

import numpy as np

from recommender.dataset import FloatArray, IntArray

LEAST_RELEVANCE = 0.3


def cosine_similarity(vectors: FloatArray) -> FloatArray:
    """Cosine of every two rows, float32[n, n]; rows of zeros resemble nothing."""
    norms = np.linalg.norm(vectors, axis=1)
    unit = vectors / np.maximum(norms, 1e-12)[:, None]
    return np.asarray(unit @ unit.T, dtype=np.float32)


def mmr(scores: FloatArray, similarity: FloatArray, n: int, adventure: float) -> IntArray:
    """Positions of n of the candidates in an order that trades relevance against resemblance to what precedes.

    scores: float32[c], finite; similarity: float32[c, c], at most 1; adventure: 0 keeps the order of the scores, 1
    leaves relevance a weight of 0.3, so that even the boldest list has to do with its member. Scores are rescaled to
    0..1 first. Ties go to the earlier candidate. ValueError for shapes that do not fit and an adventure outside 0..1.

    Source: Carbonell, Goldstein, "The use of MMR, diversity-based reranking" (SIGIR 1998).
    """
    if not 0 <= adventure <= 1:
        raise ValueError("adventure must lie between 0 and 1")
    if similarity.shape != (scores.size, scores.size):
        raise ValueError(f"similarity {similarity.shape} does not fit {scores.size} candidates")
    relevance_weight = 1.0 - (1.0 - LEAST_RELEVANCE) * adventure
    relevance = relevance_weight * _unit_range(scores)
    nearest = np.zeros(scores.size)
    left = np.ones(scores.size, dtype=np.bool_)
    chosen = []
    for _ in range(min(n, scores.size)):
        value = relevance - (1.0 - relevance_weight) * nearest
        best = int(np.argmax(np.where(left, value, -np.inf)))
        chosen.append(best)
        left[best] = False
        nearest = np.maximum(nearest, similarity[best])
    return np.array(chosen, dtype=np.int64)


def _unit_range(scores: FloatArray) -> FloatArray:
    if not scores.size:
        return scores
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.ones_like(scores)
