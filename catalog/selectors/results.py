"""What a search page shows: titles, people or reviews, and how many there are of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from catalog.search.base import SearchResult
from catalog.search.filters import TitleFilters
from catalog.search.registry import get_backend
from catalog.selectors.cards import TitleCard, cards_by_id
from catalog.selectors.discovery import NO_FILTERS, PageNotFoundError, top_cards
from catalog.selectors.extensions import FoundReview, find_reviews
from catalog.selectors.marks import marked
from catalog.selectors.people import PersonCard, people, suggest_people

PEOPLE = 6
ELSE = 12


class SearchKind(StrEnum):
    """What is searched."""

    TITLES = "titles"
    PEOPLE = "people"
    REVIEWS = "reviews"


@dataclass(frozen=True, slots=True)
class Results:
    """One page for a query. `tolerant`: near misses, as nothing fits as written.

    `people` are a few beside the first page of titles, or the page of people. `instead` holds trending titles where
    nothing was found or nothing was asked. `counts` has all kinds, unless nothing was asked.
    """

    cards: list[TitleCard] = field(default_factory=list)
    total: int = 0
    tolerant: bool = False
    people: list[PersonCard] = field(default_factory=list)
    reviews: tuple[FoundReview, ...] = ()
    instead: list[TitleCard] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def is_miss(self) -> bool:
        """Whether something was asked and no title fits as written."""
        return bool(self.counts) and (self.tolerant or not self.counts[SearchKind.TITLES])


def find_results(
    query: str,
    *,
    number: int,
    size: int,
    member_id: int | None,
    wishes: TitleFilters = NO_FILTERS,
    kind: SearchKind = SearchKind.TITLES,
) -> Results:
    """Page `number` of a kind, counted from 1; PageNotFoundError past the end.

    Of the reader's standing `wishes`, muted languages do not hold for what is searched by name.
    """
    if not query:
        return Results(instead=marked(top_cards("trend", ELSE, wishes), member_id))
    offset = (number - 1) * size
    room = {name: size if name is kind else 0 for name in SearchKind}
    titles = get_backend().search(query, TitleFilters(adult=wishes.adult), offset=offset, limit=room[SearchKind.TITLES])
    reviews = find_reviews(
        query, viewer_id=member_id, adult=wishes.adult, offset=offset, limit=room[SearchKind.REVIEWS]
    )
    counts: dict[str, int] = {
        SearchKind.TITLES: titles.total, SearchKind.PEOPLE: people(query).count(), SearchKind.REVIEWS: reviews.total
    }  # fmt: skip
    if number > 1 and offset >= counts[kind]:
        raise PageNotFoundError
    if kind is SearchKind.PEOPLE:
        return Results(total=counts[kind], people=_people(query, offset, size), counts=counts)
    if kind is SearchKind.REVIEWS:
        return Results(total=counts[kind], reviews=reviews.reviews, counts=counts)
    return _of_titles(query, titles, number, member_id, wishes, counts)


def find_people(query: str, *, offset: int, limit: int) -> tuple[list[PersonCard], int]:
    """People whose name begins so at any word, those of most titles first, and how many there are."""
    return _people(query, offset, limit), people(query).count()


def _of_titles(
    query: str,
    result: SearchResult,
    number: int,
    member_id: int | None,
    wishes: TitleFilters,
    counts: dict[str, int],
) -> Results:
    beside = suggest_people(query, PEOPLE) if number == 1 else []
    cards = cards_by_id(hit.title_id for hit in result.hits)
    found = [cards[hit.title_id] for hit in result.hits if hit.title_id in cards]
    instead = [] if found or beside else top_cards("trend", ELSE, wishes)
    return Results(
        cards=marked(found, member_id),
        total=result.total,
        tolerant=result.tolerant,
        people=beside,
        instead=marked(instead, member_id),
        counts=counts,
    )


def _people(query: str, offset: int, limit: int) -> list[PersonCard]:
    rows = people(query)[offset : offset + limit]
    return [PersonCard(row.pk, row.name, row.slug, row.titles) for row in rows]  # type: ignore[attr-defined]
