"""Titles near a title: what members like beside it or, where the model does not know it, what shares its facts."""

from __future__ import annotations

import numpy as np

from catalog.models import Title
from catalog.selectors.similar import similar_titles
from recommender.algorithms.topk import topk
from recommender.dataset import IntArray
from recommender.serving import steps
from recommender.serving.context import Context
from recommender.serving.models import ServingModel, serving_model
from recommender.serving.pipeline import FALLBACK, Ranked, Ranking, attempt, hidden_from

POOL = 300  # neighbours looked at; what the asker saw or muted is taken from them


def rank_similar(context: Context) -> Ranking:
    """Neighbours of the one title in `context.liked`, each caused by it; never an error because of a model."""
    (title_id,) = context.liked
    serving = attempt("load", lambda: serving_model(context.algorithm) or serving_model(), None)
    if serving is not None:
        titles = attempt("model", lambda: _by_model(serving, context, title_id), None)
        if titles:
            return Ranking(False, str(serving.version), titles)
    return Ranking(False, FALLBACK, _by_facts(context, title_id))


def _by_model(serving: ServingModel, context: Context, title_id: int) -> tuple[Ranked, ...]:
    place = int(serving.items.to_dense([title_id])[0])
    if place < 0:
        return ()
    ids, scores = serving.model.similar(place, POOL)
    allowed = steps.allowed(serving, context, hidden_from(context))
    full = np.full(len(serving.items), -np.inf, dtype=np.float32)
    full[ids] = scores
    full[~allowed] = -np.inf
    chosen, values = topk(full, context.limit)
    return _ranked(serving.items.to_external(chosen), [float(value) for value in values], title_id)


def _by_facts(context: Context, title_id: int) -> tuple[Ranked, ...]:
    hidden = hidden_from(context)
    near_by = similar_titles(title_id, limit=context.limit + min(len(hidden), POOL))
    if not context.show_adult:
        shown = Title.objects.filter(pk__in=[near.card.id for near in near_by])
        hidden |= set(shown.filter(is_adult=True).values_list("pk", flat=True))
    found = [
        near for near in near_by if near.card.id not in hidden and near.card.language not in context.muted_languages
    ][: context.limit]
    ids = np.asarray([near.card.id for near in found], dtype=np.int64)
    return _ranked(ids, [near.score for near in found], title_id)


def _ranked(ids: IntArray, scores: list[float], title_id: int) -> tuple[Ranked, ...]:
    why = (steps.Cause(title_id, 1.0),)
    return tuple(Ranked(int(pk), round(score, 4), why) for pk, score in zip(ids, scores, strict=True))
