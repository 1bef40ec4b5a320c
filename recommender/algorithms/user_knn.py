"""Members of like taste: what those watched whose diaries look like this one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from scipy.sparse import csr_matrix

from recommender.algorithms.base import NO_OPINION, Progress, Recommender, StateError, report, take
from recommender.algorithms.config import Config, require
from recommender.algorithms.topk import topk
from recommender.dataset import FloatArray, History, IntArray, Interactions, input_weights
from recommender.dataset.types import AnyArray, CsrMatrix


@dataclass(frozen=True)
class UserKnnConfig(Config):
    """Settings of the neighbourhood.

    neighbours: members whose titles are counted; shrink: common titles a likeness needs before it is believed
    item_power: damping of popular titles in a likeness, count to minus this power; popularity: of their scores, alike
    min_rating: what counts as a positive; half_life: decay of a member's own past at scoring.
    """

    neighbours: int = 100
    shrink: float = 20.0
    item_power: float = 0.0
    popularity: float = 0.35
    min_rating: float | None = None
    half_life: float | None = 10.0

    def validate(self) -> None:
        require(self.neighbours >= 1, "neighbours must be positive")
        require(self.shrink >= 0, "shrink must not be negative")
        require(0 <= self.item_power <= 1, "item_power must lie in [0, 1]")
        require(0 <= self.popularity <= 1, "popularity must lie in [0, 1]")
        require(self.half_life is None or self.half_life > 0, "half_life must be positive")


class _Neighbours(NamedTuple):
    """``used`` are positions in the history with their ``weights``; ``rows`` the members nearest to it, and what one
    common title of weight 1 adds to the likeness with each (``share``)."""

    used: IntArray
    weights: FloatArray
    rows: IntArray
    likeness: FloatArray
    share: FloatArray


class UserKnn(Recommender[UserKnnConfig]):
    """User-based collaborative filtering with shrunk cosine.

    Source: Resnick et al., "GroupLens" (CSCW 1994); Herlocker et al., "An algorithmic framework for performing
    collaborative filtering" (SIGIR 1999) for neighbourhoods and shrinking.
    Serves: members with ten titles or more on sites where tastes form circles. Weak for short histories, which resemble
    everybody; scoring reads the whole training matrix, so the slowest of the models to answer.
    Scores: sum of the likenesses of the neighbours who watched a title, 0 and up; -inf where none did.
    Explanations: what each title adds to these likenesses, the neighbourhood being given.
    State: the training matrix without ratings, dates or ids, one row per member.
    """

    name = "user_knn"
    config_class = UserKnnConfig
    explains = True

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        positives = interactions.positives(self.config.min_rating)
        kept = positives[np.diff(positives.indptr) > 0]
        self._load(kept.indptr.astype(np.int64), kept.indices.astype(np.int32), interactions.n_items)
        report(progress, 1.0, f"kept the titles of {kept.shape[0]} members")
        return self

    def _load(self, indptr: IntArray, indices: AnyArray, n_items: int) -> None:
        self._indptr, self._indices = indptr, indices
        counts = np.maximum(np.bincount(indices, minlength=n_items), 1).astype(np.float64)
        self._damping: FloatArray = (counts**-self.config.item_power).astype(np.float32)
        self._return: FloatArray = (counts**-self.config.popularity).astype(np.float32)
        ones = np.ones(indices.size, dtype=np.float32)
        self._by_user: CsrMatrix = csr_matrix((ones, indices, indptr), shape=(indptr.size - 1, n_items))
        self._by_item: CsrMatrix = self._by_user.T.tocsr()
        self._norms: FloatArray = np.sqrt(self._by_user @ self._damping**2).astype(np.float32)
        self._rated = np.diff(self._by_item.indptr) > 0
        self._n_items = n_items

    def _near(self, history: History) -> _Neighbours:
        self._check_history(history)
        weights = input_weights(history, self.config.half_life)
        used = np.flatnonzero((weights > 0) & self._rated[history.items])
        damped = weights[used] * self._damping[history.items[used]] ** 2
        own = np.float32(np.sqrt(weights[used] @ damped))
        common = self._by_item[history.items[used]].T @ damped
        share = (1.0 / (self._norms * own + np.float32(self.config.shrink))).astype(np.float32)
        rows, likeness = topk(np.where(common > 0, common * share, NO_OPINION), self.config.neighbours)
        return _Neighbours(used, damped, rows, likeness, share[rows])

    def score(self, history: History) -> FloatArray:
        near = self._near(history)
        if not near.rows.size:
            return self._no_opinion()
        sums = self._by_user[near.rows].T @ near.likeness
        return np.where(sums > 0, sums * self._return, NO_OPINION).astype(np.float32)

    def is_grounded(self, history: History) -> bool:
        return bool(self._near(history).rows.size)

    def similar(self, item: int, n: int) -> tuple[IntArray, FloatArray]:
        """Titles with the most viewers in common, by shrunk cosine."""
        self._check_item(item)
        counts = np.diff(self._by_item.indptr).astype(np.float32)
        viewers = self._by_item.indices[self._by_item.indptr[item] : self._by_item.indptr[item + 1]]
        common = np.bincount(self._by_user[viewers].indices, minlength=self.n_items).astype(np.float32)
        cosine = common / (np.sqrt(counts * counts[item]) + np.float32(max(self.config.shrink, 1e-6)))
        return topk(np.where(common > 0, cosine, NO_OPINION), n, np.array([item], dtype=np.int64))

    def contributions(self, history: History, item: int) -> FloatArray:
        self._check_item(item)
        shares = np.zeros(len(history), dtype=np.float32)
        near = self._near(history)
        if near.rows.size:
            rows = self._by_user[near.rows]
            watched = rows[:, [item]].toarray().reshape(-1) * near.share
            shares[near.used] = (rows[:, history.items[near.used]].T @ watched) * near.weights * self._return[item]
        return shares

    def state(self) -> dict[str, AnyArray]:
        size = np.array([self.n_items], dtype=np.int64)
        return {"n_items": size, "indptr": self._indptr, "indices": self._indices}

    @classmethod
    def from_state(cls, config: UserKnnConfig, arrays: Mapping[str, AnyArray]) -> Self:
        size, indptr = take(arrays, "n_items", "int64", 1), take(arrays, "indptr", "int64", 1)
        indices = take(arrays, "indices", "int32", 1)
        if size.shape != (1,) or not indptr.size or indptr[0] != 0 or bool(np.any(np.diff(indptr) < 0)):
            raise StateError("n_items and indptr do not describe a matrix")
        n_items = int(size[0])
        if indptr[-1] != indices.size or (indices.size and not 0 <= int(indices.min()) <= int(indices.max()) < n_items):
            raise StateError("indices do not fit indptr and n_items")
        model = cls(config)
        model._load(indptr, indices, n_items)
        return model
