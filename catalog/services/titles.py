"""Titles by id and by words: from the catalog, else from TMDB, which fills the catalog."""

from __future__ import annotations

from typing import Any

from catalog.search.base import SearchResult
from catalog.search.filters import TitleFilters
from catalog.search.registry import get_backend
from catalog.selectors.cards import cards_by_id
from catalog.selectors.detail import get_detail
from catalog.services.lookup import freshen_title, look_up_titles

PAGE_SIZE = 20


def get_movie_details(title_id: int) -> dict[str, Any]:
    """A published title in the shape of `GET /api/movies/{id}`; TitleNotFoundError for any other.

    `stale` says that TMDB's part is older than it is trusted; it is being asked for again.
    """
    detail = get_detail(title_id)
    freshness = freshen_title(title_id=title_id)
    if freshness.is_news:
        detail = get_detail(title_id)
    return {**detail.as_dict(), "fetched_at": freshness.fetched_at, "stale": freshness.is_stale}


def find_titles(
    query: str, filters: TitleFilters, *, offset: int = 0, limit: int = PAGE_SIZE, with_facets: bool = False
) -> SearchResult:
    """What the engine finds; where it finds nothing as written, once more after TMDB was asked."""
    backend = get_backend()
    result = backend.search(query, filters, offset=offset, limit=limit, with_facets=with_facets)
    if offset == 0 and (result.tolerant or not result.total) and look_up_titles(query=query):
        result = backend.search(query, filters, offset=offset, limit=limit, with_facets=with_facets)
    return result


def search_movies(query: str, page: int = 1) -> list[dict[str, Any]]:
    """One page of title cards for a query, best first; an empty list past the end. Pages count from 1."""
    if page < 1:
        return []
    result = find_titles(query, TitleFilters(), offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    cards = cards_by_id(hit.title_id for hit in result.hits)
    return [cards[hit.title_id].as_dict() for hit in result.hits if hit.title_id in cards]
