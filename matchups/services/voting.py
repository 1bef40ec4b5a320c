"""Casting votes, and taking the last one back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from matchups.enums import FindingState, Outcome, SkipReason, VoidReason, VoteState
from matchups.exceptions import (
    AlreadyAnsweredError,
    ComparisonNotFoundError,
    NothingToUndoError,
    TicketExpiredError,
    VoteNotFoundError,
)
from matchups.models import Comparison, Finding, Vote
from matchups.selectors.votes import split_titles, standing_votes
from matchups.services.ledger import LockedPair, Tally, count_vote, lock_pair, points_of, take_back, tally_of
from matchups.services.trust import has_voice, weight_of
from matchups.services.voters import Voter
from moviesite.common.transactions import atomic_with_retry
from moviesite.events.bus import publish

TICKET_LIFE = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Cast:
    """An answer as its voter is told of it; `is_new` unless the same was sent before."""

    vote: Vote
    comparison: Comparison
    is_new: bool

    @property
    def tally(self) -> Tally:
        """The pair's votes, this one included."""
        return Tally(self.vote.told_a, self.vote.told_b, self.vote.told_ties)


@atomic_with_retry
def cast_vote(*, voter: Voter, comparison_id: int, outcome: str, skip_reason: str = "") -> Cast:
    """Answer a comparison once. The same answer again is told what the first was told.

    The vote, both ratings, those of the films, the tally of the pair and the event are written together or not at all.
    Raises ComparisonNotFoundError, AlreadyAnsweredError (a different answer) and TicketExpiredError.
    """
    comparison = _locked_ticket(voter, comparison_id)
    before = standing_votes().filter(comparison=comparison).first()
    if before is not None:
        if before.outcome != outcome:
            raise AlreadyAnsweredError(_("You answered this pair already. Undo that first."))
        return Cast(before, comparison, is_new=False)
    now = timezone.now()
    if comparison.expires_at <= now:
        raise TicketExpiredError(_("This pair was offered too long ago. Here is another one."))
    vote = Vote(
        comparison=comparison, live_key=comparison.pk, voter=voter.member, voter_key=voter.key, outcome=outcome,
        network=voter.network, cast_at=now, state=VoteState.COUNTED,
    )  # fmt: skip
    if outcome == Outcome.SKIP:
        vote.skip_reason = skip_reason or SkipReason.LATER
        vote.save()
    else:
        _cast(vote, comparison, voter)
    comparison.answered_at = now
    comparison.save(update_fields=["answered_at"])
    return Cast(vote, comparison, is_new=True)


def _cast(vote: Vote, comparison: Comparison, voter: Voter) -> None:
    vote.weight = weight_of(voter.member)
    pair = lock_pair(comparison)
    if not has_voice(vote, comparison, vote.weight):
        vote.weight = 0.0
    vote.finding = _open_finding(voter)
    vote.state = _state_of(vote)
    told = tally_of(comparison).plus(vote.outcome)
    vote.told_a, vote.told_b, vote.told_ties = told.a, told.b, told.ties
    # What waits moves nothing yet; its voter is told what it will be worth.
    vote.change = points_of(pair, vote.outcome, vote.weight or 1.0)
    vote.save()
    if vote.state == VoteState.COUNTED:
        count_vote(vote, comparison, pair)
    _tell(vote, pair)


def _open_finding(voter: Voter) -> Finding | None:
    if voter.member is None:
        return None
    return Finding.objects.filter(voter=voter.member, state=FindingState.OPEN).order_by("id").first()


def _state_of(vote: Vote) -> VoteState:
    if vote.finding is not None:
        return VoteState.HELD
    return VoteState.COUNTED if vote.weight > 0 else VoteState.WAITING


def _tell(vote: Vote, pair: LockedPair) -> None:
    left, right = split_titles(pair.a.title_ids, pair.b.title_ids)
    publish(
        "vote_cast",
        aggregate=f"voter:{vote.voter_key}",
        payload={
            "vote_id": vote.pk,
            "comparison_id": vote.comparison_id,
            "user_id": vote.voter_id,
            "outcome": vote.outcome,
            "left_ids": list(left),
            "right_ids": list(right),
        },
    )


def _locked_ticket(voter: Voter, comparison_id: int) -> Comparison:
    row = Comparison.objects.select_for_update().filter(pk=comparison_id, voter_key=voter.key).first()
    if row is None:
        raise ComparisonNotFoundError
    return row


def last_vote(voter: Voter) -> Vote | None:
    """The voter's last answer that stands."""
    return standing_votes().filter(voter_key=voter.key).order_by("-id").first()


@atomic_with_retry
def undo_vote(*, voter: Voter, vote_id: int | None = None) -> Comparison:
    """Take the last answer back, so that its pair can be answered again; it stays in the log as a void one.

    `vote_id`, where given, must be that of the last answer: VoteNotFoundError where it is nobody's or another's,
    NothingToUndoError for an earlier one.
    """
    if vote_id is not None and not Vote.objects.filter(pk=vote_id, voter_key=voter.key).exists():
        raise VoteNotFoundError
    last = last_vote(voter)
    if last is None or (vote_id is not None and last.pk != vote_id):
        raise NothingToUndoError(_("Only your last answer can be taken back."))
    comparison = _locked_ticket(voter, last.comparison_id)
    vote = Vote.objects.select_for_update().get(pk=last.pk)
    if vote.live_key is None:
        raise NothingToUndoError(_("It has been taken back already."))
    void_vote(vote, comparison, VoidReason.UNDONE)
    comparison.answered_at = None
    comparison.offered_at = timezone.now()
    comparison.expires_at = comparison.offered_at + TICKET_LIFE
    comparison.save(update_fields=["answered_at", "offered_at", "expires_at"])
    return comparison


def void_vote(vote: Vote, comparison: Comparison, reason: VoidReason) -> None:
    """Make a vote void for good, giving back the points that it moved. The caller holds the comparison's row."""
    if vote.state == VoteState.COUNTED and vote.outcome != Outcome.SKIP:
        take_back(vote, comparison, lock_pair(comparison))
    vote.state, vote.void_reason, vote.void_at, vote.live_key = VoteState.VOID, reason, timezone.now(), None
    vote.save(update_fields=["state", "void_reason", "void_at", "live_key"])
    if vote.outcome != Outcome.SKIP:
        publish(
            "vote_undone",
            aggregate=f"voter:{vote.voter_key}",
            payload={"vote_id": vote.pk, "user_id": vote.voter_id},
        )
