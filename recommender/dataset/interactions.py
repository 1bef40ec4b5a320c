"""The user-by-item rating matrix with times: what every model is fitted on."""

import hashlib
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from recommender.dataset.facts import About, TitleFacts
from recommender.dataset.history import History
from recommender.dataset.idmap import IdMap
from recommender.dataset.types import BoolArray, CsrMatrix, FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class Interactions:
    """Ratings 0-5 (float32; NaN for an unrated viewing) of users x items, with unix seconds.

    ``matrix`` is CSR with sorted indices and no duplicates. A stored 0 is a rating of zero stars, not an absence: never
    call ``eliminate_zeros`` on it. ``timestamps`` is int64, aligned with ``matrix.data``. ``users`` and ``items``
    translate external ids to rows and columns. ``facts`` (one row per item) and ``abouts`` (one per user) are what is
    known besides; without them models of content and language have no opinion.
    """

    matrix: CsrMatrix
    timestamps: IntArray
    users: IdMap
    items: IdMap
    facts: TitleFacts | None = None
    abouts: tuple[About, ...] = ()

    def __post_init__(self) -> None:
        if self.matrix.shape != (len(self.users), len(self.items)):
            raise ValueError(
                f"matrix {self.matrix.shape} does not fit {len(self.users)} users x {len(self.items)} items"
            )
        if self.timestamps.shape != self.matrix.data.shape or self.timestamps.dtype != np.int64:
            raise ValueError("timestamps must be int64 and aligned with the matrix data")
        if self.facts is not None and self.facts.languages.size != len(self.items):
            raise ValueError(f"facts of {self.facts.languages.size} titles do not fit {len(self.items)} items")
        if self.abouts and len(self.abouts) != len(self.users):
            raise ValueError(f"facts of {len(self.abouts)} members do not fit {len(self.users)} users")

    @classmethod
    def from_triples(
        cls,
        users: npt.ArrayLike,
        items: npt.ArrayLike,
        ratings: npt.ArrayLike,
        timestamps: npt.ArrayLike,
        *,
        user_ids: IdMap | None = None,
        item_ids: IdMap | None = None,
    ) -> "Interactions":
        """Build from parallel columns of external ids, ratings 0-5 and unix seconds.

        Of repeated pairs the newest (then the last given) counts. Pass ``item_ids`` to include titles nobody has rated;
        rows whose id is missing from a given map are dropped. ValueError for unequal lengths or ratings outside 0-5.
        """
        user_column = np.asarray(users, dtype=np.int64).reshape(-1)
        item_column = np.asarray(items, dtype=np.int64).reshape(-1)
        values = np.asarray(ratings, dtype=np.float32).reshape(-1)
        times = np.asarray(timestamps, dtype=np.int64).reshape(-1)
        if not user_column.size == item_column.size == values.size == times.size:
            raise ValueError("users, items, ratings and timestamps must be equally long")
        if bool(np.any((values < 0) | (values > 5))):
            raise ValueError("ratings must lie between 0 and 5")
        user_map = IdMap.from_ids(user_column) if user_ids is None else user_ids
        item_map = IdMap.from_ids(item_column) if item_ids is None else item_ids
        rows, columns = user_map.to_dense(user_column), item_map.to_dense(item_column)
        known = (rows >= 0) & (columns >= 0)
        rows, columns, values, times = rows[known], columns[known], values[known], times[known]
        order = np.lexsort((times, columns, rows))
        rows, columns, values, times = rows[order], columns[order], values[order], times[order]
        pair = rows * max(len(item_map), 1) + columns
        last = np.append(pair[1:] != pair[:-1], True) if pair.size else np.zeros(0, dtype=np.bool_)
        indptr = np.zeros(len(user_map) + 1, dtype=np.int64)
        np.cumsum(np.bincount(rows[last], minlength=len(user_map)), out=indptr[1:])
        return cls(_csr(values[last], columns[last], indptr, len(item_map)), times[last], user_map, item_map)

    @property
    def n_users(self) -> int:
        return len(self.users)

    @property
    def n_items(self) -> int:
        return len(self.items)

    @property
    def n_ratings(self) -> int:
        return int(self.matrix.data.size)

    @property
    def rows(self) -> IntArray:
        """Dense user index of every stored entry, aligned with ``matrix.data``."""
        return np.repeat(np.arange(self.n_users, dtype=np.int64), np.diff(self.matrix.indptr))

    @property
    def columns(self) -> IntArray:
        """Dense item index of every stored entry, aligned with ``matrix.data``."""
        return np.asarray(self.matrix.indices, dtype=np.int64)

    def history(self, user: int) -> History:
        """The history of a dense user index."""
        at = slice(int(self.matrix.indptr[user]), int(self.matrix.indptr[user + 1]))
        items = self.matrix.indices[at].astype(np.int64)
        about = self.abouts[user] if self.abouts else About()
        return History(items, self.matrix.data[at].astype(np.float32), self.timestamps[at], about=about)

    def histories(self, users: npt.ArrayLike | None = None) -> list[History]:
        """Histories of the given dense user indices, of all users by default."""
        wanted = np.arange(self.n_users) if users is None else np.asarray(users, dtype=np.int64)
        return [self.history(int(user)) for user in wanted]

    def masked(self, keep: BoolArray) -> "Interactions":
        """The same users and items with only the entries where ``keep`` (aligned with the data) is true."""
        indptr = np.zeros(self.n_users + 1, dtype=np.int64)
        np.cumsum(np.bincount(self.rows[keep], minlength=self.n_users), out=indptr[1:])
        kept = _csr(self.matrix.data[keep], self.columns[keep], indptr, self.n_items)
        return replace(self, matrix=kept, timestamps=self.timestamps[keep])

    def knowing(self, facts: TitleFacts | None = None, abouts: tuple[About, ...] = ()) -> "Interactions":
        """The same ratings with what is known besides."""
        return replace(self, facts=facts, abouts=abouts)

    def at_least(self, min_rating: float | None) -> "Interactions":
        """Only the titles rated ``min_rating`` or more (unrated viewings drop out); with None everything."""
        return self if min_rating is None else self.masked(self.matrix.data >= min_rating)

    def positives(self, min_rating: float | None = None) -> CsrMatrix:
        """Training matrix of ones: titles rated at least ``min_rating``; with None every logged title."""
        kept = self.at_least(min_rating).matrix
        ones = np.ones(kept.data.size, dtype=np.float32)
        return csr_matrix((ones, kept.indices, kept.indptr), shape=self.matrix.shape)

    def item_counts(self) -> IntArray:
        """Number of entries per item, int64[n_items]."""
        return np.bincount(self.columns, minlength=self.n_items).astype(np.int64)

    def fingerprint(self) -> str:
        """sha256 over ids, structure, ratings and times: equal data gives an equal value on every machine."""
        digest = hashlib.sha256()
        for array, kind in (
            (self.users.ids, "<i8"),
            (self.items.ids, "<i8"),
            (self.matrix.indptr, "<i8"),
            (self.matrix.indices, "<i8"),
            (self.matrix.data, "<f4"),
            (self.timestamps, "<i8"),
        ):
            digest.update(f"{array.size}:".encode())
            digest.update(np.ascontiguousarray(array, dtype=kind).tobytes())
        return digest.hexdigest()


def _csr(data: FloatArray, columns: IntArray, indptr: IntArray, n_items: int) -> CsrMatrix:
    # implicit's compiled solver wants 32-bit indices, which scipy does not choose by itself here.
    index = np.int32 if data.size < np.iinfo(np.int32).max else np.int64
    shape = (indptr.size - 1, n_items)
    return csr_matrix((data.astype(np.float32), columns.astype(index), indptr.astype(index)), shape=shape)
