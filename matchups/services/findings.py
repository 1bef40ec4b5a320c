"""What a curator does about votes that look made: hold them, let them count, or make them void for good."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from matchups.enums import FindingKind, FindingState, VoidReason, VoteState
from matchups.exceptions import FindingDecidedError, FindingInvalidError
from matchups.models import Finding, Lineup, Vote, VoterTrust
from matchups.selectors.findings import judged, preferring, unsettled, young
from matchups.services.counting import hold_vote, release_vote, void_for_good
from matchups.services.trust import weight_of
from moviesite.common.transactions import atomic_with_retry

PART = 200
#: Kinds whose votes come from accounts that act together; upheld, none of them is believed any more.
OF_ACCOUNTS = (FindingKind.RING, FindingKind.NETWORK)


def hold_votes(finding: Finding, votes: QuerySet[Vote]) -> int:
    """Hold those of the votes that count or wait, each in a short transaction; returns how many."""
    wanted = votes.filter(state__in=(VoteState.COUNTED, VoteState.WAITING)).order_by("pk").values_list("pk", flat=True)
    held = last = 0
    while part := list(wanted.filter(pk__gt=last)[:PART]):
        held += sum(hold_vote(pk, finding=finding) for pk in part)
        last = part[-1]
    return held


def mark_by_hand(
    *, curator: User, note: str, voter: User | None = None, lineup: Lineup | None = None
) -> tuple[Finding, int]:
    """Open a finding about a voter or a line-up and hold its votes; returns it and how many are held.

    Of a voter all votes; of a line-up those that prefer it, by accounts that are not long-standing. A mark that is open
    already gets the new note. FindingInvalidError without a note, or unless exactly one of the two is named.
    """
    note = _checked(note)
    if (voter is None) == (lineup is None):
        raise FindingInvalidError(errors={"voter": [_("Name a voter or a line-up, and not both.")]})
    key = f"voter:{voter.pk}" if voter is not None else f"lineup:{lineup.pk if lineup else 0}"
    finding = _mark(key, curator, note, voter, lineup)
    if voter is not None:
        return finding, hold_votes(finding, judged().filter(voter=voter))
    return finding, hold_votes(finding, preferring(young(judged()), lineup.pk if lineup else 0))


@atomic_with_retry
def _mark(key: str, curator: User, note: str, voter: User | None, lineup: Lineup | None) -> Finding:
    User.objects.select_for_update().only("pk").get(pk=curator.pk)  # a double click makes one mark
    open_ones = Finding.objects.filter(kind=FindingKind.MANUAL, key=key, state=FindingState.OPEN)
    finding = open_ones.first() or Finding(kind=FindingKind.MANUAL, key=key, voter=voter, lineup=lineup)
    finding.note = note
    finding.save()
    return finding


def uphold(finding_id: int, *, curator: User, note: str) -> Finding:
    """Make the votes of an open finding void for good, and believe its voter, or its ring, no more.

    FindingInvalidError without a note, FindingDecidedError where somebody was faster.
    """
    finding = _decide(finding_id, FindingState.UPHELD, curator, _checked(note))
    settle(finding)
    return finding


def dismiss(finding_id: int, *, curator: User, note: str = "") -> Finding:
    """Let the votes of an open finding count again. FindingDecidedError where somebody was faster."""
    finding = _decide(finding_id, FindingState.DISMISSED, curator, " ".join(note.split())[:300])
    settle(finding)
    return finding


def _checked(note: str) -> str:
    note = " ".join(note.split())
    if not note or len(note) > 300:
        raise FindingInvalidError(errors={"note": [_("Say why, in up to 300 characters.")]})
    return note


@atomic_with_retry
def _decide(finding_id: int, state: FindingState, curator: User, note: str) -> Finding:
    finding = Finding.objects.select_for_update().filter(pk=finding_id).first()
    if finding is None or finding.state != FindingState.OPEN:
        raise FindingDecidedError(_("This finding has been decided already."))
    finding.state, finding.decided_by, finding.decided_at = state, curator, timezone.now()
    finding.note = note or finding.note
    finding.save()
    if state == FindingState.UPHELD:
        _distrust(finding)
    return finding


def _distrust(finding: Finding) -> None:
    voters = {finding.voter_id} - {None}
    if finding.kind in OF_ACCOUNTS:
        voters |= set(finding.votes.filter(voter__isnull=False).order_by().values_list("voter", flat=True).distinct())
    for pk in sorted(pk for pk in voters if pk is not None):
        values = {"weight": 0.0, "is_fixed": True, "reason": f"finding {finding.pk} upheld"}
        VoterTrust.objects.update_or_create(member_id=pk, defaults=values)


def settle(finding: Finding) -> int:
    """Carry a decision out on the votes that are still held; returns how many. Running it again does no harm."""
    return _settle(Vote.objects.filter(finding=finding, state=VoteState.HELD))


def settle_leftovers() -> int:
    """Carry out what a process that died has left undone."""
    return _settle(unsettled())


def _settle(votes: QuerySet[Vote]) -> int:
    done = last = 0
    rows = votes.select_related("finding", "voter").order_by("pk")
    while part := list(rows.filter(pk__gt=last)[:PART]):
        done += sum(_settle_one(vote) for vote in part)
        last = part[-1].pk
    return done


def _settle_one(vote: Vote) -> bool:
    if vote.finding is not None and vote.finding.state == FindingState.UPHELD:
        return void_for_good(vote.pk, reason=VoidReason.CURATOR)
    if vote.voter is not None and _still_suspected(vote):
        return False
    return release_vote(vote.pk, weight=weight_of(vote.voter))


def _still_suspected(vote: Vote) -> bool:
    """Hand a vote over to another open finding about its voter."""
    other = Finding.objects.filter(voter=vote.voter, state=FindingState.OPEN).order_by("pk").first()
    return other is not None and Vote.objects.filter(pk=vote.pk, state=VoteState.HELD).update(finding=other) > 0
