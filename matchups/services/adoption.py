"""Votes that find their member: a visitor joins, or two accounts become one."""

from __future__ import annotations

from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat

from accounts.models import User
from matchups.enums import Outcome, VoidReason
from matchups.models import Comparison, Top4Set, Vote
from matchups.selectors.votes import standing_votes
from matchups.services.counting import count_waiting
from matchups.services.trust import weight_of
from matchups.services.voters import member_key
from matchups.services.voting import void_vote
from moviesite.common.transactions import atomic_with_retry
from moviesite.events.bus import publish


def adopt_votes(*, voter_key: str, member: User) -> int:
    """Give all comparisons and votes of a key to a member; returns how many votes stand afterwards under their name.

    A pair that the member was offered as well is theirs already, and a vote about their own set never counts: such
    votes are void. What waited is counted at once where the member's votes weigh something.
    """
    if not Comparison.objects.filter(voter_key=voter_key).exists():
        return 0
    moved = _move(voter_key, member)
    count_waiting(member_key(member.pk), weight=weight_of(member))
    return moved


@atomic_with_retry
def _move(voter_key: str, member: User) -> int:
    own = member_key(member.pk)
    rows = list(Comparison.objects.select_for_update().filter(voter_key=voter_key).order_by("pk"))
    known = set(Comparison.objects.filter(voter_key=own).values_list("pair_low", "pair_high"))
    lineups = set(Top4Set.objects.filter(owner=member, lineup__isnull=False).values_list("lineup_id", flat=True))
    kept: list[int] = []
    for row in rows:
        about_own = row.lineup_a_id in lineups or row.lineup_b_id in lineups
        if about_own or (row.pair_low, row.pair_high) in known:
            _void(row, VoidReason.OWN if about_own else VoidReason.TWICE)
        else:
            kept.append(row.pk)
    make_nameless(voter_key, keep=kept)
    Comparison.objects.filter(pk__in=kept).update(voter=member, voter_key=own)
    Vote.objects.filter(comparison_id__in=kept).update(voter=member, voter_key=own)
    return _tell(kept, member)


def _void(comparison: Comparison, reason: VoidReason) -> None:
    for vote in standing_votes().filter(comparison=comparison):
        void_vote(vote, comparison, reason)


def _tell(comparison_ids: list[int], member: User) -> int:
    """Say of each vote whose it is now, so that taste learns from it."""
    votes = standing_votes().filter(comparison_id__in=comparison_ids).exclude(outcome=Outcome.SKIP).order_by("id")
    for vote in votes.select_related("comparison__lineup_a", "comparison__lineup_b"):
        publish(
            "vote_cast",
            aggregate=f"voter:{vote.voter_key}",
            payload={
                "vote_id": vote.pk,
                "comparison_id": vote.comparison_id,
                "user_id": member.pk,
                "outcome": vote.outcome,
                "left_ids": list(vote.comparison.lineup_a.title_ids),
                "right_ids": list(vote.comparison.lineup_b.title_ids),
            },
        )
    return len(votes)


def make_nameless(voter_key: str, *, keep: list[int] | None = None) -> None:
    """Leave what a voter did in the log as nobody's: each row with a key of its own, so that nothing ties them."""
    rows = Comparison.objects.filter(voter_key=voter_key).exclude(pk__in=keep or [])
    Vote.objects.filter(comparison__in=rows.values("pk")).update(
        voter=None, network="", voter_key=Concat(Value("x"), Cast("comparison_id", CharField()))
    )
    rows.update(voter=None, voter_key=Concat(Value("x"), Cast("pk", CharField())))
