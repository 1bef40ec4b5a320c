"""What all models share that compare titles by vectors of their own: scoring, neighbours, exact explanations."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self, TypeVar

import numpy as np
from scipy.sparse import csr_matrix, diags, issparse

from recommender.algorithms.base import NO_OPINION, Recommender, StateError, take
from recommender.algorithms.config import Config
from recommender.algorithms.topk import topk
from recommender.dataset import FloatArray, History, IntArray, input_weights
from recommender.dataset.types import AnyArray, CsrMatrix

VectorConfigT = TypeVar("VectorConfigT", bound=Config)


class VectorModel(Recommender[VectorConfigT]):
    """Scores are mean cosines to the member's weighted titles; subclasses make one unit vector per title in ``fit``.

    A title's vector comes from its facts, so titles that nobody rated are judged like any other. A title without a
    vector has no opinion of others and none is had of it.
    """

    explains = True
    judges_unrated = True
    half_life: ClassVar[float | None] = 50.0

    def _load(self, vectors: Any) -> None:
        """Dense float32[n, d] or CSR of the same shape, rows of length 1 or 0."""
        self._vectors = vectors
        self._known = _lengths(vectors) > 0
        self._unknown = np.flatnonzero(~self._known)
        self._n_items = int(vectors.shape[0])

    def _input(self, history: History) -> tuple[IntArray, FloatArray]:
        """Positions in the history that count, and their weights, which sum to 1."""
        self._check_history(history)
        weights = input_weights(history, self.half_life)
        used = np.flatnonzero((weights > 0) & self._known[history.items])
        return used, weights[used] / max(float(weights[used].sum()), 1e-12)

    def profile(self, history: History) -> FloatArray | None:
        """float32[d]: the weighted mean of the vectors of the member's titles; None without one to go by."""
        used, weights = self._input(history)
        if not used.size:
            return None
        return np.asarray(self._vectors[history.items[used]].T @ weights, dtype=np.float32).reshape(-1)

    def score(self, history: History) -> FloatArray:
        profile = self.profile(history)
        return self._no_opinion() if profile is None else self._against(profile)

    def _against(self, vector: FloatArray) -> FloatArray:
        scores = np.asarray(self._vectors @ vector, dtype=np.float32).reshape(-1)
        scores[self._unknown] = NO_OPINION
        return scores

    def is_grounded(self, history: History) -> bool:
        return bool(self._input(history)[0].size)

    def similar(self, item: int, n: int) -> tuple[IntArray, FloatArray]:
        """Nearest titles by cosine."""
        self._check_item(item)
        if not self._known[item]:
            return super().similar(item, n)
        return topk(self._against(self._row(item)), n, np.array([item], dtype=np.int64))

    def contributions(self, history: History, item: int) -> FloatArray:
        self._check_item(item)
        return self.shares_of(history, np.array([item], dtype=np.int64))[:, 0]

    def shares_of(self, history: History, items: IntArray) -> FloatArray:
        shares = np.zeros((len(history), items.size), dtype=np.float32)
        used, weights = self._input(history)
        if used.size and items.size:
            cosines = self._vectors[history.items[used]] @ self._vectors[items].T
            shares[used] = weights[:, None] * (cosines.toarray() if issparse(cosines) else cosines)
        return shares

    def _row(self, item: int) -> FloatArray:
        row = self._vectors[item]
        return np.asarray(row.toarray() if issparse(row) else row, dtype=np.float32).reshape(-1)

    def state(self) -> dict[str, AnyArray]:
        self._check_history(History.empty())
        if not issparse(self._vectors):
            return {"vectors": self._vectors}
        return {
            "indptr": self._vectors.indptr.astype(np.int64),
            "indices": self._vectors.indices.astype(np.int32),
            "data": self._vectors.data.astype(np.float32),
            "width": np.array([self._vectors.shape[1]], dtype=np.int64),
        }

    @classmethod
    def from_state(cls, config: VectorConfigT, arrays: Mapping[str, AnyArray]) -> Self:
        model = cls(config)
        model._load(take(arrays, "vectors", "float32", 2) if "vectors" in arrays else _sparse(arrays))
        return model


def unit_rows(vectors: Any) -> Any:
    """Rows divided by their lengths; rows of zeros stay. Dense or CSR, float32."""
    scale = 1.0 / np.maximum(_lengths(vectors), 1e-12)
    if issparse(vectors):
        return (diags(scale) @ vectors).astype(np.float32).tocsr()
    return (vectors * scale[:, None]).astype(np.float32)


def side_by_side(parts: Sequence[tuple[float, FloatArray]]) -> FloatArray:
    """Unit vectors of several kinds joined, each weighed: the cosine of two rows is the weighted mean of theirs."""
    return np.concatenate([np.float32(np.sqrt(weight)) * vectors for weight, vectors in parts], axis=1)


def _lengths(vectors: Any) -> AnyArray:
    squares = vectors.multiply(vectors).sum(axis=1) if issparse(vectors) else np.square(vectors).sum(axis=1)
    return np.sqrt(np.asarray(squares, dtype=np.float64).reshape(-1))


def _sparse(arrays: Mapping[str, AnyArray]) -> CsrMatrix:
    indptr, indices = take(arrays, "indptr", "int64", 1), take(arrays, "indices", "int32", 1)
    data, width = take(arrays, "data", "float32", 1), take(arrays, "width", "int64", 1)
    ordered = indptr.size > 0 and indptr[0] == 0 and bool(np.all(np.diff(indptr) >= 0))
    if not ordered or width.shape != (1,) or indptr[-1] != indices.size or indices.size != data.size:
        raise StateError("indptr, indices, data and width do not describe one matrix")
    if indices.size and not (int(indices.min()) >= 0 and int(indices.max()) < int(width[0])):
        raise StateError("an index lies outside the matrix")
    return csr_matrix((data, indices, indptr), shape=(indptr.size - 1, int(width[0])))
