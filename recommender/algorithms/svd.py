"""Truncated singular value decomposition: the plainest matrix factorisation, without a loss to minimise."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import diags
from scipy.sparse.linalg import svds

from recommender.algorithms.base import NO_OPINION, Progress, Recommender, StateError, report, take
from recommender.algorithms.blas import one_thread
from recommender.algorithms.config import Config, require
from recommender.algorithms.topk import topk
from recommender.dataset import BoolArray, FloatArray, History, IntArray, Interactions, input_weights
from recommender.dataset.types import AnyArray, CsrMatrix


@dataclass(frozen=True)
class SvdConfig(Config):
    """Settings of the decomposition.

    user_power, item_power: damping of heavy members and of popular titles, count to minus this power
    popularity: what the damping of a title is given back in its score, count to this power
    min_rating: what counts as a positive in training; None for every logged title
    half_life: titles after which the weight of a member's own past halves at scoring; None for no decay
    """

    factors: int = 64
    user_power: float = 0.3
    item_power: float = 0.15
    popularity: float = 0.15
    min_rating: float | None = None
    half_life: float | None = 10.0
    seed: int = 0

    def validate(self) -> None:
        require(1 <= self.factors <= 2048, "factors must lie between 1 and 2048")
        require(0 <= self.user_power <= 1, "user_power must lie in [0, 1]")
        require(0 <= self.item_power <= 1, "item_power must lie in [0, 1]")
        require(0 <= self.popularity <= 1, "popularity must lie in [0, 1]")
        require(self.half_life is None or self.half_life > 0, "half_life must be positive")


class Svd(Recommender[SvdConfig]):
    """PureSVD on damped counts: a history is projected on the leading directions of taste.

    Source: Cremonesi, Koren, Turrin, "Performance of recommender algorithms on top-N recommendation tasks" (RecSys
    2010); the damping by counts as in Nikolakopoulos et al., "EigenRec" (Knowl. Inf. Syst. 2019).
    Serves: members with a few titles or more; the fastest factor model to train. Weak for titles with few ratings,
    whose place in the space is an accident.
    Scores: the reconstructed history, about 0 for unrelated titles.
    Explanations: the score is linear in the titles, so the summands themselves.
    """

    name = "svd"
    config_class = SvdConfig
    explains = True

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        positives = interactions.positives(self.config.min_rating)
        counts = np.bincount(positives.indices, minlength=interactions.n_items).astype(np.int64)
        report(progress, 0.1, f"decomposing {np.count_nonzero(counts)} titles")
        self._load(self._directions(positives, counts), counts)
        report(progress, 1.0, "done")
        return self

    def _directions(self, positives: CsrMatrix, counts: IntArray) -> FloatArray:
        """Right singular vectors of the damped matrix, float32[n_items, factors or fewer], the largest first."""
        lengths = np.diff(positives.indptr)
        rows, columns = np.flatnonzero(lengths), np.flatnonzero(counts)
        vectors = np.zeros((counts.size, min(self.config.factors, rows.size, columns.size)), dtype=np.float32)
        if not vectors.size:
            return vectors
        by_user = diags(lengths[rows].astype(np.float64) ** -self.config.user_power)
        by_item = diags(counts[columns].astype(np.float64) ** -self.config.item_power)
        damped = by_user @ positives[rows][:, columns].astype(np.float64) @ by_item
        with one_thread():
            if vectors.shape[1] < min(damped.shape):
                start = np.random.default_rng(self.config.seed).standard_normal(min(damped.shape))
                right = svds(damped, k=vectors.shape[1], v0=start, return_singular_vectors="vh")[2][::-1]
            else:  # the iterative solver wants fewer vectors than there are
                right = np.linalg.svd(damped.toarray(), full_matrices=False)[2]
        vectors[columns] = right.T
        return vectors

    def _load(self, directions: FloatArray, counts: IntArray) -> None:
        self._directions_of: FloatArray = directions
        self._counts = counts
        self._covered: BoolArray = counts > 0
        at_least_one = np.maximum(counts, 1).astype(np.float64)
        self._damping: FloatArray = (at_least_one**-self.config.item_power).astype(np.float32)
        self._return: FloatArray = (at_least_one**self.config.popularity).astype(np.float32)
        self._n_items = int(counts.size)

    def _input(self, history: History) -> tuple[IntArray, FloatArray]:
        """Positions in the history that count, and their damped weights."""
        self._check_history(history)
        weights = input_weights(history, self.config.half_life)
        used = np.flatnonzero((weights > 0) & self._covered[history.items])
        return used, weights[used] * self._damping[history.items[used]]

    def score(self, history: History) -> FloatArray:
        used, weights = self._input(history)
        if not used.size:
            return self._no_opinion()
        taste = weights @ self._directions_of[history.items[used]]
        scores: FloatArray = (self._directions_of @ taste) * self._return
        scores[~self._covered] = NO_OPINION
        return scores

    def is_grounded(self, history: History) -> bool:
        return bool(self._input(history)[0].size)

    def similar(self, item: int, n: int) -> tuple[IntArray, FloatArray]:
        """Nearest titles by the cosine of their directions."""
        self._check_item(item)
        if not self._covered[item]:
            return super().similar(item, n)
        norms = np.linalg.norm(self._directions_of, axis=1)
        scores = (self._directions_of @ self._directions_of[item]) / np.maximum(norms * norms[item], 1e-12)
        scores[~self._covered] = NO_OPINION
        return topk(scores.astype(np.float32), n, np.array([item], dtype=np.int64))

    def contributions(self, history: History, item: int) -> FloatArray:
        self._check_item(item)
        shares = np.zeros(len(history), dtype=np.float32)
        used, weights = self._input(history)
        if used.size and self._covered[item]:
            pulls = self._directions_of[history.items[used]] @ self._directions_of[item]
            shares[used] = weights * pulls * self._return[item]
        return shares

    def state(self) -> dict[str, AnyArray]:
        self._check_history(History.empty())
        return {"directions": self._directions_of, "counts": self._counts}

    @classmethod
    def from_state(cls, config: SvdConfig, arrays: Mapping[str, AnyArray]) -> Self:
        directions, counts = take(arrays, "directions", "float32", 2), take(arrays, "counts", "int64", 1)
        if directions.shape[0] != counts.size or directions.shape[1] > config.factors:
            raise StateError(f"directions {directions.shape} do not fit {counts.size} titles, {config.factors} factors")
        model = cls(config)
        model._load(directions, counts)
        return model
