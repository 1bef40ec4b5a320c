"""Accounts that answer too fast, against everybody, or about little but one line-up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Q

from matchups.abuse import (
    BURST_LIMIT,
    OUTLIER_LIMIT,
    OUTLIER_MOST,
    OUTLIER_VOTES,
    RING_LIMIT,
    RING_VOTES,
    busiest,
    choosiness,
    outlier_score,
)
from matchups.enums import FindingKind
from matchups.models import Comparison, VoterTrust
from matchups.selectors.findings import about, answers, counted_by, crowd_probabilities, judged
from matchups.services.suspicions.base import Suspicion, Window, cleared_at

READ = 1_000  # answers of one account that are looked at, the last ones
HASTE = 120  # answers below which nobody can have been too fast


def suspicious_accounts(window: Window) -> Iterator[Suspicion]:
    """What is found about each account that voted in the time, but those whose weight a curator has fixed."""
    for voter_id, number in counted_by(window.votes, "voter_id", 1):
        if VoterTrust.objects.filter(member=voter_id, is_fixed=True).exists():
            continue
        for found in (_fast(window, voter_id, number), _outlier(voter_id), _choosy(window, voter_id, number)):
            if found is not None:
                yield found


def _fast(window: Window, voter_id: int, number: int) -> Suspicion | None:
    key = f"voter:{voter_id}"
    if number < HASTE or _is_cleared(window, FindingKind.BURST, key):
        return None
    votes = window.votes.filter(voter=voter_id)
    times = sorted(moment.timestamp() for moment in votes.order_by("-pk").values_list("cast_at", flat=True)[:READ])
    rate = busiest(times)
    if rate.score() < BURST_LIMIT:
        return None
    facts = {"answers in ten minutes": rate.count, "at a person's pace": rate.expected}
    return Suspicion(FindingKind.BURST, key, rate.score(), BURST_LIMIT, {**facts}, votes, voter_id=voter_id)


def _outlier(voter_id: int) -> Suspicion | None:
    key = f"voter:{voter_id}"
    votes = judged().filter(voter=voter_id)
    if (cleared := cleared_at(FindingKind.OUTLIER, key)) is not None:
        votes = votes.filter(cast_at__gt=cleared)
    given = answers(votes, OUTLIER_MOST)
    if len(given) < OUTLIER_VOTES:
        return None
    likely = crowd_probabilities(given)
    score = outlier_score(likely)
    if score < OUTLIER_LIMIT:
        return None
    facts = {"answers tested": len(given), "answers with the crowd": sum(p > 0.5 for p in likely)}
    tested = votes.filter(pk__in=[answer.pk for answer in given])
    return Suspicion(FindingKind.OUTLIER, key, score, OUTLIER_LIMIT, {**facts}, tested, voter_id=voter_id)


def _choosy(window: Window, voter_id: int, number: int) -> Suspicion | None:
    if number < RING_VOTES:
        return None
    votes = window.votes.filter(voter=voter_id)
    pairs = votes.order_by("-pk").values_list("comparison__pair_low", "comparison__pair_high")[:READ]
    (lineup_id, most), *_ = Counter(pk for pair in pairs for pk in pair).most_common(1)
    key = f"voter:{voter_id}:lineup:{lineup_id}"
    if most < RING_VOTES or _is_cleared(window, FindingKind.RING, key):
        return None
    offered = Comparison.objects.filter(voter=voter_id, pk__gte=window.first_comparison)
    answered = votes.filter(comparison__gte=window.first_comparison)
    with_it = offered.filter(Q(lineup_a=lineup_id) | Q(lineup_b=lineup_id)).count()
    counts = (about(answered, lineup_id).count(), answered.count(), with_it, offered.count())
    score = choosiness(*counts)
    if score < RING_LIMIT:
        return None
    names = ("answers about it", "answers", "pairs offered with it", "pairs offered")
    return Suspicion(
        FindingKind.RING, key, score, RING_LIMIT, dict(zip(names, counts, strict=True)), about(votes, lineup_id),
        voter_id=voter_id, lineup_id=lineup_id,
    )  # fmt: skip


def _is_cleared(window: Window, kind: FindingKind, key: str) -> bool:
    cleared = cleared_at(kind, key)
    return cleared is not None and cleared >= window.since
