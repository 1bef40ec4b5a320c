"""What all linear item-item models share: storage of the weights, scoring, explanations."""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Protocol, Self, TypeVar, cast

import numpy as np
from scipy.sparse import csr_matrix

from recommender.algorithms.base import NO_OPINION, Recommender, StateError, take
from recommender.algorithms.config import Config
from recommender.algorithms.topk import topk
from recommender.dataset import FloatArray, History, IntArray, input_weights
from recommender.dataset.types import AnyArray, CsrMatrix

LinearConfigT = TypeVar("LinearConfigT", bound=Config)


class ItemWeights(Protocol):
    """Square weights: entry [j, i] is what title j adds to title i."""

    size: int

    def weighted_sum(self, rows: IntArray, values: FloatArray) -> FloatArray: ...
    def product(self, inputs: CsrMatrix) -> FloatArray: ...
    def entries(self, rows: IntArray, columns: IntArray) -> FloatArray: ...
    def row(self, row: int) -> FloatArray: ...
    def state(self) -> dict[str, AnyArray]: ...


class DenseWeights:
    """All weights, float32[n, n]; scoring touches only the rows of the member's titles."""

    def __init__(self, weights: FloatArray) -> None:
        self.weights = weights
        self.size = int(weights.shape[0])

    def weighted_sum(self, rows: IntArray, values: FloatArray) -> FloatArray:
        return np.asarray(values @ self.weights[rows], dtype=np.float32)

    def product(self, inputs: CsrMatrix) -> FloatArray:
        return np.asarray(inputs @ self.weights, dtype=np.float32)

    def entries(self, rows: IntArray, columns: IntArray) -> FloatArray:
        return np.asarray(self.weights[np.ix_(rows, columns)], dtype=np.float32)

    def row(self, row: int) -> FloatArray:
        return np.asarray(self.weights[row], dtype=np.float32)

    def state(self) -> dict[str, AnyArray]:
        return {"weights": self.weights}


class SparseWeights:
    """The largest weights only, CSR by source title."""

    def __init__(self, matrix: CsrMatrix) -> None:
        self.matrix = matrix
        self.size = int(matrix.shape[0])

    def weighted_sum(self, rows: IntArray, values: FloatArray) -> FloatArray:
        starts, stops = self.matrix.indptr[rows], self.matrix.indptr[rows + 1]
        pieces = [slice(int(a), int(b)) for a, b in zip(starts, stops, strict=True)]
        targets = np.concatenate([self.matrix.indices[piece] for piece in pieces])
        terms = np.concatenate([self.matrix.data[piece] * x for piece, x in zip(pieces, values, strict=True)])
        return np.bincount(targets, weights=terms, minlength=self.size).astype(np.float32)

    def product(self, inputs: CsrMatrix) -> FloatArray:
        return np.asarray((inputs @ self.matrix).toarray(), dtype=np.float32)

    def entries(self, rows: IntArray, columns: IntArray) -> FloatArray:
        found = [self.row(int(row))[columns] for row in rows]
        return np.stack(found) if found else np.zeros((0, columns.size), dtype=np.float32)

    def row(self, row: int) -> FloatArray:
        full = np.zeros(self.size, dtype=np.float32)
        piece = slice(int(self.matrix.indptr[row]), int(self.matrix.indptr[row + 1]))
        full[self.matrix.indices[piece]] = self.matrix.data[piece]
        return full

    def state(self) -> dict[str, AnyArray]:
        return {
            "indptr": self.matrix.indptr.astype(np.int64),
            "indices": self.matrix.indices.astype(np.int32),
            "data": self.matrix.data.astype(np.float32),
        }


def weights_from_state(arrays: Mapping[str, AnyArray], size: int) -> ItemWeights:
    """The stored kind of weights for ``size`` titles; StateError when the arrays contradict each other."""
    if "weights" in arrays:
        dense = take(arrays, "weights", "float32", 2)
        if dense.shape != (size, size):
            raise StateError(f"weights {dense.shape} do not fit {size} titles")
        return DenseWeights(dense)
    indptr, indices = take(arrays, "indptr", "int64", 1), take(arrays, "indices", "int32", 1)
    data = take(arrays, "data", "float32", 1)
    ordered = indptr.size == size + 1 and indptr[0] == 0 and bool(np.all(np.diff(indptr) >= 0))
    if not ordered or indptr[-1] != indices.size or indices.size != data.size:
        raise StateError("indptr, indices and data do not describe one matrix")
    if indices.size and not (int(indices.min()) >= 0 and int(indices.max()) < size):
        raise StateError("an index lies outside the matrix")
    return SparseWeights(csr_matrix((data, indices, indptr), shape=(size, size)))


class LinearItemModel(Recommender[LinearConfigT]):
    """Scores are ``x @ W`` for the member's weighted titles x; subclasses learn W for the titles of ``head``."""

    explains = True
    zero_is_no_opinion: ClassVar[bool] = False

    def _load(self, head: IntArray, weights: ItemWeights, n_items: int) -> None:
        self._head = head
        self._weights = weights
        self._place = np.full(n_items, -1, dtype=np.int64)
        self._place[head] = np.arange(head.size)
        self._n_items = n_items

    def _decay(self) -> tuple[float | None, float]:
        """Half-life and floor of the member's own past at scoring."""
        return None, 0.0

    def _input(self, history: History) -> tuple[IntArray, IntArray, FloatArray]:
        """Positions in the history that count, their rows in the weights, and their input."""
        self._check_history(history)
        weights = input_weights(history, *self._decay())
        used = np.flatnonzero((weights > 0) & (self._place[history.items] >= 0))
        return used, self._place[history.items[used]], weights[used]

    def score(self, history: History) -> FloatArray:
        scores = self._no_opinion()
        known = self.head_scores(history)
        if known is not None:
            scores[self._head] = self._shown(known)
        return scores

    def is_grounded(self, history: History) -> bool:
        return bool(self._input(history)[0].size)

    @property
    def head(self) -> IntArray:
        """Indices of the titles the model judges, increasing."""
        return self._head

    def head_scores(self, history: History) -> FloatArray | None:
        """Scores of the titles of ``head`` only; None when the history has nothing to go by."""
        _, rows, values = self._input(history)
        return self._weights.weighted_sum(rows, values) if rows.size else None

    def score_batch(self, histories: Sequence[History]) -> FloatArray:
        inputs = [self._input(history) for history in histories]
        indptr = np.concatenate(([0], np.cumsum([rows.size for _, rows, _ in inputs]))).astype(np.int64)
        none = [np.zeros(0, dtype=np.int64)]
        rows = np.concatenate([rows for _, rows, _ in inputs] + none)
        values = np.concatenate([values for _, _, values in inputs] + [np.zeros(0, dtype=np.float32)])
        matrix = csr_matrix((values, rows, indptr), shape=(len(histories), self._head.size))
        scores = np.full((len(histories), self.n_items), NO_OPINION, dtype=np.float32)
        scores[:, self._head] = self._shown(self._weights.product(matrix))
        scores[np.diff(indptr) == 0] = NO_OPINION
        return scores

    def _shown(self, sums: FloatArray) -> FloatArray:
        return np.where(sums == 0, NO_OPINION, sums) if self.zero_is_no_opinion else sums

    def similar(self, item: int, n: int) -> tuple[IntArray, FloatArray]:
        """Titles to which ``item`` adds most."""
        self._check_item(item)
        place = int(self._place[item])
        if place < 0:
            return super().similar(item, n)
        row = self._weights.row(place).copy()
        row[row == 0] = NO_OPINION
        places, scores = topk(row, n, np.array([place], dtype=np.int64))
        return self._head[places], scores

    def contributions(self, history: History, item: int) -> FloatArray:
        self._check_item(item)
        return self.shares_of(history, np.array([item], dtype=np.int64))[:, 0]

    def shares_of(self, history: History, items: IntArray) -> FloatArray:
        shares = np.zeros((len(history), items.size), dtype=np.float32)
        used, rows, values = self._input(history)
        known = np.flatnonzero(self._place[items] >= 0)
        shares[np.ix_(used, known)] = values[:, None] * self._weights.entries(rows, self._place[items[known]])
        return shares

    def state(self) -> dict[str, AnyArray]:
        return {"n_items": np.array([self.n_items], dtype=np.int64), "head": self._head, **self._weights.state()}

    @classmethod
    def from_state(cls, config: LinearConfigT, arrays: Mapping[str, AnyArray]) -> Self:
        size, head = take(arrays, "n_items", "int64", 1), take(arrays, "head", "int64", 1)
        if size.shape != (1,) or int(size[0]) < head.size:
            raise StateError("n_items is smaller than the number of titles with weights")
        n_items = int(size[0])
        if head.size and not (int(head.min()) >= 0 and int(head.max()) < n_items and bool(np.all(np.diff(head) > 0))):
            raise StateError("head must hold increasing item indices below n_items")
        model = cls(config)
        model._load(cast(IntArray, head), weights_from_state(arrays, int(head.size)), n_items)
        return model
