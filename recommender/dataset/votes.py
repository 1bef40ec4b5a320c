"""What one member decided between two teams of titles."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from recommender.dataset.idmap import IdMap
from recommender.dataset.types import FloatArray, IntArray

ABSENT = -1


@dataclass(frozen=True, eq=False)
class Votes:
    """Votes between a left and a right team, in any order. A title in a vote is not a watched title.

    left, right: int64[m, w], dense item indices, a shorter team filled up with -1
    share: float32[m], what the left team got of the vote: 1, .5 (a tie) or 0
    """

    left: IntArray
    right: IntArray
    share: FloatArray

    def __post_init__(self) -> None:
        m = self.share.size
        if self.share.shape != (m,) or self.share.dtype != np.float32:
            raise ValueError(f"share must be float32[m], not {self.share.dtype}{list(self.share.shape)}")
        if not bool(np.all((self.share >= 0) & (self.share <= 1))):  # false for NaN too
            raise ValueError("share must lie between 0 and 1")
        for name in ("left", "right"):
            team: IntArray = getattr(self, name)
            if team.ndim != 2 or team.shape[0] != m or team.dtype != np.int64:
                raise ValueError(f"{name} must be int64[{m}, w], not {team.dtype}{list(team.shape)}")
            if team.size and int(team.min()) < ABSENT:
                raise ValueError("item indices must not be negative; -1 alone stands for no title")

    @classmethod
    def none(cls) -> "Votes":
        """A member who never voted."""
        nobody = np.zeros((0, 1), dtype=np.int64)
        return cls(nobody, nobody, np.zeros(0, dtype=np.float32))

    @classmethod
    def of(cls, left: Sequence[Sequence[int]], right: Sequence[Sequence[int]], share: Sequence[float]) -> "Votes":
        """Build from teams of dense indices, of any sizes."""
        return cls(_padded(left), _padded(right), np.asarray(share, dtype=np.float32).reshape(-1))

    @classmethod
    def from_external(
        cls, idmap: IdMap, left: Sequence[Sequence[int]], right: Sequence[Sequence[int]], share: Sequence[float]
    ) -> "Votes":
        """Build from teams of external ids; titles the map does not know are left out, and with them empty teams."""
        teams = [idmap.to_dense(team.reshape(-1)).reshape(team.shape) for team in (_padded(left), _padded(right))]
        judged = np.all([np.any(team >= 0, axis=1) for team in teams], axis=0)
        return cls(teams[0][judged], teams[1][judged], np.asarray(share, dtype=np.float32).reshape(-1)[judged])

    def __len__(self) -> int:
        return int(self.share.size)

    @property
    def largest(self) -> int:
        """The largest item index, -1 without any."""
        return max(int(team.max(initial=ABSENT)) for team in (self.left, self.right))


def _padded(teams: Sequence[Sequence[int]]) -> IntArray:
    width = max((len(team) for team in teams), default=1)
    filled = np.full((len(teams), max(width, 1)), ABSENT, dtype=np.int64)
    for row, team in enumerate(teams):
        filled[row, : len(team)] = team
    return filled
