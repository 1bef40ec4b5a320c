"""What a voter is shown of a pair: nothing but the films before their answer, everything after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from catalog.selectors.cards import TitleCard, cards_by_id
from matchups.elo import expected
from matchups.enums import Outcome, VoteState
from matchups.models import Comparison, Lineup, PairTally, Top4Entry, Top4Set, Vote
from matchups.selectors.top4 import shown_sets
from matchups.selectors.votes import standing_votes

PRIOR_VOTES = 8.0  # votes that the ratings' expectation is worth beside those of the pair itself

Cards = tuple[TitleCard, ...]


@dataclass(frozen=True, slots=True)
class Blind:
    """A pair before the answer: two sets of four cards in their owners' order, and nothing about whose they are."""

    comparison: Comparison
    a: Cards
    b: Cards


@dataclass(frozen=True, slots=True)
class Side:
    """One side after the answer. `percent` would choose it; `change` is what the vote moved, or will move."""

    set: Top4Set
    cards: Cards
    owner: User | None
    percent: int
    rating: float
    change: float
    interval: float
    votes: int
    is_provisional: bool
    won: bool
    counts: bool

    @property
    def before(self) -> float:
        """The rating without this vote."""
        return self.rating - self.change if self.counts else self.rating


@dataclass(frozen=True, slots=True)
class Result:
    """A pair after the answer. `counts` is False while the vote waits for its voter to be checked, or is held."""

    comparison: Comparison
    vote: Vote
    a: Side
    b: Side
    counts: bool

    @property
    def is_tie(self) -> bool:
        """Whether neither side was chosen."""
        return self.vote.outcome == Outcome.TIE


def blind_pairs(comparisons: Sequence[Comparison]) -> list[Blind]:
    """The pairs as they are shown before an answer, by three queries whatever their number."""
    cards = _cards_of([pk for row in comparisons for pk in (row.set_a_id, row.set_b_id)])
    return [Blind(row, cards[row.set_a_id], cards[row.set_b_id]) for row in comparisons]


def _cards_of(set_ids: Sequence[int]) -> dict[int, Cards]:
    entries = Top4Entry.objects.filter(set_id__in=set_ids).order_by("set_id", "position")
    titles: dict[int, list[int]] = {pk: [] for pk in set_ids}
    for set_id, title_id in entries.values_list("set_id", "title_id"):
        titles[set_id].append(title_id)
    cards = cards_by_id({pk for four in titles.values() for pk in four})
    return {set_id: tuple(cards[pk] for pk in four if pk in cards) for set_id, four in titles.items()}


def result_of(comparison: Comparison, viewer_id: int | None) -> Result | None:
    """Everything about an answered pair; None while it has no answer."""
    vote = standing_votes().filter(comparison=comparison).first()
    if vote is None:
        return None
    ids = (comparison.set_a_id, comparison.set_b_id)
    sets = {row.pk: row for row in Top4Set.objects.filter(pk__in=ids).select_related("lineup")}
    seen = {row.pk: row.owner for row in shown_sets(viewer_id).filter(pk__in=ids)}
    cards, share, counts = _cards_of(ids), _share(comparison), vote.state == VoteState.COUNTED
    sides = [
        _side(sets[pk], cards[pk], seen.get(pk), share=share if is_left else 1 - share,
              change=vote.change if is_left else -vote.change, won=vote.outcome == key, counts=counts)
        for pk, is_left, key in ((ids[0], True, Outcome.A), (ids[1], False, Outcome.B))
    ]  # fmt: skip
    return Result(comparison, vote, sides[0], sides[1], counts)


def _side(
    row: Top4Set, cards: Cards, owner: User | None, *, share: float, change: float, won: bool, counts: bool
) -> Side:
    lineup = row.lineup or Lineup()
    return Side(
        set=row,
        cards=cards,
        owner=owner,
        percent=round(share * 100),
        rating=lineup.rating,
        change=change,
        interval=lineup.margin,
        votes=lineup.votes,
        is_provisional=lineup.is_provisional,
        won=won,
        counts=counts,
    )


def _share(comparison: Comparison) -> float:
    """How many would choose the left four: the pair's own votes, with the ratings' expectation where they are few.

    The posterior mean of a share whose prior is the expectation, at `PRIOR_VOTES` votes' worth.
    """
    tally = PairTally.objects.filter(pair_low=comparison.pair_low, pair_high=comparison.pair_high).first()
    low_left = comparison.lineup_a_id == comparison.pair_low
    wins = ties = total = 0.0
    if tally is not None:
        wins = float(tally.wins_low if low_left else tally.wins_high)
        ties = float(tally.ties)
        total = tally.wins_low + tally.wins_high + ties
    prior = expected(comparison.lineup_a.rating, comparison.lineup_b.rating)
    return (wins + ties / 2 + PRIOR_VOTES * prior) / (total + PRIOR_VOTES)
