"""What there is in one language."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.search.filters import TitleFilters
from catalog.selectors.cards import GenreTag, TitleCard, genre_tags
from catalog.selectors.discovery import best, count_titles, facets_of, popular, trending
from catalog.selectors.marks import marked

ROW = 12
GENRES = 8
_ROWS = {"trending": trending, "popular": popular, "best": best}


@dataclass(frozen=True, slots=True)
class LanguagePage:
    """Rows of cards; `genres` are those most titles have, `decades` (first year, titles) from the earliest on."""

    count: int
    trending: list[TitleCard]
    popular: list[TitleCard]
    best: list[TitleCard]
    genres: list[tuple[GenreTag, int]]
    decades: list[tuple[int, int]]


def language_page(code: str, *, member_id: int | None) -> LanguagePage | None:
    """The page of a language; None where the catalog has nothing in it."""
    wishes = TitleFilters(languages=(code,))
    count = count_titles(wishes)
    if not count:
        return None
    rows = {name: row(ROW, languages=(code,)) for name, row in _ROWS.items()}
    cards = {card.id: card for row in rows.values() for card in row}
    known = {card.id: card for card in marked(cards.values(), member_id)}
    facets = facets_of(wishes)
    tags = {tag.slug: tag for tag in genre_tags().values()}
    return LanguagePage(
        count=count,
        genres=[(tags[slug], number) for slug, number in facets["genre"][:GENRES] if slug in tags],
        decades=sorted((int(first), number) for first, number in facets["decade"]),
        **{name: [known[card.id] for card in row] for name, row in rows.items()},
    )
