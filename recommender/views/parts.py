"""What the views of this app share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.models import User
from ratings.selectors import with_shelves
from ratings.selectors.shelves import ShelvedCard
from recommender.serving.context import Pick, Reason

MOST_LIKED = 10  # how many titles a visitor's address may name


@dataclass(frozen=True, slots=True)
class ShownPick:
    """A pick as a page shows it: a card that knows the member's shelves, and the evidence."""

    card: ShelvedCard
    because: tuple[Reason, ...]
    is_new: bool = False


def member_or_none(request: HttpRequest) -> User | None:
    """Who asks, if it is a member."""
    return request.user if isinstance(request.user, User) else None


def shown(request: HttpRequest, picks: Sequence[Pick], *, was: Sequence[int] = ()) -> list[ShownPick]:
    """Picks with the member's shelves on their cards; those not in `was` are new, if there was anything before."""
    cards = with_shelves(request.user.pk, [pick.card for pick in picks])
    return [
        ShownPick(card, pick.because, is_new=bool(was) and card.id not in was)
        for card, pick in zip(cards, picks, strict=True)
    ]


def noted_cards(request: HttpRequest, picks: Sequence[Pick]) -> list[ShelvedCard]:
    """Cards whose line below the name is the strongest reason, for rails."""
    cards = with_shelves(request.user.pk, [pick.card for pick in picks])
    return [
        ShelvedCard(card.card, card.watchlisted, card.favorite, note=_note(pick))
        for card, pick in zip(cards, picks, strict=True)
    ]


def _note(pick: Pick) -> str:
    return _("because of %(title)s") % {"title": pick.because[0].title} if pick.because else ""
