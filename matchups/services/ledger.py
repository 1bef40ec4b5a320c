"""The arithmetic of votes, under locks: what a counted vote moves, and how it is taken back.

Locks are taken in one order everywhere, so that no two transactions wait for each other: the comparison, then both
line-ups by id, then the tally of the pair, then the films by id.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F
from django.utils import timezone

from matchups.elo import change, team_change
from matchups.enums import SHARES, ChangeKind, Outcome
from matchups.models import Comparison, Lineup, PairTally, RatingChange, TitleStanding, Vote
from matchups.selectors.votes import split_titles

Sides = tuple[list[TitleStanding], list[TitleStanding]]


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes that count between the left and the right four of a comparison."""

    a: int
    b: int
    ties: int

    def plus(self, outcome: str) -> Tally:
        """With one more."""
        return Tally(
            self.a + (outcome == Outcome.A), self.b + (outcome == Outcome.B), self.ties + (outcome == Outcome.TIE)
        )


@dataclass(frozen=True, slots=True)
class LockedPair:
    """The two line-ups of a comparison, with their rows locked."""

    a: Lineup
    b: Lineup


def lock_pair(comparison: Comparison) -> LockedPair:
    """Both rows, locked in the order of their ids."""
    ids = (comparison.pair_low, comparison.pair_high)
    rows = {row.pk: row for row in Lineup.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    return LockedPair(rows[comparison.lineup_a_id], rows[comparison.lineup_b_id])


def points_of(pair: LockedPair, outcome: str, weight: float = 1.0) -> float:
    """Points that the left four would gain by a vote now."""
    a, b = pair.a, pair.b
    return change(a.rating, b.rating, a.votes, b.votes, SHARES[outcome], weight)


def tally_of(comparison: Comparison) -> Tally:
    """The counted votes of a pair as its sides are seen in `comparison`."""
    row = PairTally.objects.filter(pair_low=comparison.pair_low, pair_high=comparison.pair_high).first()
    if row is None:
        return Tally(0, 0, 0)
    low_left = comparison.lineup_a_id == comparison.pair_low
    wins = (row.wins_low, row.wins_high) if low_left else (row.wins_high, row.wins_low)
    return Tally(*wins, row.ties)


def count_vote(vote: Vote, comparison: Comparison, pair: LockedPair) -> None:
    """Move the points of a vote of some weight, and write its row of the ledger. Sets `vote.change`."""
    vote.change = points_of(pair, vote.outcome, vote.weight)
    films = _move_films(pair, SHARES[vote.outcome], vote.weight)
    _record(vote, pair, ChangeKind.VOTE, vote.change, films)
    _count_tally(comparison, vote.outcome, 1)


def take_back(vote: Vote, comparison: Comparison, pair: LockedPair) -> None:
    """Give back the points that a counted vote moved, to the last digit, and write that into the ledger."""
    row = RatingChange.objects.filter(vote=vote, kind=ChangeKind.VOTE).order_by("-id")[0]
    _shift(_lock_films(pair), -row.title_change, -1)
    _record(vote, pair, ChangeKind.REVERSAL, -row.change, -row.title_change)
    _count_tally(comparison, vote.outcome, -1)


def _lock_films(pair: LockedPair) -> Sides:
    """The films of either side, locked; those in both sets say nothing and stay out."""
    left, right = split_titles(pair.a.title_ids, pair.b.title_ids)
    rows = TitleStanding.objects.select_for_update().filter(pk__in=(*left, *right)).order_by("pk")
    films = {row.pk: row for row in rows}
    return [films[pk] for pk in left if pk in films], [films[pk] for pk in right if pk in films]


def _move_films(pair: LockedPair, share: float, weight: float) -> float:
    """Points that each film of the left four gained."""
    left, right = sides = _lock_films(pair)
    if len(left) != len(right) or not left:
        return 0.0  # a title has left the catalog for good
    rating_a, rating_b = ([film.rating for film in side] for side in sides)
    votes_a, votes_b = ([film.votes for film in side] for side in sides)
    points = team_change(rating_a, rating_b, votes_a, votes_b, share, weight).each_a
    _shift(sides, points, 1)
    return points


def _shift(sides: Sides, points: float, votes: int) -> None:
    for side, sign in zip(sides, (1.0, -1.0), strict=True):
        rows = TitleStanding.objects.filter(pk__in=[film.pk for film in side])
        rows.update(rating=F("rating") + sign * points, votes=F("votes") + votes)


def _record(vote: Vote, pair: LockedPair, kind: ChangeKind, points: float, film_points: float) -> None:
    step = 1 if kind == ChangeKind.VOTE else -1
    for row, sign in ((pair.a, 1.0), (pair.b, -1.0)):
        row.rating += sign * points
        row.votes += step
    _save(sorted((pair.a, pair.b), key=lambda row: row.pk))
    RatingChange.objects.create(
        vote=vote,
        kind=kind,
        lineup_a=pair.a,
        lineup_b=pair.b,
        change=points,
        title_change=film_points,
        rating_a=pair.a.rating,
        rating_b=pair.b.rating,
        made_at=timezone.now(),
    )


def _save(rows: Sequence[Lineup]) -> None:
    for row in rows:
        Lineup.objects.filter(pk=row.pk).update(rating=row.rating, votes=row.votes)


def _count_tally(comparison: Comparison, outcome: str, step: int) -> None:
    low_left = comparison.lineup_a_id == comparison.pair_low
    field = "wins_low" if (outcome == Outcome.A) == low_left else "wins_high"
    if outcome == Outcome.TIE:
        field = "ties"
    pair = {"pair_low": comparison.pair_low, "pair_high": comparison.pair_high}
    if not PairTally.objects.filter(**pair).update(**{field: F(field) + step}):
        PairTally.objects.create(**pair, **{field: step})
