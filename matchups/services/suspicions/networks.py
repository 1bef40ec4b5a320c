"""Networks with sudden new accounts, or whose accounts agree about one line-up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.db.models.functions import TruncDate

from matchups.abuse import BURST_LIMIT, NETWORK_DAYS, RING_LIMIT, newcomers_tail, ring_score, surprise
from matchups.abuse.rings import RING_ACCOUNTS
from matchups.enums import FindingKind
from matchups.selectors.findings import (
    Answer,
    answers,
    counted_by,
    crowd_probabilities,
    judged,
    preferring,
    young,
)
from matchups.services.suspicions.base import Suspicion, Window, cleared_at

READ = 5_000  # answers of one network that are looked at, the last ones


def suspicious_networks(window: Window) -> Iterator[Suspicion]:
    """What is found about each network with several younger accounts that voted in the time."""
    votes = young(window.votes).exclude(network="")
    for network, accounts in counted_by(votes, "network", RING_ACCOUNTS, accounts=True):
        found = _newcomers(window, network, accounts)
        if found is not None:
            yield found
        yield from _rings(window, network)


def _newcomers(window: Window, network: str, accounts: int) -> Suspicion | None:
    key = f"network:{network}"
    cleared = cleared_at(FindingKind.NETWORK, key)
    if cleared is not None and cleared >= window.since:
        return None
    start = window.since - timedelta(days=NETWORK_DAYS)
    here = young(judged().filter(network=network, cast_at__gte=start))
    before = here.filter(pk__lt=window.first_vote).annotate(day=TruncDate("cast_at")).order_by()
    past, days = before.values("voter", "day").distinct().count(), before.values("day").distinct().count()
    score = surprise(newcomers_tail(accounts, window.days, past, days))
    if score < BURST_LIMIT:
        return None
    facts = {"accounts": accounts, "in days": round(window.days, 1), "a day before": round(past / max(days, 1), 1)}
    votes = here.filter(pk__gte=window.first_vote)
    return Suspicion(FindingKind.NETWORK, key, score, BURST_LIMIT, {**facts}, votes)


def _rings(window: Window, network: str) -> Iterator[Suspicion]:
    votes = young(window.votes.filter(network=network))
    given = answers(votes, READ)
    crowd = dict(zip(given, crowd_probabilities(given), strict=True))
    for lineup_id in _shared(given):
        key = f"network:{network}:lineup:{lineup_id}"
        cleared = cleared_at(FindingKind.RING, key)
        if cleared is not None and cleared >= window.since:
            continue
        by_account: dict[int, list[tuple[bool, float]]] = {}
        for answer in given:
            if lineup_id in (answer.low, answer.high):
                prefers, p = answer.prefers(lineup_id), crowd[answer]
                by_account.setdefault(answer.voter_id, []).append((prefers, p if prefers else 1 - p))
        score = ring_score(by_account.values())
        if score >= RING_LIMIT:
            wins = sum(prefers for group in by_account.values() for prefers, _ in group)
            facts = {"accounts": len(by_account), "answers": sum(map(len, by_account.values())), "for it": wins}
            ring = preferring(votes, lineup_id)
            yield Suspicion(FindingKind.RING, key, score, RING_LIMIT, {**facts}, ring, lineup_id=lineup_id)


def _shared(given: list[Answer]) -> list[int]:
    """Line-ups that several of the accounts voted on."""
    pairs = {(answer.voter_id, lineup) for answer in given for lineup in (answer.low, answer.high)}
    return sorted(pk for pk, accounts in Counter(pk for _, pk in pairs).items() if accounts >= RING_ACCOUNTS)
