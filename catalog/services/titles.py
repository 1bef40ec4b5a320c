"""Titles by id and by words, for callers that want plain data."""

from __future__ import annotations

from typing import Any

from catalog.search.filters import TitleFilters
from catalog.search.registry import get_backend
from catalog.selectors.cards import cards_by_id
from catalog.selectors.detail import get_detail

PAGE_SIZE = 20


def get_movie_details(title_id: int) -> dict[str, Any]:
    """A published title in the shape of `GET /api/movies/{id}`; TitleNotFoundError for any other."""
    return get_detail(title_id).as_dict()


def search_movies(query: str, page: int = 1) -> list[dict[str, Any]]:
    """One page of title cards for a query, best first; an empty list past the end. Pages count from 1."""
    if page < 1:
        return []
    result = get_backend().search(query, TitleFilters(), offset=(page - 1) * PAGE_SIZE, limit=PAGE_SIZE)
    cards = cards_by_id(hit.title_id for hit in result.hits)
    return [cards[hit.title_id].as_dict() for hit in result.hits if hit.title_id in cards]
