"""The ratings worked out again from what is stored: to check them, and to rebuild them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet, Value

from matchups.elo import START, change, team_change
from matchups.enums import SHARES, ChangeKind, Outcome, VoteState
from matchups.models import Comparison, Lineup, PairTally, RatingChange, TitleStanding, Vote
from matchups.selectors.votes import split_titles
from moviesite.common.transactions import atomic_with_retry

BATCH = 2000
PART = 300  # rows updated by one statement: it grows with each
Progress = Callable[[int, int], None]
#: Wins of the lower line-up, wins of the higher one and ties, by pair.
Tallies = dict[tuple[int, int], list[int]]


@dataclass(slots=True)
class Sheet:
    """Ratings and numbers of votes by id, as they grow; what is not in it stands at the start."""

    ratings: dict[int, float] = field(default_factory=dict)
    votes: dict[int, int] = field(default_factory=dict)

    def rating(self, pk: int) -> float:
        """Points."""
        return self.ratings.get(pk, START)

    def count(self, pk: int) -> int:
        """Votes so far."""
        return self.votes.get(pk, 0)

    def shift(self, ids: Iterable[int], points: float, votes: int) -> None:
        """Move several by as much."""
        for pk in ids:
            self.ratings[pk] = self.rating(pk) + points
            self.votes[pk] = self.count(pk) + votes


@dataclass(slots=True)
class Book:
    """Both sheets, and the titles of every line-up."""

    titles: dict[int, tuple[int, ...]]
    lineups: Sheet = field(default_factory=Sheet)
    films: Sheet = field(default_factory=Sheet)

    def count(self, a: int, b: int, outcome: str, weight: float) -> tuple[float, float]:
        """Count a vote; points that the left line-up gained, and each of its films."""
        share, sheet = SHARES[outcome], self.lineups
        points = change(sheet.rating(a), sheet.rating(b), sheet.count(a), sheet.count(b), share, weight)
        sides = split_titles(self.titles[a], self.titles[b])
        films = 0.0
        if len(sides[0]) == len(sides[1]) > 0:
            ratings = [[self.films.rating(pk) for pk in side] for side in sides]
            votes = [[self.films.count(pk) for pk in side] for side in sides]
            films = team_change(ratings[0], ratings[1], votes[0], votes[1], share, weight).each_a
        self.move(a, b, points, films, 1)
        return points, films

    def move(self, a: int, b: int, points: float, films: float, votes: int) -> None:
        """Move points between the two."""
        self.lineups.shift((a,), points, votes)
        self.lineups.shift((b,), -points, votes)
        left, right = split_titles(self.titles[a], self.titles[b])
        if len(left) == len(right):
            self.films.shift(left, films, votes)
            self.films.shift(right, -films, votes)


@dataclass(frozen=True, slots=True)
class Audit:
    """What a replay found: rows read, and the largest distance in points between replayed and stored ratings."""

    rows: int
    largest_gap: float


def _open_book() -> Book:
    return Book({row.pk: row.title_ids for row in Lineup.objects.only("key").iterator(chunk_size=BATCH)})


def replay_ledger() -> Audit:
    """Play the ledger from its first row and compare with what is stored."""
    book, moved, rows = _open_book(), {}, 0
    fields = ("kind", "vote_id", "vote__outcome", "vote__weight", "lineup_a_id", "lineup_b_id")
    for kind, vote_id, outcome, weight, a, b in RatingChange.objects.order_by("id").values_list(*fields).iterator():
        rows += 1
        if kind == ChangeKind.VOTE:
            moved[vote_id] = book.count(a, b, outcome, weight)
        else:
            points, films = moved.pop(vote_id)
            book.move(a, b, -points, -films, -1)
    gaps = [abs(rating - book.lineups.rating(pk)) for pk, rating in Lineup.objects.values_list("pk", "rating")]
    standings = TitleStanding.objects.values_list("pk", "rating")
    gaps += [abs(rating - book.films.rating(pk)) for pk, rating in standings]
    return Audit(rows, max(gaps, default=0.0))


@atomic_with_retry
def rebuild_live(*, progress: Progress | None = None) -> int:
    """Work the live ratings, the ledger and the tallies out anew from the votes that count; returns how many.

    Votes that were undone or voided since leave no trace in them. Voting waits meanwhile.
    """
    list(Lineup.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    book = _open_book()
    tallies: Tallies = {}
    counted = Vote.objects.filter(state=VoteState.COUNTED).exclude(outcome=Outcome.SKIP).order_by("id")
    total = counted.count()
    RatingChange.objects.all().delete()
    rows: list[RatingChange] = []
    for done, vote in enumerate(counted.select_related("comparison").iterator(chunk_size=BATCH), start=1):
        pair: Comparison = vote.comparison
        rows.append(_entry(book, vote, pair))
        _tally(tallies, vote, pair)
        if len(rows) == BATCH or done == total:
            RatingChange.objects.bulk_create(rows)
            rows = []
            if progress is not None:
                progress(done, total)
    _store(book, tallies)
    return total


def _entry(book: Book, vote: Vote, pair: Comparison) -> RatingChange:
    a, b = pair.lineup_a_id, pair.lineup_b_id
    points, films = book.count(a, b, vote.outcome, vote.weight)
    return RatingChange(
        vote=vote, kind=ChangeKind.VOTE, lineup_a_id=a, lineup_b_id=b, change=points, title_change=films,
        rating_a=book.lineups.rating(a), rating_b=book.lineups.rating(b), made_at=vote.cast_at,
    )  # fmt: skip


def _tally(tallies: Tallies, vote: Vote, pair: Comparison) -> None:
    counts = tallies.setdefault((pair.pair_low, pair.pair_high), [0, 0, 0])
    low_left = pair.lineup_a_id == pair.pair_low
    counts[2 if vote.outcome == Outcome.TIE else int((vote.outcome == Outcome.A) != low_left)] += 1


def _store(book: Book, tallies: Tallies) -> None:
    _store_sheet(Lineup.objects.all(), book.lineups)
    _store_sheet(TitleStanding.objects.all(), book.films)
    PairTally.objects.all().delete()
    PairTally.objects.bulk_create(
        [
            PairTally(pair_low=low, pair_high=high, wins_low=counts[0], wins_high=counts[1], ties=counts[2])
            for (low, high), counts in tallies.items()
        ],
        batch_size=BATCH,
    )


def _store_sheet(rows: QuerySet[Any], sheet: Sheet) -> None:
    rows.exclude(votes=0, rating=START).update(rating=Value(START), votes=0)
    ids = sorted(sheet.ratings)
    for start in range(0, len(ids), PART):
        changed = list(rows.filter(pk__in=ids[start : start + PART]))
        for row in changed:
            row.rating, row.votes = sheet.rating(row.pk), sheet.count(row.pk)
        rows.bulk_update(changed, ["rating", "votes"])
