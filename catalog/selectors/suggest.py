"""What to offer while somebody is typing."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.dedup.normalise import fold_case
from catalog.search.registry import get_backend
from catalog.selectors.cards import TitleCard, cards_by_id
from catalog.selectors.people import PersonCard, suggest_people
from moviesite.common.vocabulary import language_name

TITLES_FIRST = 5
SHORTEST = 2
CHOICE = 3  # titles looked at for each one shown


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
    title_ids = get_backend().suggest(query, limit=CHOICE * limit)
    people = suggest_people(query, limit)
    room = max(TITLES_FIRST, limit - len(people))
    cards = cards_by_id(title_ids)
    found = [cards[title_id] for title_id in title_ids if title_id in cards]
    found.sort(key=lambda card: not _begins(card, query))
    return [*map(_of_title, found[:room]), *map(_of_person, people)][:limit]


def _begins(card: TitleCard, query: str) -> bool:
    """Whether a title begins with just these letters: folding is generous, and "baa" should not mean Big Bang first."""
    typed = fold_case(query)
    return fold_case(card.title).startswith(typed) or fold_case(card.original_title).startswith(typed)


def _of_title(card: TitleCard) -> Suggestion:
    parts = [
        card.original_title if card.has_native_title else "",
        str(card.year or ""),
        language_name(card.language) if card.language else "",
    ]
    return Suggestion(card.title, " · ".join(filter(None, parts)), card.url, card.kind)


def _of_person(person: PersonCard) -> Suggestion:
    return Suggestion(person.name, f"{person.titles} title{'s' * (person.titles != 1)}", person.url, "person")
