"""Pairs worth asking about, planned ahead for everybody and kept for a minute.

A plan is made from a sample of line-ups that is fetched by index, so it costs the same whatever their number.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matchups.elo import SCALE
from matchups.enums import PairReason
from matchups.models import Lineup
from matchups.models.standing import OPEN
from matchups.pairing import Candidates, plan
from matchups.strengths import Z95
from moviesite.common.softcache import drop, keep

SAMPLE = 384  # line-ups taken uniformly
NEWCOMERS = 64  # and those with the fewest votes
PLANNED = 512  # pairs in a plan
FRESH = 60  # seconds after which a plan is made anew
KEPT = 900  # seconds more during which an old one is better than waiting
_KEY = "matchups:pool"
_FIELDS = ("pk", "key", "strength", "low", "high", "votes", "genres", "language", "decade")


@dataclass(frozen=True, slots=True)
class PlannedPair:
    """Two line-ups by id, the first to stand on the left, and why they meet."""

    a: int
    b: int
    reason: PairReason


def planned_pairs() -> list[PlannedPair]:
    """The present plan. One process makes the next one while all others go on with the last."""
    return [PlannedPair(a, b, PairReason(reason)) for a, b, reason in keep(_KEY, _rows, fresh=FRESH, stale=KEPT)]


def drop_plan() -> None:
    """Forget the plan, after all standings have changed."""
    drop(_KEY)


def _rows() -> list[tuple[int, int, str]]:
    return [(pair.a, pair.b, str(pair.reason)) for pair in make_plan()]


def make_plan(count: int = PLANNED) -> list[PlannedPair]:
    """A plan from a new sample; empty where there are not two line-ups."""
    candidates = sample_candidates()
    if len(candidates.id) < 2:
        return []
    ids = candidates.id
    rng = np.random.default_rng()
    return [PlannedPair(int(ids[a]), int(ids[b]), PairReason(why)) for a, b, why in plan(candidates, count, rng)]


def sample_candidates(size: int = SAMPLE) -> Candidates:
    """A uniform sample of the open line-ups, and the newest among them, in three indexed queries."""
    thrown = random.random()
    opened = Lineup.objects.filter(is_open__in=OPEN)
    rows = list(opened.filter(dice__gte=thrown).order_by("dice").values_list(*_FIELDS)[:size])
    if len(rows) < size:  # past the end: go on at the beginning
        rows += opened.filter(dice__lt=thrown).order_by("dice").values_list(*_FIELDS)[: size - len(rows)]
    rows += opened.order_by("votes", "dice").values_list(*_FIELDS)[:NEWCOMERS]
    return _candidates(list({row[0]: row for row in rows}.values()))


def _candidates(rows: Sequence[tuple[int, str, float, float, float, int, int, str, int]]) -> Candidates:
    to_logits = math.log(10) / SCALE
    languages = {language: code for code, language in enumerate(sorted({row[7] for row in rows}))}
    return Candidates(
        id=np.array([row[0] for row in rows], dtype=np.int64),
        titles=np.array([row[1].split("-") for row in rows], dtype=np.int64).reshape(-1, 4),
        strength=np.array([row[2] * to_logits for row in rows], dtype=np.float64),
        error=np.array([(row[4] - row[3]) / 2 / Z95 * to_logits for row in rows], dtype=np.float64),
        votes=np.array([row[5] for row in rows], dtype=np.int64),
        genres=np.array([row[6] for row in rows], dtype=np.uint64),
        language=np.array([languages[row[7]] for row in rows], dtype=np.int64),
        decade=np.array([row[8] for row in rows], dtype=np.int64),
    )
