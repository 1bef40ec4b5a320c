"""What to offer while somebody is typing."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.search.registry import get_backend
from catalog.selectors.cards import TitleCard, cards_by_id
from catalog.selectors.people import PersonCard, suggest_people
from moviesite.common.vocabulary import language_name

TITLES_FIRST = 5
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line under the search field; `kind` is "movie", "tv" or "person"."""

    label: str
    sublabel: str
    url: str
    kind: str


def suggest(query: str, limit: int = 8) -> list[Suggestion]:
    """Titles and people whose names begin like `query`; nothing for a single letter."""
    if len(query.strip()) < SHORTEST:
        return []
    title_ids = get_backend().suggest(query, limit=limit)
    people = suggest_people(query, limit)
    room = max(TITLES_FIRST, limit - len(people))
    cards = cards_by_id(title_ids[:room])
    titles = [_of_title(cards[title_id]) for title_id in title_ids[:room] if title_id in cards]
    return [*titles, *map(_of_person, people)][:limit]


def _of_title(card: TitleCard) -> Suggestion:
    parts = [
        card.original_title if card.has_native_title else "",
        str(card.year or ""),
        language_name(card.language) if card.language else "",
    ]
    return Suggestion(card.title, " · ".join(filter(None, parts)), card.url, card.kind)


def _of_person(person: PersonCard) -> Suggestion:
    return Suggestion(person.name, f"{person.titles} title{'s' * (person.titles != 1)}", person.url, "person")
