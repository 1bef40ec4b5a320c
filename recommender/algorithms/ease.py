"""A linear item-item model in closed form: the strongest single model on film diaries."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from recommender.algorithms.base import Progress, report
from recommender.algorithms.config import Config, require
from recommender.algorithms.ease_solver import (
    add_proximity,
    item_weights,
    item_weights_by_users,
    normalised_gram,
    pruned,
    users_are_cheaper,
)
from recommender.algorithms.item_item import DenseWeights, LinearItemModel, SparseWeights
from recommender.dataset import FloatArray, IntArray, Interactions
from recommender.dataset.types import CsrMatrix


@dataclass(frozen=True)
class EaseConfig(Config):
    """Settings of EASE.

    ridge: lambda; dropout: share of a history imagined missing in training; row_power: damping of heavy users
    max_items: the most rated titles the model judges, the inverse being cubic in it; the others score -inf
    keep: weights kept per title, 0 for all
    min_rating: what counts as a positive in training; None for every logged title
    proximity: share of a pair's count that depends on how close together the two titles were seen; 0 is plain EASE
    proximity_half_life: titles apart at which that share halves
    half_life, floor: decay of a member's own past at scoring (see ``dataset.weights``)
    """

    ridge: float = 50.0
    dropout: float = 0.3
    row_power: float = 0.25
    max_items: int = 10_000
    keep: int = 0
    min_rating: float | None = None
    proximity: float = 0.0
    proximity_half_life: float = 10.0
    half_life: float | None = 10.0
    floor: float = 0.0

    def validate(self) -> None:
        require(self.ridge > 0, "ridge must be positive")
        require(0 <= self.dropout < 1, "dropout must lie in [0, 1)")
        require(0 <= self.row_power <= 1, "row_power must lie in [0, 1]")
        require(self.max_items >= 1, "max_items must be positive")
        require(self.keep >= 0, "keep must not be negative")
        require(0 <= self.proximity <= 1, "proximity must lie in [0, 1]")
        require(self.proximity_half_life > 0, "proximity_half_life must be positive")
        require(self.half_life is None or self.half_life > 0, "half_life must be positive")
        require(0 <= self.floor <= 1, "floor must lie in [0, 1]")


class Ease(LinearItemModel[EaseConfig]):
    """EASE, normalised by user activity, with the denoising ridge and optionally a sense of time.

    Source: Steck, "Embarrassingly Shallow Autoencoders for Sparse Data" (WWW 2019) and Steck 2020 for the denoising;
    the proximity kernel is our own addition (docs/decisions/0003-recommender-core.md).
    Serves: members with one title or more, titles among the ``max_items`` most rated. Says nothing about the tail.
    Scores: sum of the weights from the member's titles, about 0 for unrelated titles, rarely above 1.
    Explanations: the summands themselves.
    """

    name = "ease"
    config_class = EaseConfig

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        taste = interactions.at_least(self.config.min_rating)
        counts = taste.item_counts()
        ranked = np.argsort(-counts, kind="stable")[: self.config.max_items]
        head = np.sort(ranked[counts[ranked] > 0]).astype(np.int64)
        report(progress, 0.05, f"comparing {head.size} titles")
        weights = self._solve(taste, head, progress)
        report(progress, 0.9, "storing")
        whole = self.config.keep == 0 or self.config.keep >= head.size
        stored = DenseWeights(weights) if whole else SparseWeights(pruned(weights, self.config.keep))
        self._load(head, stored, interactions.n_items)
        report(progress, 1.0, "done")
        return self

    def _solve(self, taste: Interactions, head: IntArray, progress: Progress | None) -> FloatArray:
        config = self.config
        positives = taste.positives()[:, head]
        members = int(np.count_nonzero(np.diff(positives.indptr)))
        if config.proximity == 0 and users_are_cheaper(members, int(head.size)):
            return item_weights_by_users(positives, config.row_power, config.ridge, config.dropout)
        gram = self._gram(taste, head, positives)
        report(progress, 0.4, "solving")
        return item_weights(gram, config.ridge, config.dropout)

    def _gram(self, taste: Interactions, head: IntArray, positives: CsrMatrix) -> FloatArray:
        config = self.config
        gram = normalised_gram(positives, config.row_power)
        if config.proximity > 0:
            place = np.full(taste.n_items, -1, dtype=np.int64)
            place[head] = np.arange(head.size)
            apart = config.proximity_half_life
            add_proximity(gram, taste, place, apart, config.row_power, config.proximity)
        return gram

    def _decay(self) -> tuple[float | None, float]:
        return self.config.half_life, self.config.floor
