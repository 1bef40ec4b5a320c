"""The rating shown at once after a vote, for sets of four and for single titles.

Elo, The Rating of Chessplayers (1978): the expected share of A is 1 / (1 + 10^((b - a) / 400)), and a vote moves both
sides by K times what it surprised. K has the steps of FIDE's Rating Regulations (B02): 40 for newcomers, up to 30
votes, 20, then 10. FIDE takes the last step at a rating of 2400, which means nothing here: ours comes at 100 votes.
FIDE gives each player a K of their own, so points appear and vanish; here both sides share the mean of the two, and
what one gains the other loses. The result depends on the order of the votes, so boards are ordered by `bradley_terry`.

Ratings are in Elo points; a share is what side A got of a vote: 1 won, 0.5 tied, 0 lost.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

START = 1500.0
SCALE = 400.0  # points at which the stronger side gets ten votes for each of the weaker one
K_LADDER = ((30, 40.0), (100, 20.0))  # fewer votes than the first number: the K beside it
K_SETTLED = 10.0


class TeamChange(NamedTuple):
    """Points each title of A gains and each title of B loses; negative where B did better than expected."""

    each_a: float
    each_b: float


def expected(rating_a: float, rating_b: float) -> float:
    """The share A should get of a vote against B, between 0 and 1."""
    gap = (rating_b - rating_a) / SCALE
    # The power of ten of a negative number cannot overflow; the other side's share is the complement.
    if gap > 0:
        odds = math.pow(10.0, -gap)
        return odds / (1.0 + odds)
    return 1.0 / (1.0 + math.pow(10.0, gap))


def k_factor(votes_a: int, votes_b: int) -> float:
    """Points at stake in one vote between sides with so many votes before it: the mean of the two ladders."""
    return (_ladder(votes_a) + _ladder(votes_b)) / 2.0


def change(rating_a: float, rating_b: float, votes_a: int, votes_b: int, share_a: float, weight: float = 1.0) -> float:
    """Points that A gains and B loses by one vote.

    weight scales the vote by the trust in its voter, from 0. Raises ValueError where a number makes no sense.
    """
    _check_vote(share_a, weight)
    return weight * k_factor(votes_a, votes_b) * (share_a - expected(rating_a, rating_b))


def team_change(
    ratings_a: Sequence[float],
    ratings_b: Sequence[float],
    votes_a: Sequence[int],
    votes_b: Sequence[int],
    share_a: float,
    weight: float = 1.0,
) -> TeamChange:
    """Points for the titles of two teams; titles in both are left out by the caller.

    A team is as strong as the mean of its titles, and its ladder is their mean. The gap between the two means moves by
    twice K times the surprise, as it does between two single ratings, however many titles are on either side; the
    points gained on one side are those lost on the other: len(a) * each_a = len(b) * each_b.
    Raises ValueError for an empty team or where a number makes no sense.
    """
    _check_vote(share_a, weight)
    count_a, count_b = len(ratings_a), len(ratings_b)
    if not count_a or not count_b:
        raise ValueError("a team needs at least one title")
    if len(votes_a) != count_a or len(votes_b) != count_b:
        raise ValueError("each rating needs its number of votes")
    k = (sum(map(_ladder, votes_a)) / count_a + sum(map(_ladder, votes_b)) / count_b) / 2.0
    surprise = share_a - expected(sum(ratings_a) / count_a, sum(ratings_b) / count_b)
    moved = weight * k * surprise * 2.0 / (count_a + count_b)
    return TeamChange(each_a=moved * count_b, each_b=moved * count_a)


def _ladder(votes: int) -> float:
    if votes < 0:
        raise ValueError("a number of votes is not negative")
    return next((k for limit, k in K_LADDER if votes < limit), K_SETTLED)


def _check_vote(share: float, weight: float) -> None:
    if not 0.0 <= share <= 1.0:
        raise ValueError("a share lies between 0 and 1")
    if not (math.isfinite(weight) and weight >= 0.0):
        raise ValueError("a weight is finite and not negative")
