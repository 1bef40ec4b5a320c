"""Matrix factorisation of implicit feedback."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.linalg import lapack

from recommender.algorithms.als_solver import Objective, factorise, fold_in, fold_in_basis
from recommender.algorithms.base import NO_OPINION, Progress, Recommender, StateError, report, take
from recommender.algorithms.config import Config, require
from recommender.algorithms.topk import topk
from recommender.dataset import BoolArray, FloatArray, History, IntArray, Interactions, input_weights
from recommender.dataset.types import AnyArray


@dataclass(frozen=True)
class AlsConfig(Config):
    """Settings of the frequency-scaled iALS.

    regularization, unobserved: lambda and alpha_0 of Rendle et al. 2021
    min_rating: what counts as a positive in training; None for every logged title
    half_life: titles after which the weight of a member's own past halves at scoring; None for no decay
    """

    factors: int = 64
    iterations: int = 12
    regularization: float = 0.01
    unobserved: float = 0.1
    exponent: float = 1.0
    min_rating: float | None = None
    half_life: float | None = 10.0
    seed: int = 0

    def validate(self) -> None:
        require(1 <= self.factors <= 2048, "factors must lie between 1 and 2048")
        require(1 <= self.iterations <= 500, "iterations must lie between 1 and 500")
        require(self.regularization > 0, "regularization must be positive")
        require(self.unobserved > 0, "unobserved must be positive")
        require(self.half_life is None or self.half_life > 0, "half_life must be positive")

    @property
    def objective(self) -> Objective:
        return Objective(self.regularization, self.unobserved, self.exponent)


class Als(Recommender[AlsConfig]):
    """Implicit ALS with frequency-scaled regularisation and exact fold-in.

    Source: Hu, Koren, Volinsky 2008; Rendle, Krichene, Zhang, Koren 2021 (arXiv 2110.14037) for the regularisation.
    Serves: members with a few titles or more, large catalogs; also judges rare titles. Weak for titles with under
    about five ratings.
    Scores: predicted preference, about 0 for an average title to about 1 for one the member would surely have seen.
    Explanations: the linear shares of Hu, Koren, Volinsky section 5; they sum to the score.
    """

    name = "als"
    config_class = AlsConfig
    explains = True

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        positives = interactions.positives(self.config.min_rating)
        total = self.config.iterations
        _, factors = factorise(
            positives,
            self.config.factors,
            total,
            self.config.objective,
            seed=self.config.seed,
            on_iteration=lambda done: report(progress, done / total, f"iteration {done} of {total}"),
        )
        covered = np.bincount(positives.indices, minlength=interactions.n_items) > 0
        self._load(factors, covered)
        return self

    def _load(self, factors: FloatArray, covered: BoolArray) -> None:
        self._factors = factors
        self._covered = covered
        self._uncovered = np.flatnonzero(~covered)
        self._gram: FloatArray = np.asarray(factors.T @ factors, dtype=np.float32)
        self._n_items = int(factors.shape[0])

    def _input(self, history: History) -> tuple[IntArray, FloatArray]:
        """Positions in the history that count, and their weights."""
        self._check_history(history)
        weights = input_weights(history, self.config.half_life)
        used = np.flatnonzero((weights > 0) & self._covered[history.items])
        return used, weights[used]

    def user_factor(self, history: History) -> FloatArray | None:
        """The member's factor, float32[factors], or None without anything to go by."""
        used, weights = self._input(history)
        if not used.size:
            return None
        own = self._factors[history.items[used]]
        return fold_in(own, self._gram, weights, self.config.objective, self.n_items)

    def score(self, history: History) -> FloatArray:
        factor = self.user_factor(history)
        return self._no_opinion() if factor is None else self.scores_of(factor)

    def scores_of(self, factor: FloatArray) -> FloatArray:
        """Scores of all titles for a member's factor."""
        scores: FloatArray = self._factors @ factor
        scores[self._uncovered] = NO_OPINION
        return scores

    def similar(self, item: int, n: int) -> tuple[IntArray, FloatArray]:
        """Nearest titles by the cosine of their factors."""
        self._check_item(item)
        if not self._covered[item]:
            return super().similar(item, n)
        norms = np.linalg.norm(self._factors, axis=1)
        scores = (self._factors @ self._factors[item]) / np.maximum(norms * norms[item], 1e-12)
        scores[self._uncovered] = NO_OPINION
        return topk(scores.astype(np.float32), n, np.array([item], dtype=np.int64))

    def contributions(self, history: History, item: int) -> FloatArray:
        self._check_item(item)
        shares = np.zeros(len(history), dtype=np.float32)
        used, weights = self._input(history)
        if used.size and self._covered[item]:
            own = self._factors[history.items[used]]
            cholesky, pulls = fold_in_basis(own, self._gram, weights, self.config.objective, self.n_items)
            direction = lapack.spotrs(cholesky, np.array(self._factors[item]), lower=1)[0]
            shares[used] = pulls @ direction
        return shares

    def state(self) -> dict[str, AnyArray]:
        self._check_history(History.empty())
        return {"item_factors": self._factors, "covered": self._covered}

    @classmethod
    def from_state(cls, config: AlsConfig, arrays: Mapping[str, AnyArray]) -> Self:
        factors, covered = take(arrays, "item_factors", "float32", 2), take(arrays, "covered", "bool", 1)
        if factors.shape != (covered.size, config.factors):
            raise StateError(f"item_factors {factors.shape} do not fit {covered.size} items x {config.factors} factors")
        model = cls(config)
        model._load(factors, covered)
        return model
