"""What many members are active about now, without what the asker has behind them."""

from __future__ import annotations

from collections.abc import Collection

from accounts.models import User
from accounts.selectors import profile_of
from catalog.models import Title
from catalog.search.filters import TitleFilters
from catalog.selectors.cards import cards_by_id
from catalog.selectors.discovery import titles_by
from recommender.loaders.interactions import hidden_titles
from recommender.serving.context import MAX_LIMIT, Pick, Slate

MODEL = "trending"


def trending_titles(
    *,
    member: User | None = None,
    limit: int = 20,
    languages: Collection[str] = (),
    genres: Collection[str] = (),
    max_runtime: int | None = None,
) -> Slate:
    """Published titles by recent activity, most of it first; the score is a title's share of the first one's activity.

    For a member without what they saw, sent away or muted. Any of `languages` and any of `genres`.
    """
    profile = profile_of(member) if member is not None else None
    filters = TitleFilters(
        languages=tuple(sorted(set(languages))),
        muted=tuple(profile.muted_languages) if profile else (),
        adult=profile.show_adult if profile else False,
    )
    titles = titles_by("trend", filters)
    if genres:
        tagged = Title.genres.through.objects.filter(genre__slug__in=list(genres))
        titles = titles.filter(pk__in=tagged.values("title_id"))
    if max_runtime is not None:
        titles = titles.filter(runtime__lte=max_runtime)
    if member is not None:
        titles = titles.exclude(pk__in=hidden_titles(member.pk))
    rows = list(titles.values_list("pk", "stats__trend")[: max(1, min(limit, MAX_LIMIT))])
    cards = cards_by_id([pk for pk, _ in rows])
    most = max((trend for _, trend in rows), default=0.0) or 1.0
    picks = tuple(Pick(card=cards[pk], score=round(trend / most, 4)) for pk, trend in rows if pk in cards)
    return Slate(personalized=False, model=MODEL, results=picks)
