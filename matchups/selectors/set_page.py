"""Everything about how one set stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db.models import Case, F, Max, Q, Sum, When
from django.db.models.functions import TruncDate

from catalog.search.filters import TitleFilters
from catalog.selectors.cards import TitleCard
from matchups.enums import SHARES, ChangeKind, Outcome, VoteState
from matchups.models import Lineup, PairTally, RatingChange, StandingPoint, Top4Set, Vote
from matchups.selectors.board_filters import set_board
from matchups.selectors.boards import Entry, Face, faces_of, ranks_in, title_standings
from matchups.selectors.top4 import shown_sets

RESULTS = 10
HISTORY = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Score:
    """Votes that count, as the line-up sees them."""

    wins: int
    losses: int
    ties: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """A counted vote. `share` is what the line-up got: 1, 0 or .5; `change` the points it gained."""

    against: Face
    share: float
    change: float
    cast_at: datetime


@dataclass(frozen=True, slots=True)
class SetStanding:
    """How a set stands. `rank` is None while it is not on the board; `fellows` are others who chose the same four."""

    lineup: Lineup
    rank: int | None
    fellows: int
    score: Score
    meetings: list[Meeting]
    ratings: dict[date, float]
    points: list[StandingPoint]
    titles: list[tuple[TitleCard, Entry | None]]


def standing_of(
    row: Top4Set, cards: Sequence[TitleCard], viewer_id: int | None, *, now: datetime
) -> SetStanding | None:
    """The standing of a set; None while it has not four titles."""
    lineup = Lineup.objects.filter(pk=row.lineup_id).first() if row.lineup_id is not None else None
    if lineup is None:
        return None
    is_on_board = lineup.is_open and lineup.votes > 0
    films = title_standings([card.id for card in cards])
    return SetStanding(
        lineup=lineup,
        rank=ranks_in(set_board(TitleFilters()), [lineup])[lineup.pk] if is_on_board else None,
        fellows=shown_sets(viewer_id).filter(lineup=lineup).exclude(pk=row.pk).count(),
        score=score_of(lineup),
        meetings=meetings_of(lineup, viewer_id),
        ratings=ratings_by_day(lineup, now - HISTORY),
        points=list(StandingPoint.objects.filter(lineup=lineup, day__gte=(now - HISTORY).date()).order_by("day")),
        titles=[(card, films.get(card.id)) for card in cards],
    )


def score_of(lineup: Lineup) -> Score:
    """Wins, losses and ties, from the tallies of its pairs."""
    low = Q(pair_low=lineup.pk)
    sums = PairTally.objects.filter(low | Q(pair_high=lineup.pk)).aggregate(
        wins=Sum(Case(When(low, then=F("wins_low")), default=F("wins_high"))),
        losses=Sum(Case(When(low, then=F("wins_high")), default=F("wins_low"))),
        drawn=Sum("ties"),
    )
    return Score(sums["wins"] or 0, sums["losses"] or 0, sums["drawn"] or 0)


def meetings_of(lineup: Lineup, viewer_id: int | None) -> list[Meeting]:
    """The latest votes that count, without a word about who cast them."""
    counted = Vote.objects.filter(state=VoteState.COUNTED).exclude(outcome=Outcome.SKIP).order_by("-id")
    counted = counted.select_related("comparison__lineup_a", "comparison__lineup_b")
    found = [
        vote
        for side in ("comparison__lineup_a", "comparison__lineup_b")
        for vote in counted.filter(**{side: lineup})[:RESULTS]
    ]
    votes = sorted(found, key=lambda vote: -vote.pk)[:RESULTS]
    others = {vote.pk: _other(vote, lineup) for vote in votes}
    faces = faces_of(list({row.pk: row for row in others.values()}.values()), viewer_id)
    moved = RatingChange.objects.filter(vote__in=votes, kind=ChangeKind.VOTE).order_by("id")
    changes = dict(moved.values_list("vote_id", "change"))  # of a vote counted twice the later row stands
    return [_meeting(vote, lineup, faces[others[vote.pk].pk], changes.get(vote.pk, 0.0)) for vote in votes]


def _other(vote: Vote, lineup: Lineup) -> Lineup:
    pair = vote.comparison
    return pair.lineup_b if pair.lineup_a_id == lineup.pk else pair.lineup_a


def _meeting(vote: Vote, lineup: Lineup, against: Face, change: float) -> Meeting:
    """The vote as the line-up sees it; share and change are told of the left four."""
    share = SHARES[vote.outcome]
    if vote.comparison.lineup_a_id == lineup.pk:
        return Meeting(against, share, change, vote.cast_at)
    return Meeting(against, 1.0 - share, -change, vote.cast_at)


def ratings_by_day(lineup: Lineup, since: datetime) -> dict[date, float]:
    """The live rating at the end of each day (UTC) on which it moved."""
    moved = RatingChange.objects.filter(Q(lineup_a=lineup) | Q(lineup_b=lineup), made_at__gte=since).order_by()
    days = moved.annotate(day=TruncDate("made_at", tzinfo=UTC)).values("day").annotate(last=Max("id"))
    last = {row["last"]: row["day"] for row in days.order_by("day")}
    rows = RatingChange.objects.filter(pk__in=last).order_by("id")
    return {last[row.pk]: row.rating_a if row.lineup_a_id == lineup.pk else row.rating_b for row in rows}
