"""Lists of titles: what is trending, popular, best, new, and any narrowing of them.

Trending is forward-decayed activity: an action of weight w (a rating 1, a review 2, a watchlist entry 1, a favourite
1.5) at time t adds w·2^((t-L)/7 days) to its title, so that a week halves what it is worth beside fresh activity; see
catalog.services.stats. Popular counts ratings over all time. Best is the Bayesian average.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.core.cache import caches
from django.db.models import F
from django.utils.translation import gettext_lazy

from catalog.models import Title
from catalog.querysets.title import TitleQuerySet
from catalog.search.filters import TitleFilters, count_facets
from catalog.selectors.cards import Statement, TitleCard, card_statement, cards_of_statement, ranked_card_statement
from moviesite.common.errors import NotFoundError
from moviesite.common.versions import current_version

SORTS = ("trend", "popular", "best", "year", "name", "new")
DEFAULT_SORT = "trend"
_SUMS = {"trend": "trend", "popular": "rating_count", "best": "score"}
COUNT_TTL = 600
NO_FILTERS = TitleFilters()


class PageNotFoundError(NotFoundError):
    """A page past the end of a list."""

    title = gettext_lazy("There is no such page")


@dataclass(frozen=True, slots=True)
class CardPage:
    """One page of a list; `number` counts from 1, `count` is the length of the whole list."""

    cards: tuple[TitleCard, ...]
    count: int
    number: int
    size: int

    @property
    def last(self) -> int:
        """The number of the last page; an empty list has one."""
        return max(1, -(-self.count // self.size))


def titles_by(sort: str, filters: TitleFilters = NO_FILTERS) -> TitleQuerySet:
    """Published titles for everyone, narrowed and in one of SORTS' orders."""
    titles = _shown(filters)
    match sort:
        case "trend":
            return titles.by_trend()
        case "popular":
            return titles.by_popularity()
        case "best":
            return titles.by_score()
        case "year":
            return titles.order_by(F("year").desc(nulls_last=True), "id")
        case "name":
            return titles.order_by("sort_title", "id")
        case "new":
            return titles.order_by("-created_at", "id")
    raise ValueError(f"{sort!r} is no order of titles")


def _shown(filters: TitleFilters) -> TitleQuerySet:
    return filters.apply(Title.objects.published())


@lru_cache(maxsize=512)
def _statement(sort: str, filters: TitleFilters, start: int, stop: int) -> Statement | None:
    if sort in _SUMS:
        return ranked_card_statement(_shown(filters), _SUMS[sort], start, stop)
    return card_statement(titles_by(sort, filters)[start:stop])


def top_cards(sort: str, limit: int, filters: TitleFilters = NO_FILTERS) -> list[TitleCard]:
    """The first `limit` cards of a list, for rails."""
    return cards_of_statement(_statement(sort, filters, 0, limit))


def trending(limit: int = 20, *, languages: Sequence[str] = ()) -> list[TitleCard]:
    """Most active lately."""
    return top_cards("trend", limit, TitleFilters(languages=tuple(languages)))


def popular(limit: int = 20, *, languages: Sequence[str] = ()) -> list[TitleCard]:
    """Most rated."""
    return top_cards("popular", limit, TitleFilters(languages=tuple(languages)))


def best(limit: int = 20, *, languages: Sequence[str] = ()) -> list[TitleCard]:
    """Best rated."""
    return top_cards("best", limit, TitleFilters(languages=tuple(languages)))


def new_arrivals(limit: int = 20, *, languages: Sequence[str] = ()) -> list[TitleCard]:
    """Latest in the catalog."""
    return top_cards("new", limit, TitleFilters(languages=tuple(languages)))


def in_genre(slug: str, limit: int = 20, *, sort: str = "best") -> list[TitleCard]:
    """Of one genre."""
    return top_cards(sort, limit, TitleFilters(genres=(slug,)))


def in_language(code: str, limit: int = 20, *, sort: str = "trend") -> list[TitleCard]:
    """Of one original language."""
    return top_cards(sort, limit, TitleFilters(languages=(code,)))


def count_titles(filters: TitleFilters = NO_FILTERS) -> int:
    """How many titles a list has. Kept until titles change; a wish for a score is counted anew, as ratings move it."""
    if filters.min_score is not None:
        return titles_by("name", filters).order_by().count()
    key = f"count:{current_version('titles')}:{filters.key()}"
    count = caches["local"].get(_safe(key))
    if count is None:
        count = titles_by("name", filters).order_by().count()
        caches["local"].set(_safe(key), count, COUNT_TTL)
    return int(count)


def facets_of(filters: TitleFilters = NO_FILTERS) -> dict[str, list[tuple[str, int]]]:
    """How many titles each further choice would show; kept like counts."""
    key = _safe(f"facets:{current_version('titles')}:{filters.key()}")
    facets: dict[str, list[tuple[str, int]]] | None = caches["local"].get(key)
    if facets is None:
        facets = count_facets(Title.objects.published(), filters)
        caches["local"].set(key, facets, COUNT_TTL if filters.min_score is None else 30)
    return facets


def browse(sort: str, filters: TitleFilters, *, number: int = 1, size: int = 20) -> CardPage:
    """One page of a list; PageNotFoundError past its end."""
    count = count_titles(filters)
    if number > 1 and (number - 1) * size >= count:
        raise PageNotFoundError
    start = (number - 1) * size
    return CardPage(tuple(cards_of_statement(_statement(sort, filters, start, start + size))), count, number, size)


def _safe(key: str) -> str:
    """Filters hold codes and slugs only, but some caches refuse blanks in keys."""
    return key.replace(" ", "")
