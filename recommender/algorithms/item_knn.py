"""Neighbours by cosine: the explanation everyone understands."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import csr_matrix, vstack

from recommender.algorithms.base import Progress, report
from recommender.algorithms.config import Config, require
from recommender.algorithms.item_item import LinearItemModel, SparseWeights
from recommender.dataset import Interactions
from recommender.dataset.types import CsrMatrix, DoubleArray

BLOCK = 1_000


@dataclass(frozen=True)
class ItemKnnConfig(Config):
    """neighbours: kept per title; shrink: common viewers a pair needs before its cosine is believed;
    min_rating: what counts as a positive; half_life: decay of a member's own past at scoring.
    """

    neighbours: int = 100
    shrink: float = 20.0
    min_rating: float | None = None
    half_life: float | None = 10.0

    def validate(self) -> None:
        require(self.neighbours >= 1, "neighbours must be positive")
        require(self.shrink >= 0, "shrink must not be negative")
        require(self.half_life is None or self.half_life > 0, "half_life must be positive")


class ItemKnn(LinearItemModel[ItemKnnConfig]):
    """Item-based collaborative filtering with shrunk cosine.

    Source: Sarwar et al., "Item-based collaborative filtering recommendation algorithms" (WWW 2001).
    Serves: members with a title or two, catalogs of any size; favours popular neighbours. Weaker than EASE and ALS.
    Scores: sum of cosines to the member's titles, 0 and up; -inf without a common viewer.
    Explanations: the summands themselves.
    """

    name = "item_knn"
    config_class = ItemKnnConfig
    zero_is_no_opinion = True

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        positives = interactions.positives(self.config.min_rating)
        norms = np.sqrt(np.bincount(positives.indices, minlength=interactions.n_items))
        by_item = positives.T.tocsr()
        blocks = []
        for start in range(0, interactions.n_items, BLOCK):
            blocks.append(self._neighbours(by_item[start : start + BLOCK] @ positives, norms, start))
            report(progress, min(1.0, (start + BLOCK) / interactions.n_items), "comparing titles")
        size = interactions.n_items
        # Rows hold the neighbours of a target; scoring wants rows by source.
        matrix = vstack(blocks).T.tocsr() if blocks else csr_matrix((size, size), dtype=np.float32)
        matrix.sort_indices()
        self._load(np.arange(size, dtype=np.int64), SparseWeights(matrix), size)
        return self

    def _neighbours(self, common: CsrMatrix, norms: DoubleArray, start: int) -> CsrMatrix:
        rows = np.repeat(np.arange(common.shape[0]), np.diff(common.indptr))
        columns = common.indices
        cosine = common.data / (norms[rows + start] * norms[columns] + self.config.shrink)
        cosine[columns == rows + start] = 0.0
        order = np.lexsort((columns, -cosine, rows))
        rank = np.arange(order.size) - common.indptr[rows[order]]
        best = order[(rank < self.config.neighbours) & (cosine[order] > 0)]
        return csr_matrix((cosine[best].astype(np.float32), (rows[best], columns[best])), shape=common.shape)

    def _decay(self) -> tuple[float | None, float]:
        return self.config.half_life, 0.0
