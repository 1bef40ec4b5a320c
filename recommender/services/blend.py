"""What two members would both like."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import structlog
from django.db import DatabaseError

from accounts.models import User
from accounts.selectors import profile_of
from catalog.models import Title
from catalog.selectors.cards import TitleCard, cards_by_id
from recommender.dataset import FloatArray
from recommender.loaders.interactions import hidden_titles, load_history
from recommender.loaders.predictions import predicted_stars
from recommender.serving import steps
from recommender.serving.context import MAX_LIMIT, Context, Pick, Slate
from recommender.serving.models import ServingModel, serving_model
from recommender.serving.pipeline import FALLBACK
from recommender.signals import model_missing

log = structlog.get_logger(__name__)

LEAST = 0.5  # share of the lower of two scores; the rest is their mean


def recommend_together(*, member: User, other: User, limit: int = 12) -> Slate:
    """Titles that neither has seen or sent away, best for both first: half their mean score, half the lower one.

    The mean finds what both like, the lower score keeps out what one of them would sit through (the "average without
    misery" of Masthoff 2004, softened). Languages that either muted stay out, and adult titles unless both show them.
    `limit` is 1 to 100. Without a model, or a history of both, what everybody likes best; never an error because of it.
    """
    context = _shared_context(member, other, max(1, min(limit, MAX_LIMIT)))
    hidden = hidden_titles(member.pk) | hidden_titles(other.pk)
    serving = _model()
    scored = _by_model(serving, (member, other), context, hidden) if serving is not None else []
    if serving is not None and scored:
        return Slate(True, str(serving.version), _picks(scored, member))
    if serving is None:
        model_missing.send(sender=Slate)
    return Slate(False, FALLBACK, _picks(_by_catalog(context, hidden), member))


def _model() -> ServingModel | None:
    try:
        return serving_model()
    except DatabaseError:
        raise
    except Exception as error:  # whatever a model may raise while it is read
        log.error("recommender.step_failed", step="load", exc_info=error)
        return None


def _shared_context(member: User, other: User, limit: int) -> Context:
    profiles = (profile_of(member), profile_of(other))
    return Context(
        limit=limit,
        muted_languages=frozenset(code for profile in profiles for code in profile.muted_languages),
        show_adult=all(profile.show_adult for profile in profiles),
    )


def _by_model(
    serving: ServingModel, members: tuple[User, User], context: Context, hidden: set[int]
) -> list[tuple[int, float]]:
    histories = [load_history(member.pk, serving.items) for member in members]
    if not all(steps.is_usable(serving, history) for history in histories):
        return []
    first, second = (standardised(steps.scored(serving, history)) for history in histories)
    scores = blended(first, second)
    positions, values = steps.candidates(scores, steps.allowed(serving, context, hidden), context.limit)
    positions, values = steps.diversified(serving, positions, values, context.limit, context.adventure)
    return [
        (int(serving.items.ids[position]), round(float(value), 4))
        for position, value in zip(positions, values, strict=True)
    ]


def standardised(scores: FloatArray) -> FloatArray:
    """Scores in standard deviations from their mean, so that two members' can be compared; -inf stays -inf."""
    known = np.isfinite(scores)
    if not known.any():
        return scores
    spread = float(scores[known].std()) or 1.0
    return np.where(known, (scores - float(scores[known].mean())) / spread, -np.inf).astype(np.float32)


def blended(first: FloatArray, second: FloatArray) -> FloatArray:
    """float32[n]: half the mean of two standardised scores, half the lower one; -inf where either has no opinion."""
    lower = np.minimum(first, second)
    known = np.isfinite(lower)
    mean = (np.where(known, first, 0.0) + np.where(known, second, 0.0)) / 2
    mixed = LEAST * np.where(known, lower, 0.0) + (1 - LEAST) * mean
    return np.where(known, mixed, -np.inf).astype(np.float32)


def _by_catalog(context: Context, hidden: set[int]) -> list[tuple[int, float]]:
    titles = Title.objects.published().exclude(pk__in=hidden).exclude(language__in=context.muted_languages)
    if not context.show_adult:
        titles = titles.without_adult()
    rows = titles.by_score().values_list("pk", "stats__score")[: context.limit]
    return [(pk, round(score or 0.0, 4)) for pk, score in rows]


def _picks(scored: list[tuple[int, float]], member: User) -> tuple[Pick, ...]:
    """Cards with the guess for whoever asks."""
    ids = [title_id for title_id, _score in scored]
    cards: dict[int, TitleCard] = cards_by_id(ids)
    guesses = predicted_stars(member.pk, ids)
    return tuple(
        Pick(card=replace(cards[title_id], predicted=guesses.get(title_id)), score=score)
        for title_id, score in scored
        if title_id in cards
    )
