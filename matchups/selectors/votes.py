"""Reads about votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from matchups.enums import SHARES, Outcome
from matchups.models import Comparison, Vote

RECENT = 200


@dataclass(frozen=True, slots=True)
class PairVote:
    """What a vote says about titles: those of the left four and of the right four that are not in both.

    `share` is what the left four won: 1, 0, or .5 of a tie.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    share: float


def split_titles(left: Sequence[int], right: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The titles of either side that are not on the other as well."""
    both = set(left) & set(right)
    return tuple(pk for pk in left if pk not in both), tuple(pk for pk in right if pk not in both)


def standing_votes() -> QuerySet[Vote]:
    """Answers that stand, skips among them."""
    return Vote.objects.filter(live_key__isnull=False)


def member_votes(user_id: int, limit: int = RECENT) -> list[PairVote]:
    """A member's own preferences, the latest first, in one query.

    All of them, also those that wait or are held back: whether a vote counts for others says nothing about one's taste.
    """
    rows = (
        standing_votes()
        .filter(voter_id=user_id)
        .exclude(outcome=Outcome.SKIP)
        .select_related("comparison__lineup_a", "comparison__lineup_b")
        .only("outcome", "comparison__lineup_a__key", "comparison__lineup_b__key")
        .order_by("-id")[:limit]
    )
    found = []
    for vote in rows:
        pair: Comparison = vote.comparison
        left, right = split_titles(pair.lineup_a.title_ids, pair.lineup_b.title_ids)
        found.append(PairVote(left, right, SHARES[vote.outcome]))
    return found


def voters_among(user_ids: Sequence[int]) -> set[int]:
    """Which of these members have a vote that stands."""
    return set(standing_votes().filter(voter_id__in=user_ids).order_by().values_list("voter_id", flat=True).distinct())


def votes_of(voter_key: str) -> QuerySet[Vote]:
    """A voter's answers that stand, the latest first."""
    return standing_votes().filter(voter_key=voter_key).select_related("comparison").order_by("-id")
