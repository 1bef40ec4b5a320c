"""implicit as most projects use it: the baseline every other figure is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from scipy.sparse import csr_matrix

from recommender.algorithms.base import NO_OPINION, Progress, Recommender, StateError, report, take
from recommender.algorithms.blas import one_thread
from recommender.algorithms.config import Config, require
from recommender.algorithms.topk import topk
from recommender.dataset import BoolArray, FloatArray, History, IntArray, Interactions, input_weights
from recommender.dataset.types import AnyArray


@dataclass(frozen=True)
class ImplicitPlainConfig(Config):
    """The library's own parameters."""

    factors: int = 64
    regularization: float = 10.0
    alpha: float = 3.0
    iterations: int = 15
    seed: int = 0

    def validate(self) -> None:
        require(1 <= self.factors <= 2048, "factors must lie between 1 and 2048")
        require(self.regularization > 0 and self.alpha > 0, "regularization and alpha must be positive")
        require(1 <= self.iterations <= 500, "iterations must lie between 1 and 500")


class ImplicitPlain(Recommender[ImplicitPlainConfig]):
    """``implicit.als.AlternatingLeastSquares`` with one regularisation for all rows.

    Source: Hu, Koren, Volinsky 2008, as implemented by implicit 0.7.
    Serves: as a yardstick; ``als`` is the same model with a better scaled regularisation.
    Scores: predicted preference, about 0 to 1. Every logged title is a positive, as in common use; at scoring a title
    rated low is left out.
    """

    name = "implicit"
    config_class = ImplicitPlainConfig

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        positives = interactions.positives()
        if positives.nnz:
            with one_thread():
                model = self._library_model()
                total = self.config.iterations
                model.fit_callback = lambda done, *_: report(progress, (done + 1) / total, "alternating least squares")
                model.fit(positives, show_progress=False)
            factors = model.item_factors
        else:
            factors = np.zeros((interactions.n_items, self.config.factors), dtype=np.float32)
        self._load(factors, interactions.item_counts() > 0)
        return self

    def _library_model(self) -> AlternatingLeastSquares:
        config = self.config
        return AlternatingLeastSquares(
            factors=config.factors,
            regularization=config.regularization,
            alpha=config.alpha,
            iterations=config.iterations,
            random_state=config.seed,
        )

    def _load(self, factors: FloatArray, covered: BoolArray) -> None:
        with one_thread():
            self._model = self._library_model()
        self._model.item_factors = np.ascontiguousarray(factors)
        # Assigning factors by hand leaves the library's cached gram matrix stale.
        self._model._YtY = None
        self._covered = covered
        self._n_items = int(factors.shape[0])

    @property
    def library_model(self) -> AlternatingLeastSquares:
        """The fitted object of the library, for comparing speed."""
        self._check_history(History.empty())
        return self._model

    def score(self, history: History) -> FloatArray:
        self._check_history(history)
        weights = input_weights(history)
        used = np.flatnonzero((weights > 0) & self._covered[history.items])
        if not used.size:
            return self._no_opinion()
        row = csr_matrix(
            (weights[used], (np.zeros(used.size, dtype=np.int32), history.items[used])), shape=(1, self.n_items)
        )
        factor = self._model.recalculate_user(0, row)
        scores: FloatArray = self._model.item_factors @ factor
        scores[~self._covered] = NO_OPINION
        return scores

    def similar(self, item: int, n: int) -> tuple[IntArray, FloatArray]:
        """Nearest titles by the cosine of their factors."""
        self._check_item(item)
        if not self._covered[item]:
            return super().similar(item, n)
        factors = self._model.item_factors
        norms = np.linalg.norm(factors, axis=1)
        scores = (factors @ factors[item]) / np.maximum(norms * norms[item], 1e-12)
        scores[~self._covered] = NO_OPINION
        return topk(scores.astype(np.float32), n, np.array([item], dtype=np.int64))

    def state(self) -> dict[str, AnyArray]:
        self._check_history(History.empty())
        return {"item_factors": self._model.item_factors, "covered": self._covered}

    @classmethod
    def from_state(cls, config: ImplicitPlainConfig, arrays: Mapping[str, AnyArray]) -> Self:
        factors, covered = take(arrays, "item_factors", "float32", 2), take(arrays, "covered", "bool", 1)
        if factors.shape != (covered.size, config.factors):
            raise StateError(f"item_factors {factors.shape} do not fit {covered.size} items x {config.factors} factors")
        model = cls(config)
        # The library asks for writable memory, which a memory map is not.
        model._load(np.array(factors), covered)
        return model
