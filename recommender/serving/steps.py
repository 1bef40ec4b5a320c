"""The steps of a recommendation, each a function that can be called alone.

`scored` and `diversified` work on arrays aligned with the model's titles; nothing here reads the database.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from recommender.algorithms.topk import topk
from recommender.dataset import BoolArray, FloatArray, History, IntArray, input_weights
from recommender.dataset.types import DoubleArray
from recommender.rerank import filters, occasions
from recommender.rerank.calibration import proportions, shares
from recommender.rerank.mmr import Proportions, cosine_similarity, mmr
from recommender.rerank.moods import MOODS
from recommender.serving.context import Context
from recommender.serving.models import ServingModel

POOL = 4  # candidates for every title asked for
LEAST_POOL = 60
MOOD_WEIGHT = 1.0  # in standard deviations of the scores, for each by which a title suits the mood
MIX_HALF_LIFE = 50.0  # titles; interests change more slowly than what one wants tonight
KEPT_BACK = 0.25
CALIBRATION = 0.1  # of a list's relevance, for each nat that it is away from the member's own mix
REASONS = 3
LEAST_SHARE = 0.04
CHIEFLY = 0.5  # share of the votes in a score from which no title is its cause


@dataclass(frozen=True, slots=True)
class Cause:
    """A title of the history, as its external id, and its share (0–1) of a score."""

    title_id: int
    share: float


def scored(serving: ServingModel, history: History) -> FloatArray:
    """float32[n]: what the model thinks of every title."""
    return serving.model.score(history)


def in_mood(serving: ServingModel, scores: FloatArray, mood: str) -> FloatArray:
    """Scores moved towards titles that suit a mood: by genres, keywords and what members write."""
    finite = scores[np.isfinite(scores)]
    deviation = float(finite.std()) if finite.size else 1.0
    fit = serving.features.mood_fit[:, tuple(MOODS).index(mood)]
    return (scores + np.float32(MOOD_WEIGHT * deviation) * fit).astype(np.float32)


def allowed(serving: ServingModel, context: Context, hidden: Collection[int]) -> BoolArray:
    """bool[n]: published, not seen or dismissed, fit for the member, and whatever the request asks for."""
    features = serving.features
    n = len(serving.items)
    masks = [features.published]
    if hidden:
        masks.append(filters.without(serving.items.to_dense(np.fromiter(hidden, dtype=np.int64)), n))
    if context.available is not None:
        masks.append(filters.only(serving.items.to_dense(np.fromiter(context.available, dtype=np.int64)), n))
    if context.languages:
        masks.append(features.in_languages(context.languages))
    if muted := context.muted_languages - context.languages:
        masks.append(~features.in_languages(muted))
    if context.genres:
        masks.append(features.with_genres(context.genres))
    if not context.show_adult:
        masks.append(~features.adult)
    if context.max_runtime is not None:
        masks.append((features.runtime > 0) & (features.runtime <= context.max_runtime))
    if context.occasion:
        masks.append(occasions.fits(context.occasion, features.series, features.runtime))
    return filters.all_of(*masks)


def candidates(scores: FloatArray, allowed_titles: BoolArray, limit: int) -> tuple[IntArray, FloatArray]:
    """The best positions and scores, more than asked for, so that diversification has a choice."""
    return topk(filters.apply(scores, allowed_titles), max(limit * POOL, LEAST_POOL))


def kept_back(
    serving: ServingModel, history: History, away: History, positions: IntArray, scores: FloatArray
) -> tuple[IntArray, FloatArray]:
    """Candidates in a new order: what is like the titles that the member sent away scores less.

    As much as the model would add if those titles were loved ones of the member's history, times KEPT_BACK. Much less
    than a liked title adds: to send one drama away is not to be done with dramas.
    """
    if not len(away) or not serving.model.explains:
        return positions, scores
    alike = np.maximum(serving.model.shares_on_scale(away, positions, history), 0.0).sum(axis=0)
    lowered = (scores - np.float32(KEPT_BACK) * alike).astype(np.float32)
    order = np.argsort(-lowered, kind="stable")
    return positions[order], lowered[order]


def own_mix(serving: ServingModel, history: History) -> DoubleArray:
    """float64[k]: of what the member's past is made, recent titles counting more; zeros where it says nothing."""
    weights = input_weights(history, MIX_HALF_LIFE)
    return proportions(serving.features.categories[history.items], weights)


def diversified(
    serving: ServingModel,
    positions: IntArray,
    scores: FloatArray,
    limit: int,
    adventure: float,
    mix: DoubleArray | None = None,
) -> tuple[IntArray, FloatArray]:
    """The `limit` best, varied by genre, language and decade as far as `adventure` (0–1) asks.

    `mix` (see `own_mix`) keeps small interests on the list beside the great one, the less so the more adventure.
    """
    if not positions.size:
        return positions, scores
    similarity = cosine_similarity(serving.features.vectors[positions])
    goal = None
    if mix is not None and mix.any():
        parts = shares(serving.features.categories[positions])
        goal = Proportions(mix, parts, CALIBRATION * (1.0 - adventure))
    order = mmr(scores, similarity, limit, adventure, goal)
    return positions[order], scores[order]


def voted(serving: ServingModel, history: History, positions: IntArray) -> FloatArray:
    """float32, aligned with ``positions``: what the member's votes add to the scores there."""
    if not len(history.votes):
        return np.zeros(positions.size, dtype=np.float32)
    return serving.model.vote_shares(history, positions)


def causes(
    serving: ServingModel, history: History, positions: IntArray, by_votes: FloatArray
) -> list[tuple[Cause, ...]]:
    """For each pick the titles of the history that speak for it, largest share of all that speaks for it first.

    ``by_votes`` (see `voted`) counts among what speaks for a pick; where it is the chief part, no title is named, for
    none would be the reason.
    """
    if not len(history) or not serving.model.explains:
        return [()] * positions.size
    shares = np.maximum(serving.model.shares_of(history, positions), 0.0)
    totals = shares.sum(axis=0, dtype=np.float64) + np.maximum(by_votes, 0.0)
    best = np.argsort(-shares, axis=0, kind="stable")[:REASONS]
    parts = np.take_along_axis(shares, best, axis=0) / np.maximum(totals, 1e-12)
    titles = serving.items.to_external(history.items[best])
    named = (totals > 0) & (by_votes <= CHIEFLY * totals)
    return [
        tuple(
            Cause(title_id, round(part, 4))
            for title_id, part in zip(titles[:, at].tolist(), parts[:, at].tolist(), strict=True)
            if named[at] and part >= LEAST_SHARE
        )
        for at in range(positions.size)
    ]


def is_usable(serving: ServingModel, history: History) -> bool:
    """Whether a history says anything that the model can go by."""
    return serving.model.is_grounded(history)
