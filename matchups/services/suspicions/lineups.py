"""Line-ups that younger accounts answer far more often than the other pairs they are offered."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q, QuerySet

from matchups.abuse import BURST_LIMIT, BURST_RATIO, Rate
from matchups.enums import FindingKind
from matchups.models import Comparison
from matchups.selectors.findings import about, counted_by, young
from matchups.services.suspicions.base import Suspicion, Window, cleared_at

LEAST = 10  # answers on one side before a line-up is looked at


def hurried_lineups(window: Window) -> Iterator[Suspicion]:
    """The site offers the pairs, so what can be hurried is how many of them are answered rather than passed over."""
    offered = young(Comparison.objects.filter(pk__gte=window.first_comparison))
    answered = young(window.votes.filter(comparison__gte=window.first_comparison))
    totals = offered.count(), answered.count()
    seen: set[int] = set()
    for side in ("comparison__lineup_a", "comparison__lineup_b"):
        for lineup_id, _ in counted_by(answered, side, LEAST):
            if lineup_id not in seen:
                seen.add(lineup_id)
                yield from _hurried(window, lineup_id, offered, totals)


def _hurried(
    window: Window, lineup_id: int, offered: QuerySet[Comparison], totals: tuple[int, int]
) -> Iterator[Suspicion]:
    key = f"lineup:{lineup_id}"
    cleared = cleared_at(FindingKind.BURST, key)
    if cleared is not None and cleared >= window.since:
        return
    with_it = offered.filter(Q(lineup_a=lineup_id) | Q(lineup_b=lineup_id)).count()
    votes = young(about(window.votes.filter(comparison__gte=window.first_comparison), lineup_id))
    count = votes.count()
    others = totals[0] - with_it
    usual = (totals[1] - count) / others if others else 1.0
    rate = Rate(count, with_it * usual)
    score = rate.score(BURST_RATIO)
    if score >= BURST_LIMIT:
        facts = {"answers": count, "pairs offered": with_it, "answers expected": round(rate.expected, 1)}
        yield Suspicion(FindingKind.BURST, key, score, BURST_LIMIT, {**facts}, votes, lineup_id=lineup_id)
