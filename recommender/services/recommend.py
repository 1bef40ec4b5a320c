"""The one door to recommendations for pages, the API and other apps."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from accounts.models import User
from accounts.selectors import profile_of
from catalog.selectors.cards import TitleCard, cards_by_id
from ratings.selectors import own_ratings
from recommender.exceptions import UnknownMoodError
from recommender.loaders.predictions import predicted_stars
from recommender.rerank.moods import MOODS
from recommender.serving.context import DEFAULT_ADVENTURE, MAX_LIMIT, Context, Pick, Reason, Slate
from recommender.serving.pipeline import FALLBACK, Ranked, rank
from recommender.signals import model_missing


def get_recommendations(
    *,
    member: User | None = None,
    limit: int = 20,
    languages: Collection[str] = (),
    mood: str = "",
    adventure: float = DEFAULT_ADVENTURE,
    liked: Sequence[int] = (),
    max_runtime: int | None = None,
) -> Slate:
    """Picks for a member, or for a visitor who loves the titles in `liked`.

    Personal where there is a rating, favourite or liked title to go by, collective otherwise; empty only if nothing in
    the catalog fits the filters. What a member rated, favoured or sent away never appears. UnknownMoodError for a mood
    that is none.
    """
    if mood and mood not in MOODS:
        raise UnknownMoodError(errors={"mood": [f"One of: {', '.join(MOODS)}."]})
    profile = profile_of(member) if member is not None else None
    context = Context(
        user_id=member.pk if member is not None else None,
        limit=max(1, min(limit, MAX_LIMIT)),
        languages=frozenset(languages),
        muted_languages=frozenset(profile.muted_languages) if profile else frozenset(),
        show_adult=profile.show_adult if profile else False,
        mood=mood,
        adventure=max(0.0, min(adventure, 1.0)),
        max_runtime=max_runtime,
        liked=tuple(liked)[:50],
    )
    ranking = rank(context)
    if ranking.model == FALLBACK:
        model_missing.send(sender=Slate)
    return Slate(ranking.personalized, ranking.model, _picks(ranking.titles, context))


def _picks(titles: Sequence[Ranked], context: Context) -> tuple[Pick, ...]:
    """Cards for titles and causes, in two reads whatever their number."""
    cause_ids = {cause.title_id for ranked in titles for cause in ranked.causes}
    cards = cards_by_id({*cause_ids, *(ranked.title_id for ranked in titles)})
    given = own_ratings(context.user_id, cause_ids) if context.user_id is not None and cause_ids else {}
    guesses = predicted_stars(context.user_id, [ranked.title_id for ranked in titles])
    return tuple(
        Pick(
            card=replace(cards[ranked.title_id], predicted=guesses.get(ranked.title_id)),
            score=ranked.score,
            because=_reasons(ranked, cards, given),
        )
        for ranked in titles
        if ranked.title_id in cards
    )


def _reasons(ranked: Ranked, cards: dict[int, TitleCard], given: dict[int, float]) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            title_id=cause.title_id,
            title=cards[cause.title_id].title,
            url=cards[cause.title_id].url,
            share=cause.share,
            rating=given.get(cause.title_id),
        )
        for cause in ranked.causes
        if cause.title_id in cards
    )
