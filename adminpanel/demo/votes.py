"""Votes between generated members' top fours, cast by what they rated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
import numpy.typing as npt
from django.db.models import Q

from accounts.models import User
from matchups.enums import Outcome, PairReason, VoteState
from matchups.models import Comparison, Top4Set, Vote
from matchups.services.lineups import attach_missing
from matchups.services.replay import rebuild_live
from matchups.services.voters import member_key
from ratings.models import Rating

EACH = 24  # votes of a member, on average
SPAN = timedelta(days=120)
SHARPNESS = 2.2  # log-odds for each star between two sets
TIE_BAND = 0.05  # so close to even that half of the voters call it a tie
SHRINK = 8.0  # ratings of the overall mean that every title begins with
SHARED_LIMIT = 3

FloatArray = npt.NDArray[np.float64]


def write_votes(users: Sequence[User], rated: Sequence[Rating], until: datetime, rng: np.random.Generator) -> int:
    """Votes over the last months, with the ratings that follow from them; returns how many."""
    attach_missing()
    sets = list(
        Top4Set.objects.filter(owner__in=users, owner_key__isnull=False).select_related("lineup").order_by("pk")
    )
    if len(sets) < SHARED_LIMIT:
        return 0
    worth = _Worth(sets, rated)
    comparisons, outcomes = [], []
    for user in users:
        for left, right in _pairs(sets, user, int(rng.poisson(EACH)), rng):
            comparisons.append(_comparison(user, sets[left], sets[right], until - SPAN * float(rng.random())))
            outcomes.append(_outcome(worth.gap(user.pk, left, right), rng))
    order = sorted(range(len(comparisons)), key=lambda place: comparisons[place].offered_at)
    written = Comparison.objects.bulk_create([comparisons[place] for place in order], batch_size=500)
    Vote.objects.bulk_create(
        [_vote(row, outcomes[place]) for row, place in zip(written, order, strict=True)], batch_size=500
    )
    return rebuild_live()


class _Worth:
    """What members think of sets: the mean of what everybody thinks of the four, and of what they gave themselves."""

    def __init__(self, sets: Sequence[Top4Set], rated: Sequence[Rating]) -> None:
        self._own = {(row.user_id, row.title_id): row.value for row in rated}
        mean = float(np.mean([row.value for row in rated]))
        totals: dict[int, list[float]] = {}
        for row in rated:
            totals.setdefault(row.title_id, []).append(row.value)
        self._all = {pk: (sum(given) + SHRINK * mean) / (len(given) + SHRINK) for pk, given in totals.items()}
        self._mean = mean
        self._titles = [row.lineup.title_ids if row.lineup else () for row in sets]

    def gap(self, user_id: int, left: int, right: int) -> float:
        """Stars by which a member prefers the left set."""
        return self._of(user_id, left) - self._of(user_id, right)

    def _of(self, user_id: int, place: int) -> float:
        titles = self._titles[place]
        common = [self._all.get(pk, self._mean) for pk in titles]
        return float(np.mean([self._own.get((user_id, pk), each) for pk, each in zip(titles, common, strict=True)]))


def _pairs(sets: Sequence[Top4Set], user: User, count: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Different pairs of others' sets that are worth comparing."""
    found: dict[frozenset[int | None], tuple[int, int]] = {}
    for left, right in rng.integers(0, len(sets), size=(count, 2)).tolist():
        a, b = sets[left], sets[right]
        if a.lineup is None or b.lineup is None or a.lineup_id == b.lineup_id or user.pk in {a.owner_id, b.owner_id}:
            continue
        if len(set(a.lineup.title_ids) & set(b.lineup.title_ids)) < SHARED_LIMIT:
            found.setdefault(frozenset((a.lineup_id, b.lineup_id)), (left, right))
    return list(found.values())


def _comparison(user: User, left: Top4Set, right: Top4Set, at: datetime) -> Comparison:
    low, high = sorted(pk for pk in (left.lineup_id, right.lineup_id) if pk is not None)
    return Comparison(
        voter=user,
        voter_key=member_key(user.pk),
        set_a=left,
        set_b=right,
        lineup_a=left.lineup,
        lineup_b=right.lineup,
        pair_low=low,
        pair_high=high,
        reason=PairReason.RANDOM,
        offered_at=at,
        expires_at=at,
        answered_at=at,
    )


def _outcome(gap: float, rng: np.random.Generator) -> Outcome:
    share = 1 / (1 + np.exp(-SHARPNESS * gap))
    if abs(share - 0.5) < TIE_BAND and rng.random() < 0.5:
        return Outcome.TIE
    return Outcome.A if rng.random() < share else Outcome.B


def _vote(comparison: Comparison, outcome: Outcome) -> Vote:
    return Vote(
        comparison=comparison,
        live_key=comparison.pk,
        voter_id=comparison.voter_id,
        voter_key=comparison.voter_key,
        outcome=outcome,
        state=VoteState.COUNTED,
        weight=1.0,
        cast_at=comparison.offered_at,
    )


def remove_votes() -> None:
    """Take generated members' sets and votes out, with every vote about their sets; the others' ratings follow."""
    sets = Top4Set.objects.filter(owner__is_demo=True)
    about = Comparison.objects.filter(Q(voter__is_demo=True) | Q(set_a__in=sets) | Q(set_b__in=sets))
    Vote.objects.filter(comparison__in=about).delete()
    about.delete()
    sets.delete()
    rebuild_live()
