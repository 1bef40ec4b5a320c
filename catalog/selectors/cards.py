"""Title cards: the one summary of a title that every list, rail and API answer shows.

Cards are read as plain rows, two queries for any number of them: model instances and related managers would cost more
than the rest of a request.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.cache import caches

from catalog.models import Genre, Title
from catalog.querysets.title import TitleQuerySet

GENRES_TTL = 300
LARGEST_ID = 2**63 - 1  # a larger number in an address is nobody's id, and no database takes it


@dataclass(frozen=True, slots=True)
class GenreTag:
    """A genre as a card shows it."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class TitleCard:
    """A title at a glance. `average`, `own_rating` and `predicted` are 0–5 stars or None; `runtime` is in minutes.

    `note` is a line that a page shows in place of year and language.
    """

    id: int
    kind: str
    is_anime: bool
    title: str
    original_title: str
    slug: str
    year: int | None
    end_year: int | None
    runtime: int | None
    director: str
    language: str
    poster_url: str
    average: float | None
    count: int
    genres: tuple[GenreTag, ...] = ()
    own_rating: float | None = None
    predicted: float | None = None
    note: str = ""
    watchlisted: bool = False
    favorite: bool = False

    @property
    def url(self) -> str:
        """The title's page."""
        return f"/title/{self.id}-{self.slug}/"

    @property
    def poster(self) -> str:
        """The address of a picture: a stored one, else the drawn poster."""
        return self.poster_url or f"/title/{self.id}/poster.svg"

    @property
    def has_native_title(self) -> bool:
        """Whether the original title stands in another form beside the Latin one."""
        return bool(self.original_title) and self.original_title != self.title

    def as_dict(self) -> dict[str, Any]:
        """The card in the shape that the API promises."""
        return {
            "id": self.id,
            "kind": self.kind,
            "is_anime": self.is_anime,
            "title": self.title,
            "original_title": self.original_title,
            "year": self.year,
            "genres": [genre.name for genre in self.genres],
            "language": self.language,
            "poster": self.poster,
            "rating": {"average": self.average, "count": self.count},
            "url": self.url,
        }


_COLUMNS = (
    "id",
    "kind",
    "is_anime",
    "title",
    "original_title",
    "slug",
    "year",
    "end_year",
    "runtime",
    "director",
    "language",
    "poster_url",
    "stats__average",
    "stats__rating_count",
)


def genre_tags() -> dict[int, GenreTag]:
    """All genres by id, kept in the process for a few minutes: there are some twenty and they hardly change."""
    rows = caches["local"].get("catalog:genres")
    if rows is None:
        rows = list(Genre.objects.values_list("id", "slug", "name"))
        caches["local"].set("catalog:genres", rows, GENRES_TTL)
    return {pk: GenreTag(slug, name) for pk, slug, name in rows}


def _genres_of(title_ids: Sequence[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    links = Title.genres.through.objects.filter(title_id__in=title_ids).order_by("id")
    for title_id, genre_id in links.values_list("title_id", "genre_id"):
        found[title_id].append(genre_id)
    return found


def cards_of(titles: TitleQuerySet) -> list[TitleCard]:
    """Cards of a queryset, in its order; slice it first."""
    rows = list(titles.values_list(*_COLUMNS))
    if not rows:
        return []
    genres = _genres_of([row[0] for row in rows])
    tags = genre_tags()
    cards = []
    for row in rows:
        *facts, count = row
        own_tags = tuple(tags[genre_id] for genre_id in genres.get(row[0], ()) if genre_id in tags)
        cards.append(TitleCard(*facts, count or 0, own_tags))  # type: ignore[call-arg]  # in the order of _COLUMNS
    return cards


def cards_by_id(title_ids: Iterable[int]) -> dict[int, TitleCard]:
    """Cards of published titles by id; ids that are unknown or not published are left out."""
    wanted = [pk for pk in title_ids if pk <= LARGEST_ID]
    if not wanted:
        return {}
    return {card.id: card for card in cards_of(Title.objects.published().filter(pk__in=wanted).order_by())}


def with_own_ratings(cards: Iterable[TitleCard], ratings: dict[int, float]) -> list[TitleCard]:
    """The cards with a member's own ratings, {title id: stars}, written on them."""
    return [replace(card, own_rating=ratings.get(card.id)) for card in cards]
