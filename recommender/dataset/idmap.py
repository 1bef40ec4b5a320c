"""External ids (database keys) to dense positions 0..n-1 and back."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommender.dataset.types import BoolArray, IntArray


@dataclass(frozen=True, eq=False)
class IdMap:
    """A frozen, sorted set of external ids; the position of an id is its dense index.

    ``ids`` is int64, strictly increasing. Lookups are binary searches, so the map is one array that an artifact can
    store and memory-map.
    """

    ids: IntArray

    def __post_init__(self) -> None:
        if self.ids.ndim != 1 or self.ids.dtype != np.int64:
            raise ValueError("ids must be a one-dimensional int64 array")
        if self.ids.size > 1 and not bool(np.all(np.diff(self.ids) > 0)):
            raise ValueError("ids must be strictly increasing; use IdMap.from_ids for unsorted ids")

    @classmethod
    def from_ids(cls, ids: Iterable[int] | npt.ArrayLike) -> "IdMap":
        """Build from ids in any order, with or without repeats."""
        values = ids if isinstance(ids, np.ndarray) else list(ids)  # type: ignore[arg-type]
        return cls(np.unique(np.asarray(values, dtype=np.int64)))

    def __len__(self) -> int:
        return int(self.ids.size)

    def __contains__(self, external: object) -> bool:
        return isinstance(external, (int, np.integer)) and bool(self.known([int(external)])[0])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdMap) and np.array_equal(self.ids, other.ids)

    def __hash__(self) -> int:
        return hash(self.ids.tobytes())

    def known(self, external: npt.ArrayLike) -> BoolArray:
        """Which of the external ids are in the map."""
        return np.asarray(self._positions(external) >= 0, dtype=np.bool_)

    def to_dense(self, external: npt.ArrayLike) -> IntArray:
        """Dense indices of external ids, -1 for ids not in the map (new since the model was trained)."""
        return self._positions(external)

    def to_external(self, dense: npt.ArrayLike) -> IntArray:
        """External ids of dense indices; IndexError outside 0..n-1."""
        positions = np.asarray(dense, dtype=np.int64)
        if positions.size and (int(positions.min()) < 0 or int(positions.max()) >= len(self)):
            raise IndexError("dense index outside the id map")
        return np.asarray(self.ids[positions], dtype=np.int64)

    def _positions(self, external: npt.ArrayLike) -> IntArray:
        wanted = np.asarray(external, dtype=np.int64)
        if not len(self):
            return np.full(wanted.shape, -1, dtype=np.int64)
        at = np.minimum(np.searchsorted(self.ids, wanted), len(self) - 1)
        return np.where(self.ids[at] == wanted, at, -1).astype(np.int64)
