"""Votes between sets of four films as arrays, checked once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from matchups.bradley_terry.errors import InvalidOutcomesError

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int64]
BoolArray: TypeAlias = npt.NDArray[np.bool_]
# scipy publishes no types; this alias names what is meant.
CsrMatrix: TypeAlias = Any

SIZE = 4  # films in a set


@dataclass(frozen=True)
class Outcomes:
    """m votes between n_sets sets; everything is an index, nothing an id.

    sets: int64[n_sets, 4], the films of each set, 0 .. n_films - 1, four different ones.
    a, b: int64[m], the two sets of each vote.
    share: float64[m], what a got: 1 won, 0.5 tied, 0 lost.
    weight: float64[m], how much the vote counts, from 0.

    n_films is one more than the greatest film in `sets`. Raises InvalidOutcomesError, naming the first fault.
    """

    sets: IntArray
    a: IntArray
    b: IntArray
    share: FloatArray
    weight: FloatArray

    def __post_init__(self) -> None:
        _check_sets(self.sets)
        _check_votes(self)

    @property
    def n_sets(self) -> int:
        return int(self.sets.shape[0])

    @property
    def n_films(self) -> int:
        return int(self.sets.max()) + 1 if self.sets.size else 0

    @property
    def n_votes(self) -> int:
        return int(self.a.shape[0])


def _check_sets(sets: IntArray) -> None:
    if sets.ndim != 2 or sets.shape[1] != SIZE:
        raise InvalidOutcomesError(f"sets must have shape (n, {SIZE})")
    if not np.issubdtype(sets.dtype, np.integer):
        raise InvalidOutcomesError("films must be whole numbers")
    if sets.size and sets.min() < 0:
        raise InvalidOutcomesError("a film is out of range")
    ordered = np.sort(sets, axis=1)
    if (ordered[:, 1:] == ordered[:, :-1]).any():
        raise InvalidOutcomesError("the films of a set must differ")


def _check_votes(outcomes: Outcomes) -> None:
    a, b, share, weight = outcomes.a, outcomes.b, outcomes.share, outcomes.weight
    if not a.ndim == 1 or not a.shape == b.shape == share.shape == weight.shape:
        raise InvalidOutcomesError("a, b, share and weight must have one entry for each vote")
    if not (np.issubdtype(a.dtype, np.integer) and np.issubdtype(b.dtype, np.integer)):
        raise InvalidOutcomesError("sets must be whole numbers")
    for side in (a, b):
        if side.size and (side.min() < 0 or side.max() >= outcomes.n_sets):
            raise InvalidOutcomesError("a set is out of range")
    if (a == b).any():
        raise InvalidOutcomesError("a set cannot stand against itself")
    # Written so that NaN fails too.
    if not ((share >= 0.0) & (share <= 1.0)).all():
        raise InvalidOutcomesError("a share must lie between 0 and 1")
    if not (np.isfinite(weight) & (weight >= 0.0)).all():
        raise InvalidOutcomesError("a weight must be finite and not negative")
