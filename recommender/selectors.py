"""Reads of the recommender."""

from __future__ import annotations

from collections.abc import Collection

from catalog.models import Title
from catalog.selectors.cards import TitleCard, cards_of


def welcome_titles(*, languages: Collection[str], exclude: Collection[int], limit: int = 24) -> list[TitleCard]:
    """Widely rated titles to begin with, alternating over the wanted languages, so that each has its turn."""
    wanted = list(dict.fromkeys(languages))
    base = Title.objects.published().without_adult().exclude(pk__in=list(exclude))
    if not wanted:
        return cards_of(base.by_popularity()[:limit])
    share = -(-limit // len(wanted))
    rows = [cards_of(base.in_languages([code]).by_popularity()[:share]) for code in wanted]
    mixed = [row[place] for place in range(share) for row in rows if place < len(row)]
    return mixed[:limit]
