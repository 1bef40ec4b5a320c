"""What one member has done: the only thing a model needs to know about them."""

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from recommender.dataset.facts import About
from recommender.dataset.idmap import IdMap
from recommender.dataset.types import BoolArray, FloatArray, IntArray
from recommender.dataset.votes import Votes


def _no_extra() -> FloatArray:
    return np.zeros(0, dtype=np.float32)


@dataclass(frozen=True, eq=False)
class History:
    """Titles one member knows, as dense indices, in any order, each title once.

    items: int64[n], dense item indices
    ratings: float32[n], 0 to 5; NaN for a title that was not rated
    timestamps: int64[n], unix seconds of the rating or of the viewing
    extra: float32[n], weight from signals other than a rating (a favourite, an unrated viewing); 0 if none.
        It never lifts a title its owner rated low.
    votes: what the member preferred to what; a title in a vote need not be in ``items``. Models may ignore them.
    about: what the member said of themselves. Models may ignore it.
    """

    items: IntArray
    ratings: FloatArray
    timestamps: IntArray
    extra: FloatArray = field(default_factory=_no_extra)
    votes: Votes = field(default_factory=Votes.none)
    about: About = field(default_factory=About)

    def __post_init__(self) -> None:
        n = self.items.size
        if self.extra.size == 0 and n:
            object.__setattr__(self, "extra", np.zeros(n, dtype=np.float32))
        for name, kind in (
            ("items", np.int64),
            ("ratings", np.float32),
            ("timestamps", np.int64),
            ("extra", np.float32),
        ):
            array = getattr(self, name)
            if array.shape != (n,) or array.dtype != kind:
                raise ValueError(f"{name} must be {np.dtype(kind).name}[{n}], not {array.dtype}{list(array.shape)}")
        if n and int(self.items.min()) < 0:
            raise ValueError("item indices must not be negative; drop unknown titles first")
        if np.unique(self.items).size != n:
            raise ValueError("a title may appear only once in a history")

    @classmethod
    def empty(cls) -> "History":
        """A member about whom nothing is known."""
        none = np.zeros(0, dtype=np.int64)
        return cls(none, np.zeros(0, dtype=np.float32), none)

    @classmethod
    def of(
        cls,
        items: npt.ArrayLike,
        ratings: npt.ArrayLike,
        timestamps: npt.ArrayLike | None = None,
        extra: npt.ArrayLike | None = None,
    ) -> "History":
        """Build from any array-likes; without timestamps all titles count as equally recent."""
        indices = np.asarray(items, dtype=np.int64).reshape(-1)
        times = np.zeros(indices.size, dtype=np.int64) if timestamps is None else np.asarray(timestamps, dtype=np.int64)
        more = np.zeros(indices.size, dtype=np.float32) if extra is None else np.asarray(extra, dtype=np.float32)
        return cls(indices, np.asarray(ratings, dtype=np.float32).reshape(-1), times.reshape(-1), more.reshape(-1))

    @classmethod
    def from_external(
        cls,
        idmap: IdMap,
        items: npt.ArrayLike,
        ratings: npt.ArrayLike,
        timestamps: npt.ArrayLike | None = None,
        extra: npt.ArrayLike | None = None,
    ) -> "History":
        """Build from external ids; titles the map does not know are left out."""
        dense = idmap.to_dense(items).reshape(-1)
        keep = dense >= 0
        full = cls.of(np.arange(dense.size), ratings, timestamps, extra).subset(keep)
        return cls(dense[keep], full.ratings, full.timestamps, full.extra)

    def __len__(self) -> int:
        return int(self.items.size)

    def subset(self, keep: BoolArray) -> "History":
        """The titles where ``keep`` is true."""
        return replace(
            self,
            items=self.items[keep],
            ratings=self.ratings[keep],
            timestamps=self.timestamps[keep],
            extra=self.extra[keep],
        )

    def with_votes(self, votes: Votes) -> "History":
        """The same titles with these votes."""
        return replace(self, votes=votes)

    def with_about(self, about: About) -> "History":
        """The same titles of a member who says this of themselves."""
        return replace(self, about=about)
