"""From a context to ranked titles with their causes; it never fails and, where the catalog has titles, never is empty.

The chain: the active model for members with a history; the same model's collective scores for everybody else; what the
catalog itself finds popular. A step that fails is logged, counted and left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import structlog
from django.db import DatabaseError

from catalog.models import Title
from moviesite.ops.metrics import STEP_FAILURES, STEPS
from recommender.dataset import History, IntArray
from recommender.loaders.interactions import hidden_titles, history_of_liked, load_history
from recommender.serving import steps
from recommender.serving.context import Context
from recommender.serving.models import ServingModel, serving_model

log = structlog.get_logger(__name__)

T = TypeVar("T")

COLLECTIVE_ADVENTURE = 0.6
FALLBACK = "catalog"  # what a ranking made without any model calls itself


@dataclass(frozen=True, slots=True)
class Ranked:
    """A title by id, its score, and what caused it."""

    title_id: int
    score: float
    causes: tuple[steps.Cause, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranking:
    """The outcome of the chain."""

    personalized: bool
    model: str
    titles: tuple[Ranked, ...]


@contextmanager
def _timed(step: str) -> Iterator[None]:
    began = time.perf_counter()
    try:
        yield
    finally:
        STEPS.labels(step).observe(time.perf_counter() - began)


def _attempt(step: str, action: Callable[[], T], otherwise: T) -> T:
    """The step's result, or `otherwise` when it fails: one broken step must not cost the member the page."""
    with _timed(step):
        try:
            return action()
        except DatabaseError:
            raise  # without the database there is no page to save, and a transaction may be broken
        except Exception as error:  # whatever a model or its data may raise
            STEP_FAILURES.labels(step).inc()
            log.error("recommender.step_failed", step=step, exc_info=error)
            return otherwise


def rank(context: Context) -> Ranking:
    """Run the chain."""
    hidden = _hidden(context)
    serving = _attempt("load", serving_model, None)
    if serving is not None:
        ranking = _attempt("model", lambda: _by_model(serving, context, hidden), None)
        if ranking is not None and ranking.titles:
            return ranking
    return _by_catalog(context, hidden)


def _hidden(context: Context) -> set[int]:
    own = hidden_titles(context.user_id) if context.user_id is not None else set()
    return own | set(context.liked)


def _by_model(serving: ServingModel, context: Context, hidden: set[int]) -> Ranking:
    with _timed("history"):
        history = _history(serving, context)
    with _timed("score"):
        scores = steps.scored(serving, history)
    if context.mood:
        scores = _attempt("mood", lambda: steps.in_mood(serving, scores, context.mood), scores)
    with _timed("filter"):
        positions, values = steps.candidates(scores, steps.allowed(serving, context, hidden), context.limit)
    personal = steps.is_usable(serving, history)
    # What everybody likes is much of a kind; strangers are shown the breadth of the house.
    adventure = context.adventure if personal else max(context.adventure, COLLECTIVE_ADVENTURE)
    chosen = _attempt(
        "diversify",
        lambda: steps.diversified(serving, positions, values, context.limit, adventure),
        (positions[: context.limit], values[: context.limit]),
    )
    causes = _causes(serving, history, chosen[0]) if personal else [()] * chosen[0].size
    titles = tuple(
        Ranked(title_id=int(serving.items.ids[position]), score=round(float(value), 4), causes=why)
        for position, value, why in zip(*chosen, causes, strict=True)
    )
    return Ranking(personalized=personal, model=str(serving.version), titles=titles)


def _history(serving: ServingModel, context: Context) -> History:
    if context.user_id is not None:
        return load_history(context.user_id, serving.items)
    return history_of_liked(context.liked, serving.items)


def _causes(serving: ServingModel, history: History, positions: IntArray) -> list[tuple[steps.Cause, ...]]:
    def explained() -> list[tuple[steps.Cause, ...]]:
        by_votes = steps.voted(serving, history, positions)
        return [
            tuple(steps.causes(serving, history, int(position), float(part)))
            for position, part in zip(positions, by_votes, strict=True)
        ]

    return _attempt("explain", explained, [()] * positions.size)


def _by_catalog(context: Context, hidden: set[int]) -> Ranking:
    """What members in general think best, then whatever there is."""
    titles = Title.objects.published().exclude(pk__in=hidden)
    if not context.show_adult:
        titles = titles.without_adult()
    if context.languages:
        titles = titles.in_languages(context.languages)
    if muted := context.muted_languages - context.languages:
        titles = titles.exclude(language__in=muted)
    if context.max_runtime is not None:
        titles = titles.filter(runtime__lte=context.max_runtime)
    rows = titles.by_score().values_list("pk", "stats__score")[: context.limit]
    ranked = tuple(Ranked(pk, round(score or 0.0, 4)) for pk, score in rows)
    return Ranking(personalized=False, model=FALLBACK, titles=ranked)
