"""Variety: against a list of twelve times the same film."""

from dataclasses import dataclass

import numpy as np

from recommender.dataset import FloatArray, IntArray
from recommender.dataset.types import DoubleArray
from recommender.rerank.calibration import divergences

LEAST_RELEVANCE = 0.3


def cosine_similarity(vectors: FloatArray) -> FloatArray:
    """Cosine of every two rows, float32[n, n]; rows of zeros resemble nothing."""
    norms = np.linalg.norm(vectors, axis=1)
    unit = vectors / np.maximum(norms, 1e-12)[:, None]
    return np.asarray(unit @ unit.T, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class Proportions:
    """What a list should be made of: ``target`` float64[k], shares that sum to 1; ``parts`` float64[c, k], the shares
    of each candidate; ``strength``: what a divergence of 1 nat from the target weighs against relevance.
    """

    target: DoubleArray
    parts: DoubleArray
    strength: float


def mmr(
    scores: FloatArray, similarity: FloatArray, n: int, adventure: float, proportions: Proportions | None = None
) -> IntArray:
    """Positions of n of the candidates in an order that trades relevance against resemblance to what precedes.

    scores: float32[c], finite; similarity: float32[c, c], at most 1; adventure: 0 keeps the order of the scores, 1
    leaves relevance a weight of 0.3, so that even the boldest list has to do with its member. Scores are rescaled to
    0..1 first. ``proportions`` also keep the list near what its member likes in parts: each place goes to the candidate
    that, all things weighed, is best for the list so far. Ties go to the earlier candidate. ValueError for shapes that
    do not fit and an adventure outside 0..1.

    Source: Carbonell, Goldstein, "The use of MMR, diversity-based reranking" (SIGIR 1998); Steck, "Calibrated
    recommendations" (RecSys 2018).
    """
    if not 0 <= adventure <= 1:
        raise ValueError("adventure must lie between 0 and 1")
    if similarity.shape != (scores.size, scores.size):
        raise ValueError(f"similarity {similarity.shape} does not fit {scores.size} candidates")
    relevance_weight = 1.0 - (1.0 - LEAST_RELEVANCE) * adventure
    value = relevance_weight * _unit_range(scores).astype(np.float64)
    nearest = np.zeros(scores.size)
    left = np.ones(scores.size, dtype=np.bool_)
    mixed = np.zeros(0 if proportions is None else proportions.target.size)
    chosen: list[int] = []
    for _ in range(min(n, scores.size)):
        gain = value - (1.0 - relevance_weight) * nearest
        if proportions is not None:
            gain = gain - proportions.strength * divergences(proportions.target, mixed + proportions.parts)
        best = int(np.argmax(np.where(left, gain, -np.inf)))
        chosen.append(best)
        left[best] = False
        nearest = np.maximum(nearest, similarity[best])
        if proportions is not None:
            mixed = mixed + proportions.parts[best]
    return np.array(chosen, dtype=np.int64)


def _unit_range(scores: FloatArray) -> FloatArray:
    if not scores.size:
        return scores
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.ones_like(scores)
