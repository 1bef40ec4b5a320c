"""Reads for judging votes: whose they are, what the crowd says about them, and what is concerned by a finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Count, Model, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from matchups.abuse import LONG_STANDING_DAYS, answer_probability
from matchups.elo import expected
from matchups.enums import FindingState, Outcome, VoteState
from matchups.models import Finding, Lineup, PairTally, Vote

PART = 500
CELLS = 250  # pairs read by one statement, which grows with each

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Answer:
    """A vote as the tests read it: one of two line-ups was preferred. `counts` says whether the tallies hold it."""

    pk: int
    voter_id: int
    low: int
    high: int
    low_won: bool
    counts: bool

    def prefers(self, lineup_id: int) -> bool:
        """Whether it is an answer for this line-up, which is one of the two."""
        return (self.low == lineup_id) == self.low_won


def is_young(member: User) -> bool:
    """Whether the account shares its network's voices, said by its own row alone."""
    if member.is_staff or member.is_demo:
        return False
    grown = timezone.now() - timedelta(days=LONG_STANDING_DAYS)
    return member.email_verified_at is None or member.date_joined > grown


def young(rows: QuerySet[M]) -> QuerySet[M]:
    """Rows with a voter that `is_young` says yes of, those with a weight that a curator fixed left out."""
    grown = timezone.now() - timedelta(days=LONG_STANDING_DAYS)
    fresh = Q(voter__email_verified_at=None) | Q(voter__date_joined__gt=grown)
    return rows.filter(fresh, voter__is_staff=False, voter__is_demo=False, voter__voter_trust__is_fixed=False)


def judged() -> QuerySet[Vote]:
    """Members' answers that are not void: counted, waiting or held. Skips are no answers."""
    return Vote.objects.filter(live_key__isnull=False, voter__isnull=False).exclude(outcome=Outcome.SKIP)


def about(votes: QuerySet[Vote], lineup_id: int) -> QuerySet[Vote]:
    """Those of which a line-up is one side."""
    return votes.filter(Q(comparison__lineup_a=lineup_id) | Q(comparison__lineup_b=lineup_id))


def preferring(votes: QuerySet[Vote], lineup_id: int) -> QuerySet[Vote]:
    """Those that prefer a line-up to the other."""
    left = Q(comparison__lineup_a=lineup_id, outcome=Outcome.A)
    return votes.filter(left | Q(comparison__lineup_b=lineup_id, outcome=Outcome.B))


def first_id_since(rows: QuerySet[Any], field: str, moment: datetime) -> int:
    """The lowest id from which on `field`, which grows with the ids, is not before `moment`; past the last if none is.

    Found by halving, in as many reads by primary key as the table's size has binary digits.
    """
    ids = rows.order_by("pk").values_list("pk", field)
    first, last = ids.first(), ids.last()
    if first is None or last is None:
        return 1
    low, high = first[0], last[0] + 1
    while low < high:
        middle = (low + high) // 2
        found = ids.filter(pk__gte=middle).first()
        if found is None or found[1] >= moment:
            high = middle
        else:
            low = found[0] + 1
    return int(low)


def answers(votes: QuerySet[Vote], limit: int) -> list[Answer]:
    """The last answers that prefer one side, oldest first."""
    rows = votes.exclude(outcome=Outcome.TIE).order_by("-pk").values_list(
        "pk", "voter_id", "comparison__lineup_a_id", "comparison__lineup_b_id", "outcome", "state"
    )[:limit]  # fmt: skip
    found = [
        Answer(pk, voter or 0, min(a, b), max(a, b), (a < b) == (outcome == Outcome.A), state == VoteState.COUNTED)
        for pk, voter, a, b, outcome, state in rows
    ]
    return found[::-1]


def crowd_probabilities(given: Sequence[Answer]) -> list[float]:
    """How likely each answer is by the votes of everybody else, and by the last refit where those are few.

    The given answers are left out of the tallies, as they are what is judged.
    """
    tallies, strengths = _tallies(given), _strengths(given)
    for answer in given:
        if answer.counts and (answer.low, answer.high) in tallies:
            tallies[answer.low, answer.high][0 if answer.low_won else 1] -= 1
    found = []
    for answer in given:
        low, high, ties = tallies.get((answer.low, answer.high), (0, 0, 0))
        agreeing = (low if answer.low_won else high) + ties / 2
        share = expected(strengths[answer.low], strengths[answer.high])
        found.append(answer_probability(agreeing, low + high + ties, share if answer.low_won else 1 - share))
    return found


def _tallies(given: Sequence[Answer]) -> dict[tuple[int, int], list[int]]:
    pairs = sorted({(answer.low, answer.high) for answer in given})
    found: dict[tuple[int, int], list[int]] = {}
    for start in range(0, len(pairs), CELLS):
        part = pairs[start : start + CELLS]
        lows, highs = {low for low, _ in part}, {high for _, high in part}
        rows = PairTally.objects.filter(pair_low__in=lows, pair_high__in=highs).order_by()
        wanted = set(part)
        for low, high, *counts in rows.values_list("pair_low", "pair_high", "wins_low", "wins_high", "ties"):
            if (low, high) in wanted:
                found[low, high] = counts
    return found


def _strengths(given: Sequence[Answer]) -> dict[int, float]:
    ids = sorted({pk for answer in given for pk in (answer.low, answer.high)})
    found: dict[int, float] = {}
    for start in range(0, len(ids), CELLS):
        rows = Lineup.objects.filter(pk__in=ids[start : start + CELLS]).order_by()
        found.update(rows.values_list("pk", "strength"))
    return found


def counted_by(votes: QuerySet[Vote], field: str, least: int, *, accounts: bool = False) -> Iterator[tuple[Any, int]]:
    """Values of a field with the votes that have it, or the different accounts among them; `least` of them or more.

    In ascending order of the value, in parts, so that no driver holds all at once.
    """
    number = Count("voter", distinct=True) if accounts else Count("pk")
    rows = votes.order_by(field).values_list(field).annotate(number=number).filter(number__gte=least)
    part = list(rows[:PART])
    while part:
        yield from part
        part = list(rows.filter(**{f"{field}__gt": part[-1][0]})[:PART])


def desk() -> QuerySet[Finding]:
    """Findings with the number of votes that they hold or have made void."""
    return Finding.objects.select_related("voter", "lineup", "decided_by").annotate(concerned=Count("votes"))


def votes_concerned(finding: Finding) -> QuerySet[Vote]:
    """The votes of a finding, the latest first."""
    rows = finding.votes.select_related("voter", "comparison__lineup_a", "comparison__lineup_b")
    return rows.order_by("-pk")


def unsettled() -> QuerySet[Vote]:
    """Votes that are held although their finding is decided, or gone."""
    return Vote.objects.filter(state=VoteState.HELD).exclude(finding__state=FindingState.OPEN).order_by("pk")
