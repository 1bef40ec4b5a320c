"""What a search page shows."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.search.base import SearchResult
from catalog.search.filters import TitleFilters
from catalog.search.registry import get_backend
from catalog.selectors.cards import TitleCard, cards_by_id
from catalog.selectors.discovery import NO_FILTERS, PageNotFoundError, top_cards
from catalog.selectors.marks import marked
from catalog.selectors.people import PersonCard, suggest_people

PEOPLE = 6
ELSE = 12


@dataclass(frozen=True, slots=True)
class Results:
    """One page of titles for a query, with people on the first. `tolerant`: near misses, as nothing fits as written.

    `instead` holds trending titles where nothing was found or nothing was asked.
    """

    cards: list[TitleCard]
    total: int
    tolerant: bool
    people: list[PersonCard]
    instead: list[TitleCard]


def find_results(
    query: str, *, number: int, size: int, member_id: int | None, wishes: TitleFilters = NO_FILTERS
) -> Results:
    """Page `number`, counted from 1; PageNotFoundError past the end.

    Of the reader's standing `wishes`, muted languages do not hold for what is searched by name.
    """
    result = SearchResult()
    people: list[PersonCard] = []
    if query:
        result = get_backend().search(query, TitleFilters(adult=wishes.adult), offset=(number - 1) * size, limit=size)
        people = suggest_people(query, PEOPLE) if number == 1 else []
    if number > 1 and not result.hits:
        raise PageNotFoundError
    cards = cards_by_id(hit.title_id for hit in result.hits)
    found = [cards[hit.title_id] for hit in result.hits if hit.title_id in cards]
    instead = [] if found or people else top_cards("trend", ELSE, wishes)
    return Results(marked(found, member_id), result.total, result.tolerant, people, marked(instead, member_id))
