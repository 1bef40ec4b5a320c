"""What the member who looks knows about the titles they look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from catalog.selectors.cards import TitleCard
from catalog.selectors.extensions import own_ratings_of, own_shelves_of


def marked(cards: Iterable[TitleCard], member_id: int | None) -> list[TitleCard]:
    """The cards with a member's ratings and shelves written on them; a visitor's stay as they are."""
    cards = list(cards)
    if member_id is None or not cards:
        return cards
    title_ids = {card.id for card in cards}
    ratings, shelves = own_ratings_of(member_id, title_ids), own_shelves_of(member_id, title_ids)
    return [
        replace(
            card,
            own_rating=ratings.get(card.id),
            watchlisted="watchlist" in shelves.get(card.id, ()),
            favorite="favorite" in shelves.get(card.id, ()),
        )
        for card in cards
    ]
