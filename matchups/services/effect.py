"""The board with and without the votes that are held: what a curator's decision is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from django.core.cache import cache

from catalog.models import Title
from matchups.bradley_terry import fit, to_elo
from matchups.enums import SHARES, Outcome, VoteState
from matchups.loaders.outcomes import CountedVotes, Field, FloatArray, IntArray, load_field, load_votes
from matchups.models import Lineup, Vote

TOP = 50
READ = 20_000
KEPT = 600  # seconds that the two fits are kept, while no vote changes its state


@dataclass(frozen=True, slots=True)
class Moved:
    """A line-up's rank and strength in Elo points with the held votes and without; ranks begin at 1."""

    lineup_id: int
    rank_with: int
    rank_without: int
    strength_with: float
    strength_without: float

    @property
    def places(self) -> int:
        """Places that the held votes lift it by; negative where they push it down."""
        return self.rank_without - self.rank_with


@dataclass(frozen=True, slots=True)
class Effect:
    """The best line-ups of either board, in the order of the one without; and how many votes are held."""

    held: int
    counted: int
    lineups: int
    rows: tuple[Moved, ...]


def board_effect(top: int = TOP) -> Effect:
    """Fit the present votes twice, with those that are held and without, and compare; nothing is written."""
    held, counted = load_held(), load_votes(None)
    newest = Vote.objects.order_by("-pk").values_list("pk", flat=True).first()
    key = f"matchups:effect:{newest}:{counted.a.size}:{held.a.size}:{top}"
    kept = cache.get(key)
    if kept is not None:
        return _read(kept)
    found = _compare(counted, held, top)
    cache.set(key, asdict(found), KEPT)  # a shared cache holds JSON
    return found


def _read(kept: Mapping[str, Any]) -> Effect:
    return Effect(kept["held"], kept["counted"], kept["lineups"], tuple(Moved(**row) for row in kept["rows"]))


def load_held() -> CountedVotes:
    """The votes that are held, with the weight that they had, or 1 where they had waited."""
    rows: list[tuple[int, int, int, str, float]] = []
    held = Vote.objects.filter(state=VoteState.HELD).exclude(outcome=Outcome.SKIP).order_by("pk")
    fields = ("pk", "comparison__lineup_a_id", "comparison__lineup_b_id", "outcome", "weight")
    while part := list(held.filter(pk__gt=rows[-1][0] if rows else 0).values_list(*fields)[:READ]):
        rows += part
    return CountedVotes(
        a=np.array([row[1] for row in rows], dtype=np.int64),
        b=np.array([row[2] for row in rows], dtype=np.int64),
        share=np.array([SHARES[row[3]] for row in rows], dtype=np.float64),
        weight=np.array([row[4] or 1.0 for row in rows], dtype=np.float64),
        judges=np.zeros(len(rows), dtype=np.bool_),
    )


def _compare(counted: CountedVotes, held: CountedVotes, top: int) -> Effect:
    both = CountedVotes(
        a=np.concatenate([counted.a, held.a]),
        b=np.concatenate([counted.b, held.b]),
        share=np.concatenate([counted.share, held.share]),
        weight=np.concatenate([counted.weight, held.weight]),
        judges=np.concatenate([counted.judges, held.judges]),
    )
    field = load_field()
    shown = np.unique(field.positions(np.concatenate([both.a, both.b])))
    strengths = [_strengths(field, votes)[shown] for votes in (both, counted)]
    ranks = [_ranks(strength) for strength in strengths]
    best = np.flatnonzero((ranks[0] <= top) | (ranks[1] <= top))
    rows = tuple(
        Moved(
            lineup_id=int(field.ids[shown[place]]),
            rank_with=int(ranks[0][place]),
            rank_without=int(ranks[1][place]),
            strength_with=float(strengths[0][place]),
            strength_without=float(strengths[1][place]),
        )
        for place in best[np.argsort(ranks[1][best], kind="stable")]
    )
    return Effect(held.a.size, counted.a.size, shown.size, rows)


def _strengths(field: Field, votes: CountedVotes) -> FloatArray:
    # Nobody reads the errors here, so they may be as rough as they get.
    return to_elo(fit(field.outcomes(votes), samples=2, exact_films=0).sets)


def _ranks(strength: FloatArray) -> IntArray:
    """1 for the strongest; equal strengths in the order of their ids."""
    ranks = np.empty(strength.size, dtype=np.int64)
    ranks[np.argsort(-strength, kind="stable")] = np.arange(1, strength.size + 1)
    return ranks


def lineup_labels(lineup_ids: list[int]) -> dict[int, str]:
    """The titles of line-ups in words, in two queries."""
    fours = {row.pk: row.title_ids for row in Lineup.objects.filter(pk__in=lineup_ids).only("key")}
    names = dict(Title.objects.filter(pk__in={pk for four in fours.values() for pk in four}).values_list("pk", "title"))
    return {pk: " · ".join(names.get(title, "—") for title in four) for pk, four in fours.items()}
