"""What the views of this app share."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest

from accounts.models import User
from accounts.selectors import visible_member
from catalog.exceptions import TitleNotFoundError
from catalog.selectors.cards import TitleCard, cards_by_id, with_own_ratings
from ratings.selectors import own_ratings, with_shelves
from ratings.selectors.shelves import ShelvedCard


def member_of(request: HttpRequest) -> User:
    """The member who asks; only behind `member_required`."""
    if not isinstance(request.user, User):
        raise TypeError("a view for members was reached by a visitor")
    return request.user


def shown_member(request: HttpRequest, username: str) -> User:
    """The member whose page this is; ProfileNotFoundError for one whom the asker may not see."""
    return visible_member(username=username, viewer_id=request.user.pk)


def require_card(title_id: int) -> TitleCard:
    """The card of a published title; TitleNotFoundError otherwise."""
    card = cards_by_id([title_id]).get(title_id)
    if card is None:
        raise TitleNotFoundError
    return card


def personal_cards(request: HttpRequest, title_ids: Sequence[int]) -> list[ShelvedCard]:
    """Cards in the order of `title_ids`, with the asking member's ratings and shelves on them."""
    found = cards_by_id(title_ids)
    cards = [found[title_id] for title_id in title_ids if title_id in found]
    if request.user.pk is not None and cards:
        cards = with_own_ratings(cards, own_ratings(request.user.pk, [card.id for card in cards]))
    return with_shelves(request.user.pk, cards)
