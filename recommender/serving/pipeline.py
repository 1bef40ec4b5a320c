"""From a context to ranked titles with their causes; it never fails and, where the catalog has titles, never is empty.

The chain: the active model for members with a history; the same model's collective scores for everybody else; what the
last batch found for the member; what the catalog itself finds popular. A step that fails is logged, counted and left
out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

import structlog
from django.db import DatabaseError

from catalog.enums import TitleKind
from catalog.models import Title
from moviesite.ops.metrics import STEPS
from recommender.dataset import About, FloatArray, History, IntArray
from recommender.dataset.types import DoubleArray
from recommender.loaders.batch import recommendations_of
from recommender.loaders.interactions import hidden_titles, history_of_dismissed, history_of_liked, load_history
from recommender.rerank.occasions import OCCASIONS
from recommender.serving import steps
from recommender.serving.context import MAX_LIMIT, Context
from recommender.serving.health import count_failure
from recommender.serving.models import ServingModel, serving_model

log = structlog.get_logger(__name__)

T = TypeVar("T")

COLLECTIVE_ADVENTURE = 0.6
BATCH = "batch"  # what a ranking that was made ahead of time calls itself
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


def attempt(step: str, action: Callable[[], T], otherwise: T) -> T:
    """The step's result, or `otherwise` when it fails: one broken step must not cost the member the page."""
    with _timed(step):
        try:
            return action()
        except DatabaseError:
            raise  # without the database there is no page to save, and a transaction may be broken
        except Exception as error:  # whatever a model or its data may raise
            count_failure(step)
            log.error("recommender.step_failed", step=step, exc_info=error)
            return otherwise


@dataclass(frozen=True, slots=True)
class Scored:
    """A member's or visitor's scores of all titles, before anything is chosen: what several lists can be drawn from."""

    serving: ServingModel
    history: History
    scores: FloatArray
    personal: bool
    away: History


def rank(context: Context) -> Ranking:
    """Run the chain."""
    hidden = hidden_from(context)
    scored = judge(context)
    if scored is not None:
        ranking = attempt("model", lambda: choose(scored, context, hidden), None)
        if ranking is not None and ranking.titles:
            return ranking
    return attempt("batch", lambda: _by_batch(context, hidden), None) or _by_catalog(context, hidden)


def rank_many(contexts: Sequence[Context]) -> list[Ranking]:
    """One ranking for each of several wishes of one member, scored once; none that the model cannot fill."""
    hidden, scored = hidden_from(contexts[0]), judge(contexts[0])
    if scored is None:
        return []
    empty = Ranking(False, FALLBACK, ())
    return [attempt("model", partial(choose, scored, context, hidden), empty) for context in contexts]


def judge(context: Context) -> Scored | None:
    """Load, fold in, score; None where no model can."""
    serving = attempt("load", lambda: serving_model(context.algorithm) or serving_model(), None)
    if serving is None:
        return None
    return attempt("model", lambda: _scored(serving, context), None)


def _scored(serving: ServingModel, context: Context) -> Scored:
    with _timed("history"):
        history = _history(serving, context)
    with _timed("score"):
        scores = steps.scored(serving, history)
    away = History.empty()
    if context.user_id is not None:
        away = history_of_dismissed(context.user_id, serving.items)
    return Scored(serving, history, scores, steps.is_usable(serving, history), away)


def hidden_from(context: Context) -> set[int]:
    """Ids of titles that whoever asks is not to be shown."""
    own = hidden_titles(context.user_id) if context.user_id is not None else set()
    return own | set(context.liked)


def choose(scored: Scored, context: Context, hidden: Collection[int]) -> Ranking:
    """Filter, diversify and explain."""
    serving, scores = scored.serving, scored.scores
    if context.mood:
        scores = attempt("mood", lambda: steps.in_mood(serving, scored.scores, context.mood), scored.scores)
    with _timed("filter"):
        found = steps.candidates(scores, steps.allowed(serving, context, hidden), context.limit)
    positions, values = attempt(
        "dismissals", lambda: steps.kept_back(serving, scored.history, scored.away, *found), found
    )
    # What everybody likes is much of a kind; strangers are shown the breadth of the house.
    adventure = context.adventure if scored.personal else max(context.adventure, COLLECTIVE_ADVENTURE)
    chosen = attempt(
        "diversify",
        lambda: steps.diversified(serving, positions, values, context.limit, adventure, _mix(scored)),
        (positions[: context.limit], values[: context.limit]),
    )
    causes = _causes(serving, scored.history, chosen[0]) if scored.personal else [()] * chosen[0].size
    titles = tuple(
        Ranked(title_id=int(serving.items.ids[position]), score=round(float(value), 4), causes=why)
        for position, value, why in zip(*chosen, causes, strict=True)
    )
    return Ranking(personalized=scored.personal, model=str(serving.version), titles=titles)


def _mix(scored: Scored) -> DoubleArray | None:
    return steps.own_mix(scored.serving, scored.history) if scored.personal else None


def _history(serving: ServingModel, context: Context) -> History:
    about = About.of(context.stated_languages, context.region)
    if context.user_id is not None:
        return load_history(context.user_id, serving.items).with_about(about)
    return history_of_liked(context.liked, serving.items).with_about(about)


def _causes(serving: ServingModel, history: History, positions: IntArray) -> list[tuple[steps.Cause, ...]]:
    return attempt(
        "explain",
        lambda: steps.causes(serving, history, positions, steps.voted(serving, history, positions)),
        [()] * positions.size,
    )


def _by_batch(context: Context, hidden: Collection[int]) -> Ranking | None:
    """What the last batch found for the member; None where it knows nothing or the request wants something special."""
    special = (context.languages, context.genres, context.mood, context.max_runtime, context.occasion)
    if context.user_id is None or any(special) or context.available is not None:
        return None
    found = recommendations_of(context.user_id, MAX_LIMIT)
    titles = Title.objects.filter(pk__in=[title_id for title_id, _ in found])
    titles = titles.exclude(language__in=context.muted_languages)  # which may have been muted since
    fitting = set((titles if context.show_adult else titles.without_adult()).values_list("pk", flat=True))
    kept = [row for row in found if row[0] in fitting and row[0] not in hidden]
    if not kept:
        return None
    ranked = tuple(Ranked(title_id, round(score, 4)) for title_id, score in kept[: context.limit])
    return Ranking(personalized=True, model=BATCH, titles=ranked)


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
    if context.genres:
        titles = titles.filter(
            pk__in=Title.genres.through.objects.filter(genre__slug__in=context.genres).values("title")
        )
    if context.occasion:
        wanted = OCCASIONS[context.occasion]
        titles = titles.filter(kind=TitleKind.TV if wanted.series else TitleKind.MOVIE)
        titles = titles.filter(runtime__gte=wanted.least, runtime__lte=wanted.most)
    if context.available is not None:
        titles = titles.filter(pk__in=context.available)
    rows = titles.by_score().values_list("pk", "stats__score")[: context.limit]
    ranked = tuple(Ranked(pk, round(score or 0.0, 4)) for pk, score in rows)
    return Ranking(personalized=False, model=FALLBACK, titles=ranked)
