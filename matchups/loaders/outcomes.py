"""The votes that count and the line-ups they are about, read in parts and packed into arrays.

Both are read by ascending id in short reads of their own, so that no read transaction stays open while the board is
fitted and no database driver holds all rows at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from catalog.selectors.titles import merged_titles
from matchups.bradley_terry import Outcomes
from matchups.enums import SHARES, Outcome, PairReason, VoteState
from matchups.models import Lineup, Vote

PART = 20_000

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class CountedVotes:
    """m votes. a, b: int64[m], ids of the line-ups on the left and on the right. share, weight: float64[m].

    judges: bool[m], votes on random pairs that were cast after the last refit, which that refit is judged by.
    """

    a: IntArray
    b: IntArray
    share: FloatArray
    weight: FloatArray
    judges: BoolArray


@dataclass(frozen=True, slots=True)
class Field:
    """n line-ups by ascending id and the f titles they are made of, with the standings they have at present.

    ids: int64[n]; titles: int64[f], ascending title ids; films: int64[n, 4], positions in `titles`.
    strength, low, high: float64[n], Elo points. votes: int64[n].
    """

    ids: IntArray
    titles: IntArray
    films: IntArray
    strength: FloatArray
    low: FloatArray
    high: FloatArray
    votes: IntArray

    def outcomes(self, votes: CountedVotes) -> Outcomes:
        """What the fit takes; KeyError for a vote about a line-up that is not here."""
        return Outcomes(
            sets=self.films,
            a=self.positions(votes.a),
            b=self.positions(votes.b),
            share=votes.share,
            weight=votes.weight,
        )

    def positions(self, ids: IntArray) -> IntArray:
        """Where these line-ups stand in `ids`, int64[m]; KeyError for one that is not here."""
        found = np.searchsorted(self.ids, ids)
        if ids.size and (self.ids.size == 0 or (self.ids[np.minimum(found, self.ids.size - 1)] != ids).any()):
            raise KeyError("a vote about an unknown line-up")
        return found.astype(np.int64)


def load_votes(since: datetime | None) -> CountedVotes:
    """All votes that count, in the order of their ids; `since` is when the refit began that is to be judged."""
    parts = [_vote_part(rows, since) for rows in _vote_rows()]
    if not parts:
        none = np.zeros(0)
        return CountedVotes(none.astype(np.int64), none.astype(np.int64), none, none, none.astype(np.bool_))
    return CountedVotes(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _vote_rows() -> Iterator[list[tuple[int, int, int, str, float, str, datetime]]]:
    counted = Vote.objects.filter(state=VoteState.COUNTED, weight__gt=0).exclude(outcome=Outcome.SKIP).order_by("id")
    fields = ("comparison__lineup_a_id", "comparison__lineup_b_id", "outcome", "weight", "comparison__reason")
    after = 0
    while rows := list(counted.filter(pk__gt=after).values_list("pk", *fields, "cast_at")[:PART]):
        yield rows
        after = rows[-1][0]


def _vote_part(
    rows: list[tuple[int, int, int, str, float, str, datetime]], since: datetime | None
) -> tuple[IntArray, IntArray, FloatArray, FloatArray, BoolArray]:
    judges = [since is not None and row[5] == PairReason.RANDOM and row[6] >= since for row in rows]
    return (
        np.array([row[1] for row in rows], dtype=np.int64),
        np.array([row[2] for row in rows], dtype=np.int64),
        np.array([SHARES[row[3]] for row in rows], dtype=np.float64),
        np.array([row[4] for row in rows], dtype=np.float64),
        np.array(judges, dtype=np.bool_),
    )


def load_field() -> Field:
    """Every line-up. Read after the votes, so that each of theirs is among them: none is ever deleted.

    Titles that have become part of another count as that one.
    """
    numbers: list[IntArray] = []
    fours: list[IntArray] = []
    standings: list[FloatArray] = []
    after = 0
    rows = Lineup.objects.order_by("pk").values_list("pk", "key", "strength", "low", "high", "votes")
    while part := list(rows.filter(pk__gt=after)[:PART]):
        after = part[-1][0]
        numbers.append(np.array([(row[0], row[5]) for row in part], dtype=np.int64))
        fours.append(np.array([row[1].split("-") for row in part], dtype=np.int64))
        standings.append(np.array([row[2:5] for row in part], dtype=np.float64))
    if not numbers:
        numbers, fours, standings = [np.zeros((0, 2), np.int64)], [np.zeros((0, 4), np.int64)], [np.zeros((0, 3))]
    ids, standing, four = np.concatenate(numbers), np.concatenate(standings), np.concatenate(fours)
    for gone_id, kept_id in merged_titles().items():
        four[four == gone_id] = kept_id
    titles, films = np.unique(four, return_inverse=True)
    return Field(
        ids[:, 0], titles, films.reshape(-1, 4).astype(np.int64), standing[:, 0], standing[:, 1], standing[:, 2],
        ids[:, 1],
    )  # fmt: skip
