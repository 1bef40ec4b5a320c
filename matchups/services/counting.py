"""What becomes of a vote after it was cast: counted late, held back, released, void. One short transaction each."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from matchups.enums import Outcome, VoidReason, VoteState
from matchups.models import Comparison, Finding, Vote
from matchups.selectors.votes import standing_votes
from matchups.services.ledger import count_vote, lock_pair, take_back
from matchups.services.trust import has_voice
from matchups.services.voting import void_vote
from moviesite.common.transactions import atomic_with_retry

Progress = Callable[[int, int], None]


def _locked(vote_id: int) -> tuple[Vote, Comparison]:
    """The vote and its comparison, the comparison's row first: the order of every writer of votes."""
    comparison = Comparison.objects.select_for_update().get(votes=vote_id)
    return Vote.objects.select_for_update().get(pk=vote_id), comparison


@atomic_with_retry
def count_late(vote_id: int, *, weight: float) -> bool:
    """Count a vote that waited or was held, at the ratings of now; False where it is neither any more, or its network
    has no voice left about the pair.
    """
    vote, comparison = _locked(vote_id)
    if vote.state not in {VoteState.WAITING, VoteState.HELD} or weight <= 0:
        return False
    pair = lock_pair(comparison)
    if not has_voice(vote, comparison, weight):
        return False
    vote.weight, vote.state, vote.finding = weight, VoteState.COUNTED, None
    if vote.outcome != Outcome.SKIP:
        count_vote(vote, comparison, pair)
    vote.save(update_fields=["weight", "state", "finding", "change"])
    return True


@atomic_with_retry
def release_vote(vote_id: int, *, weight: float) -> bool:
    """Let go of a held vote that a curator has cleared; False where it is not held any more.

    One that had counted counts again, with the weight that it had, so that the ledger can be replayed; any other
    counts with `weight`, or waits where that is nothing.
    """
    vote, comparison = _locked(vote_id)
    if vote.state != VoteState.HELD:
        return False
    pair = lock_pair(comparison)
    vote.weight, vote.finding = vote.weight or weight, None
    vote.state = VoteState.COUNTED if vote.weight > 0 else VoteState.WAITING
    if vote.state == VoteState.COUNTED:
        count_vote(vote, comparison, pair)
    vote.save(update_fields=["weight", "state", "finding", "change"])
    return True


@atomic_with_retry
def hold_vote(vote_id: int, *, finding: Finding) -> bool:
    """Take a vote out of the ratings until a curator has looked at it; False where it is void or held already."""
    vote, comparison = _locked(vote_id)
    if vote.state not in {VoteState.COUNTED, VoteState.WAITING} or vote.outcome == Outcome.SKIP:
        return False
    if vote.state == VoteState.COUNTED:
        take_back(vote, comparison, lock_pair(comparison))
    vote.state, vote.finding = VoteState.HELD, finding
    vote.save(update_fields=["state", "finding"])
    return True


@atomic_with_retry
def void_for_good(vote_id: int, *, reason: VoidReason = VoidReason.CURATOR) -> bool:
    """Make a vote void; it stays in the log. False where it is void already."""
    vote, comparison = _locked(vote_id)
    if vote.state == VoteState.VOID:
        return False
    void_vote(vote, comparison, reason)
    return True


def count_waiting(voter_key: str, *, weight: float) -> int:
    """Count all that waited for a voter to be checked, in the order in which it was cast."""
    if weight <= 0:
        return 0
    waiting = standing_votes().filter(voter_key=voter_key, state=VoteState.WAITING).order_by("id")
    return _each(waiting.values_list("pk", flat=True), lambda pk: count_late(pk, weight=weight))


def _each(vote_ids: Iterable[int], step: Callable[[int], bool]) -> int:
    return sum(step(pk) for pk in list(vote_ids))
