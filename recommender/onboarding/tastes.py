"""What members of each taste would answer: the table that the interview reads, learnt from ratings."""

import numpy as np

from recommender.algorithms.blas import one_thread
from recommender.dataset import FloatArray, IntArray, Interactions
from recommender.onboarding.config import InterviewConfig

LEAST, MOST = 0.003, 0.95  # no answer is impossible, none is certain: one odd answer must not rule a taste out
LEAST_UNSEEN = 0.02


def titles_to_ask(data: Interactions, config: InterviewConfig) -> IntArray:
    """Dense items that may be asked about, the most rated first: int64[at most config.titles].

    Where the languages of titles are known, the most rated of each language have a place of their own, so that who
    watches one of the rarer languages can be asked about it too.
    """
    counts = data.item_counts()
    order = np.argsort(-counts, kind="stable")
    order = order[counts[order] >= config.least_ratings]
    chosen = order[: config.titles]
    if data.facts is not None and order.size > config.titles and config.each_language:
        languages = data.facts.languages[order]
        firsts = [np.flatnonzero(languages == code)[: config.each_language] for code in np.unique(languages)]
        reserved = np.sort(np.concatenate(firsts))[: config.titles]
        others = np.setdiff1d(np.arange(order.size), reserved)[: config.titles - reserved.size]
        chosen = order[np.sort(np.concatenate([reserved, others]))]
    return np.asarray(chosen, dtype=np.int64)


def answer_chances(data: Interactions, titles: IntArray, config: InterviewConfig) -> FloatArray:
    """float32[members, titles, 3]: how likely each member answers liked, not liked, not seen; sums to 1.

    A truncated SVD of what they said fills the gaps: who liked what their like saw has most likely just not met it.
    Members who know fewer than `least_known` of the titles stand for nobody.
    """
    known = data.positives()[:, titles].toarray() > 0
    enough = np.flatnonzero(known.sum(axis=1) >= config.least_known)
    if enough.size > config.members:
        enough = np.sort(np.random.default_rng(config.seed).choice(enough, config.members, replace=False))
    known = known[enough]
    rated = data.matrix[enough][:, titles].toarray()
    with np.errstate(invalid="ignore"):  # an unrated viewing is NaN: seen, and nobody knows whether liked
        liked = known & (rated >= config.liked)
    likes, dislikes = _smooth(liked, config.rank), _smooth(known & ~liked & ~np.isnan(rated), config.rank)
    chances = np.stack([likes, dislikes, np.clip(1.0 - likes - dislikes, LEAST_UNSEEN, 1.0)], axis=-1)
    chances /= chances.sum(axis=-1, keepdims=True)
    return np.asarray(chances, dtype=np.float32)


def _smooth(said: np.ndarray, rank: int) -> np.ndarray:
    """float64[members, titles]: the closest matrix of this rank around the means of the titles, as probabilities."""
    matrix = said.astype(np.float64)
    means = matrix.mean(axis=0) if matrix.size else np.zeros(matrix.shape[1])
    if not matrix.size:
        return matrix
    with one_thread():
        left, values, right = np.linalg.svd(matrix - means, full_matrices=False)
    return np.asarray(np.clip((left[:, :rank] * values[:rank]) @ right[:rank] + means, LEAST, MOST))
