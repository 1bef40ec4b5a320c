"""What apps above the catalog know about titles, handed in by them: the catalog imports none of them.

An app registers from its `AppConfig.ready()`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from catalog.search.snippets import Piece

#: From a member's id and title ids to the member's stars by title id.
OwnRatings = Callable[[int, Iterable[int]], dict[int, float]]

#: From a member's id and title ids to the names of the member's shelves, "watchlist" and "favorite", by title id.
OwnShelves = Callable[[int, Iterable[int]], Mapping[int, Collection[str]]]


@dataclass(frozen=True, slots=True)
class FoundReview:
    """A review that was found. Without a snippet where it gives the story away; `language` is "" where unknown."""

    id: int
    title_id: int
    title: str
    year: int | None
    title_url: str
    author: str
    author_url: str
    snippet: tuple[Piece, ...]
    language: str
    contains_spoilers: bool
    like_count: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class FoundReviews:
    """One page of found reviews, and how many there are in all."""

    reviews: tuple[FoundReview, ...]
    total: int


class ReviewSearch(Protocol):
    """Finds reviews that the viewer may read."""

    def __call__(self, query: str, *, viewer_id: int | None, adult: bool, offset: int, limit: int) -> FoundReviews:
        """One page for a query as typed."""


_own_ratings: list[OwnRatings] = []
_own_shelves: list[OwnShelves] = []
_review_search: list[ReviewSearch] = []


def register_own_ratings(provider: OwnRatings) -> None:
    """Say where members' own ratings come from; the last one registered answers."""
    _own_ratings[:] = [provider]


def own_ratings_of(member_id: int | None, title_ids: Iterable[int]) -> dict[int, float]:
    """A member's own ratings of some titles; {} for a visitor, or where nobody keeps ratings."""
    if member_id is None or not _own_ratings:
        return {}
    return _own_ratings[0](member_id, title_ids)


def register_own_shelves(provider: OwnShelves) -> None:
    """Say where members' watchlists and favourites come from; the last one registered answers."""
    _own_shelves[:] = [provider]


def own_shelves_of(member_id: int | None, title_ids: Iterable[int]) -> Mapping[int, Collection[str]]:
    """Which of a member's shelves hold some titles; {} for a visitor, or where nobody keeps shelves."""
    if member_id is None or not _own_shelves:
        return {}
    return _own_shelves[0](member_id, title_ids)


def register_review_search(provider: ReviewSearch) -> None:
    """Say who finds reviews; the last one registered answers."""
    _review_search[:] = [provider]


def find_reviews(query: str, *, viewer_id: int | None, adult: bool, offset: int, limit: int) -> FoundReviews:
    """Reviews for a query; none where nobody keeps reviews."""
    if not _review_search:
        return FoundReviews((), 0)
    return _review_search[0](query, viewer_id=viewer_id, adult=adult, offset=offset, limit=limit)


@dataclass(frozen=True, slots=True)
class Viewpoint:
    """From where somebody looks: what decides which featured titles they see.

    `joined_at` is None for a visitor; `languages` are those that they read or watch in; `at` is the moment.
    """

    region: str
    languages: tuple[str, ...]
    joined_at: datetime | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Featured:
    """A title that curators put in front, with their words."""

    title_id: int
    headline: str
    blurb: str


class FeaturedTitles(Protocol):
    """Says what is featured in a place ("home", "regional")."""

    def __call__(self, place: str, viewpoint: Viewpoint) -> list[Featured]:
        """Best placed first."""


_featured: list[FeaturedTitles] = []


def register_featured(provider: FeaturedTitles) -> None:
    """Say who features titles; the last one registered answers."""
    _featured[:] = [provider]


def featured_at(place: str, viewpoint: Viewpoint) -> list[Featured]:
    """What is featured in a place for somebody; nothing where nobody features."""
    return _featured[0](place, viewpoint) if _featured else []
