"""Reads about watchlists and favourites."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.selectors.cards import TitleCard
from ratings.enums import SavedKind
from ratings.models import SavedTitle


@dataclass(frozen=True, slots=True)
class ShelvedCard:
    """A card that knows which of a member's shelves it is on; everything else is the card's own."""

    card: TitleCard
    watchlisted: bool
    favorite: bool
    note: str = ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.card, name)


def saved_titles(member: User, kind: SavedKind) -> QuerySet[SavedTitle]:
    """A shelf in its member's order."""
    return SavedTitle.objects.filter(user=member, kind=kind, title__status=TitleStatus.PUBLISHED).order_by(
        "position", "-id"
    )


def shelves_of(member_id: int, title_id: int) -> set[str]:
    """Which of a member's shelves hold a title."""
    rows = SavedTitle.objects.filter(user_id=member_id, title_id=title_id).order_by()
    return set(rows.values_list("kind", flat=True))


def own_shelves(member_id: int, title_ids: Iterable[int]) -> dict[int, set[str]]:
    """Which of a member's shelves hold each of some titles; titles on none are left out."""
    kinds: dict[int, set[str]] = defaultdict(set)
    rows = SavedTitle.objects.filter(user_id=member_id, title_id__in=list(title_ids)).order_by()
    for title_id, kind in rows.values_list("title_id", "kind"):
        kinds[title_id].add(kind)
    return dict(kinds)


def with_shelves(member_id: int | None, cards: Sequence[TitleCard]) -> list[ShelvedCard]:
    """The cards with a member's shelves written on them, by one query; nobody has none."""
    kinds = own_shelves(member_id, [card.id for card in cards]) if member_id is not None and cards else {}
    return [
        ShelvedCard(card, SavedKind.WATCHLIST in kinds.get(card.id, ()), SavedKind.FAVORITE in kinds.get(card.id, ()))
        for card in cards
    ]
