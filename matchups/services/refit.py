"""The board worked out anew from all votes that count: strengths of titles and line-ups with their intervals.

Bradley-Terry with the four titles as a team (`matchups.bradley_terry`), so that a line-up nobody has voted on yet
stands where its titles put it. Reading, fitting and writing are separate: voting goes on meanwhile.
"""

from __future__ import annotations

import math
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.core.cache import cache
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from catalog.models import Title
from matchups.bradley_terry import Fit, fit, interval, to_elo
from matchups.elo import SCALE
from matchups.exceptions import RefitBusyError
from matchups.loaders.outcomes import CountedVotes, Field, FloatArray, IntArray, load_field, load_votes
from matchups.models import Lineup, Refit, TitleStanding
from matchups.services.points import note_day
from matchups.services.pool import drop_plan
from moviesite.common.transactions import atomic_with_retry

PART = 300  # rows written by one statement, which grows with each, in one short transaction
SETTLED = 0.005  # points; a row that would move by less stays as it is, since nothing shown would change
LEASE = 300  # seconds without a sign of life after which a refit has died
_LEASE_KEY = "matchups:refit"

Progress = Callable[[str, float], None]


@dataclass(frozen=True, slots=True)
class Bounds:
    """Strengths with their 95 % intervals in Elo points: float64[n] each."""

    strength: FloatArray
    low: FloatArray
    high: FloatArray

    @classmethod
    def of(cls, strength: FloatArray, error: FloatArray) -> Bounds:
        """From strengths and standard errors in logits."""
        return cls(to_elo(strength), *interval(strength, error))

    def moved_from(self, strength: FloatArray, low: FloatArray, high: FloatArray) -> IntArray:
        """Positions that differ from these by more than `SETTLED` points."""
        gaps = (np.abs(self.strength - strength), np.abs(self.low - low), np.abs(self.high - high))
        return np.flatnonzero(np.maximum.reduce(gaps) > SETTLED)


def refit_board(*, started_by: User | None = None, progress: Progress | None = None) -> Refit:
    """Fit all votes, write every standing and the day's points, and forget the plan of pairs made from the old ones.

    `progress` is told in words what is being done and how much is, from 0 to 1. Running it again without new votes
    changes no standing. RefitBusyError while another process is at it.
    """
    with _lease() as renew:

        def say(what: str, done: float) -> None:
            renew()
            if progress is not None:
                progress(what, done)

        return _refit(started_by, say)


def _refit(started_by: User | None, say: Progress) -> Refit:
    started, clock = timezone.now(), time.monotonic()
    before = Refit.objects.first()
    say("reading votes", 0.0)
    votes = load_votes(before.started_at if before else None)
    field = load_field()
    fitted = fit(field.outcomes(votes), progress=lambda word: say(word, 0.2))
    say("writing standings", 0.5)
    _store_lineups(field, fitted, say)
    _store_titles(field, fitted, say)
    note_day(started, since=before.started_at if before else None)
    drop_plan()
    made = Refit.objects.create(
        started_at=started,
        seconds=time.monotonic() - clock,
        votes=votes.a.size,
        lineups=field.ids.size,
        titles=field.titles.size,
        log_loss=log_loss_of(field, votes),
        started_by=started_by,
    )
    say("done", 1.0)
    return made


def log_loss_of(field: Field, votes: CountedVotes) -> float | None:
    """Nats per vote of the last refit's strengths on random pairs that were voted on since; None without any.

    The strengths in `field` are those from before this refit, which have not seen these votes.
    """
    chosen = votes.judges
    weight = votes.weight[chosen]
    if not weight.sum() > 0:
        return None
    a, b = field.positions(votes.a[chosen]), field.positions(votes.b[chosen])
    gap = (field.strength[a] - field.strength[b]) * math.log(10.0) / SCALE
    share = votes.share[chosen]
    loss = share * np.logaddexp(0.0, -gap) + (1.0 - share) * np.logaddexp(0.0, gap)
    return float(weight @ loss / weight.sum())


def _store_lineups(field: Field, fitted: Fit, say: Progress) -> None:
    bounds = Bounds.of(fitted.sets, fitted.set_errors)
    moved = bounds.moved_from(field.strength, field.low, field.high)
    for start in range(0, moved.size, PART):
        _write(Lineup, field.ids, bounds, moved[start : start + PART])
        say("writing line-ups", 0.5 + 0.3 * start / moved.size)


def _store_titles(field: Field, fitted: Fit, say: Progress) -> None:
    bounds = Bounds.of(fitted.films, fitted.film_errors)
    for start in range(0, field.titles.size, PART):
        part = np.arange(start, min(start + PART, field.titles.size))
        _ensure_standings(field.titles[part].tolist())
        _write(TitleStanding, field.titles, bounds, part)
        say("writing titles", 0.8 + 0.2 * start / field.titles.size)


def _ensure_standings(title_ids: list[int]) -> None:
    """A row for each of these titles that is still in the catalog."""
    known = set(TitleStanding.objects.filter(pk__in=title_ids).values_list("pk", flat=True))
    lacking = [pk for pk in title_ids if pk not in known]
    if lacking:
        there = Title.objects.filter(pk__in=lacking).order_by("pk").values_list("pk", flat=True)
        TitleStanding.objects.bulk_create([TitleStanding(title_id=pk) for pk in there], ignore_conflicts=True)


@atomic_with_retry
def _write(model: type[Model], ids: IntArray, bounds: Bounds, positions: IntArray) -> None:
    """Write these rows; they are locked in the order of their ids first, as those who vote lock them."""
    rows = model._default_manager.filter(pk__in=ids[positions].tolist()).order_by("pk")
    there = set(rows.select_for_update().values_list("pk", flat=True))
    changed = [
        model(pk=pk, strength=float(bounds.strength[at]), low=float(bounds.low[at]), high=float(bounds.high[at]))
        for at, pk in zip(positions.tolist(), ids[positions].tolist(), strict=True)
        if pk in there
    ]
    model._default_manager.bulk_update(changed, ["strength", "low", "high"])


@contextmanager
def _lease() -> Iterator[Callable[[], None]]:
    """One refit at a time, over all processes; what it yields is called as a sign of life."""
    mark = secrets.token_hex(8)
    if not cache.add(_LEASE_KEY, mark, LEASE):
        raise RefitBusyError
    try:
        yield lambda: _renew(mark)
    finally:
        if cache.get(_LEASE_KEY) == mark:
            cache.delete(_LEASE_KEY)


def _renew(mark: str) -> None:
    if cache.get(_LEASE_KEY) == mark:
        cache.touch(_LEASE_KEY, LEASE)


def last_refit_at() -> datetime | None:
    """When the board was last worked out."""
    return Refit.objects.values_list("started_at", flat=True).first()
