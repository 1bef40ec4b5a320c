"""Looking for votes that were made rather than meant, and holding them until a curator has looked.

Every test reads the votes since a moment by primary key, one subject at a time and at most so many of each, so that
memory does not grow with the log. What is found is a row; the votes are held one by one in short transactions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from accounts.models import User
from matchups.enums import FindingState
from matchups.models import Finding
from matchups.services.findings import hold_votes
from matchups.services.suspicions import Suspicion, Window
from matchups.services.suspicions.accounts import suspicious_accounts
from matchups.services.suspicions.lineups import hurried_lineups
from matchups.services.suspicions.networks import suspicious_networks
from moviesite.common.transactions import atomic_with_retry

TESTS: tuple[Callable[[Window], Iterator[Suspicion]], ...] = (
    suspicious_accounts,
    suspicious_networks,
    hurried_lineups,
)


@dataclass(frozen=True, slots=True)
class Detected:
    """How many findings are new, how many open ones were found again, and how many votes are held by it."""

    new: int
    again: int
    held: int


def detect(*, since: datetime) -> Detected:
    """Test the votes since a moment; what is suspicious becomes a finding, or updates the open one about its subject.

    What a curator dismissed is not found again by votes from before that. One process at a time: see the task.
    """
    window = Window.open(since)
    new = again = held = 0
    for test in TESTS:
        for suspicion in test(window):
            finding, is_new = _note(suspicion)
            new, again = new + is_new, again + (not is_new)
            held += hold_votes(finding, suspicion.votes)
    return Detected(new, again, held)


@atomic_with_retry
def _note(suspicion: Suspicion) -> tuple[Finding, bool]:
    open_ones = Finding.objects.filter(kind=suspicion.kind, key=suspicion.key, state=FindingState.OPEN)
    finding = open_ones.select_for_update().first()
    is_new = finding is None
    if finding is None:
        voter = User.objects.filter(pk=suspicion.voter_id).first() if suspicion.voter_id else None
        finding = Finding(kind=suspicion.kind, key=suspicion.key, voter=voter, lineup_id=suspicion.lineup_id)
    finding.score, finding.limit, finding.facts = suspicion.score, suspicion.limit, dict(suspicion.facts)
    finding.save()
    return finding, is_new
