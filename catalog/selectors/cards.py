"""Title cards: the one summary of a title that every list, rail and API answer shows.

Cards are read as plain rows, two queries for any number of them: model instances and related managers would cost more
than the rest of a request.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from django.core.cache import caches
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.translation import get_language

from catalog.models import Genre, Title, TitleStats
from catalog.querysets.title import TitleQuerySet
from catalog.selectors.titles import merged_into

GENRES_TTL = 300
GENRES_KEY = "catalog:genre-names"
LARGEST_ID = 2**63 - 1  # a larger number in an address is nobody's id, and no database takes it


Statement = tuple[str, tuple[Any, ...]]


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
_FIELDS = (*_COLUMNS[:-2], "average", "count")


def genre_tags() -> dict[int, GenreTag]:
    """All genres by id, in the reader's language; kept in the process for minutes: they are few and hardly change."""
    rows = caches["local"].get(GENRES_KEY)
    if rows is None:
        rows = list(Genre.objects.values_list("id", "slug", "name", "names"))
        caches["local"].set(GENRES_KEY, rows, GENRES_TTL)
    language = get_language() or ""
    return {pk: GenreTag(slug, names.get(language) or name) for pk, slug, name, names in rows}


@lru_cache(maxsize=64)
def _links_statement(count: int) -> str:
    through = Title.genres.through._meta.db_table
    return f"SELECT title_id, genre_id FROM {through} WHERE title_id IN ({', '.join(['%s'] * count)}) ORDER BY id"  # noqa: S608


def _genres_of(title_ids: Sequence[int]) -> dict[int, list[int]]:
    # Written out: the ORM would take longer to build this statement than the database to answer it.
    found: dict[int, list[int]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_links_statement(len(title_ids)), list(title_ids))
        for title_id, genre_id in cursor.fetchall():
            found[title_id].append(genre_id)
    return found


def card_statement(titles: TitleQuerySet) -> Statement | None:
    """The SQL and parameters that read the cards of a queryset; None when it can have no rows.

    Building it costs several times what running it does, so lists that are asked for again and again keep it.
    """
    try:
        return titles.values_list(*_COLUMNS).query.sql_with_params()
    except EmptyResultSet:
        return None


def ranked_card_statement(titles: TitleQuerySet, order: str, start: int, stop: int) -> Statement | None:
    """The statement for one page of `titles` in descending order of a column of their sums, such as "trend".

    It walks the sums in their index's order and asks of each whether its title is wanted, so a page costs the same in a
    catalog of any size. Joined the other way round, SQLite would sort all titles for every page.
    """
    wanted = Exists(titles.order_by().filter(pk=OuterRef("title_id")))
    rows = TitleStats.objects.filter(wanted).order_by(f"-{order}", "title_id")
    columns = [name.removeprefix("stats__") if name.startswith("stats__") else f"title__{name}" for name in _COLUMNS]
    try:
        return rows.values_list(*columns)[start:stop].query.sql_with_params()
    except EmptyResultSet:
        return None


def cards_of(titles: TitleQuerySet) -> list[TitleCard]:
    """Cards of a queryset, in its order; slice it first."""
    return cards_of_statement(card_statement(titles))


def cards_of_statement(statement: Statement | None) -> list[TitleCard]:
    """Cards of what `card_statement` made."""
    if statement is None:
        return []
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        rows = cursor.fetchall()
    if not rows:
        return []
    genres, tags = _genres_of([row[0] for row in rows]), genre_tags()
    return [_card(row, tuple(tags[pk] for pk in genres.get(row[0], ()) if pk in tags)) for row in rows]


def _card(row: tuple[Any, ...], genres: tuple[GenreTag, ...]) -> TitleCard:
    card = dict(zip(_FIELDS, row, strict=True))
    # SQLite and MariaDB hold truth as a number; a title without sums has no count.
    return TitleCard(**card | {"is_anime": bool(card["is_anime"]), "count": card["count"] or 0, "genres": genres})


def cards_by_id(title_ids: Iterable[int]) -> dict[int, TitleCard]:
    """Cards of published titles by id; ids that are unknown or not published are left out."""
    wanted = [pk for pk in title_ids if pk <= LARGEST_ID]
    if not wanted:
        return {}
    return {card.id: card for card in cards_of(Title.objects.published().filter(pk__in=wanted).order_by())}


def with_own_ratings(cards: Iterable[TitleCard], ratings: dict[int, float]) -> list[TitleCard]:
    """The cards with a member's own ratings, {title id: stars}, written on them."""
    return [replace(card, own_rating=ratings.get(card.id)) for card in cards]


def kept_card(title_id: int) -> TitleCard | None:
    """The card of the title that this one has become part of; None for any other."""
    kept_id = merged_into(title_id) if title_id <= LARGEST_ID else None
    return None if kept_id is None else cards_by_id([kept_id]).get(kept_id)
