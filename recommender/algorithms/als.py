"""Matrix factorisation of implicit feedback."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.linalg import lapack

from recommender.algorithms import pairwise
from recommender.algorithms.als_solver import Objective, factorise, fold_in, fold_in_basis
from recommender.algorithms.base import NO_OPINION, Progress, Recommender, StateError, report, take
from recommender.algorithms.config import Config, require
from recommender.algorithms.topk import topk
from recommender.dataset import BoolArray, FloatArray, History, IntArray, Interactions, Votes, input_weights
from recommender.dataset.types import AnyArray, DoubleArray

STIFFNESS = 1.0  # of the prior over members relative to the ridge, in what votes cost them to move


@dataclass(frozen=True)
class AlsConfig(Config):
    """Settings of the frequency-scaled iALS.

    regularization, unobserved: lambda and alpha_0 of Rendle et al. 2021
    min_rating: what counts as a positive in training; None for every logged title
    half_life: titles after which the weight of a member's own past halves at scoring; None for no decay
    vote_weight: of a vote's log-loss at scoring, as a share of the weight of a watched title; 0 ignores votes
    vote_sharpness: by how much a lead of 1 in predicted preference raises the log-odds of winning a vote
    min_votes: votes that make a member without any usable title personal
    """

    factors: int = 64
    iterations: int = 12
    regularization: float = 0.01
    unobserved: float = 0.1
    exponent: float = 1.0
    min_rating: float | None = None
    half_life: float | None = 10.0
    vote_weight: float = 0.15
    vote_sharpness: float = 8.0
    min_votes: int = 5
    seed: int = 0

    def validate(self) -> None:
        require(1 <= self.factors <= 2048, "factors must lie between 1 and 2048")
        require(1 <= self.iterations <= 500, "iterations must lie between 1 and 500")
        require(self.regularization > 0, "regularization must be positive")
        require(self.unobserved > 0, "unobserved must be positive")
        require(self.half_life is None or self.half_life > 0, "half_life must be positive")
        require(self.vote_weight >= 0, "vote_weight must not be negative")
        require(self.vote_sharpness > 0, "vote_sharpness must be positive")
        require(self.min_votes >= 1, "min_votes must be positive")

    @property
    def objective(self) -> Objective:
        return Objective(self.regularization, self.unobserved, self.exponent)


class Als(Recommender[AlsConfig]):
    """Implicit ALS with frequency-scaled regularisation and exact fold-in.

    Source: Hu, Koren, Volinsky 2008; Rendle, Krichene, Zhang, Koren 2021 (arXiv 2110.14037) for the regularisation.
    Serves: members with a few titles or more, large catalogs; also judges rare titles. Weak for titles with under
    about five ratings.
    Scores: predicted preference, about 0 for an average title to about 1 for one the member would surely have seen.
    Votes: move the member's factor at scoring (``pairwise``); they need no retraining.
    Explanations: the linear shares of Hu, Koren, Volinsky section 5; with ``vote_shares`` they sum to the score.
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
        self._stiffness = np.eye(factors.shape[1]) + STIFFNESS * pairwise.stiffness(self._gram)
        self._n_items = int(factors.shape[0])

    def _input(self, history: History) -> tuple[IntArray, FloatArray]:
        """Positions in the history that count, and their weights."""
        self._check_history(history)
        weights = input_weights(history, self.config.half_life)
        used = np.flatnonzero((weights > 0) & self._covered[history.items])
        return used, weights[used]

    def title_factor(self, history: History) -> FloatArray | None:
        """The member's factor as their titles give it, float32[factors], or None without a title to go by."""
        used, weights = self._input(history)
        if not used.size:
            return None
        own = self._factors[history.items[used]]
        return fold_in(own, self._gram, weights, self.config.objective, self.n_items)

    def vote_factor(self, history: History) -> FloatArray | None:
        """How far the member's votes move their factor, float32[factors], or None where none count."""
        if not len(history.votes):
            return None
        used, weights = self._input(history)
        apart, share = self._votes(history, least=1 if used.size else self.config.min_votes)
        if not share.size:
            return None
        objective = self.config.objective
        own = self._factors[history.items[used]].astype(np.float64)
        cost = (own * (weights * (objective.alpha - 1.0))[:, None]).T @ own
        cost += objective.ridge(float(weights.sum()), self.n_items) * self._stiffness
        weight, sharpness = self.config.vote_weight * objective.alpha, self.config.vote_sharpness
        return pairwise.move(cost, apart, share, weight=weight, sharpness=sharpness)

    def _votes(self, history: History, least: int) -> tuple[DoubleArray, DoubleArray]:
        """``pairwise.differences`` of the votes; none of them where fewer than ``least`` can be judged."""
        votes = history.votes if self.config.vote_weight > 0 else Votes.none()
        apart, share = pairwise.differences(self._factors, self._covered, votes)
        return (apart, share) if share.size >= least else (apart[:0], share[:0])

    def user_factor(self, history: History) -> FloatArray | None:
        """The member's factor, float32[factors], titles and votes together; None without anything to go by."""
        titles, votes = self.title_factor(history), self.vote_factor(history)
        if titles is None or votes is None:
            return votes if titles is None else titles
        return titles + votes

    def score(self, history: History) -> FloatArray:
        factor = self.user_factor(history)
        return self._no_opinion() if factor is None else self.scores_of(factor)

    def scores_of(self, factor: FloatArray) -> FloatArray:
        """Scores of all titles for a member's factor."""
        scores: FloatArray = self._factors @ factor
        scores[self._uncovered] = NO_OPINION
        return scores

    def score_batch(self, histories: Sequence[History]) -> FloatArray:
        """One product of matrices for all members; a block of 64 is the cheapest, as it stays in the cache."""
        scores = np.empty((len(histories), self.n_items), dtype=np.float32)
        factors = np.zeros((len(histories), self._factors.shape[1]), dtype=np.float32)
        strangers = []
        for row, history in enumerate(histories):
            factor = self.user_factor(history)
            if factor is None:
                strangers.append(row)
            else:
                factors[row] = factor
        np.matmul(factors, self._factors.T, out=scores)
        scores[strangers] = NO_OPINION
        scores[:, self._uncovered] = NO_OPINION
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
        return self.shares_of(history, np.array([item], dtype=np.int64))[:, 0]

    def shares_of(self, history: History, items: IntArray) -> FloatArray:
        shares = np.zeros((len(history), items.size), dtype=np.float32)
        used, weights = self._input(history)
        known = np.flatnonzero(self._covered[items])
        if used.size and known.size:
            own = self._factors[history.items[used]]
            cholesky, pulls = fold_in_basis(own, self._gram, weights, self.config.objective, self.n_items)
            directions = lapack.spotrs(cholesky, np.array(self._factors[items[known]]).T, lower=1)[0]
            shares[np.ix_(used, known)] = pulls @ directions
        return shares

    def vote_shares(self, history: History, items: IntArray) -> FloatArray:
        factor = self.vote_factor(history)
        shares = np.zeros(items.size, dtype=np.float32)
        if factor is not None:
            known = self._covered[items]
            shares[known] = self._factors[items[known]] @ factor
        return shares

    def is_grounded(self, history: History) -> bool:
        return bool(self._input(history)[0].size) or self.is_moved(history)

    def is_moved(self, history: History) -> bool:
        """Whether the votes of the history count."""
        least = 1 if self._input(history)[0].size else self.config.min_votes
        return bool(self._votes(history, least)[1].size)

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
