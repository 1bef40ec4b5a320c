"""What curators put in front of whoever asks for a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation.trans_real import parse_accept_lang_header

from accounts.models import User
from accounts.selectors import profile_of
from catalog.regional.region import region_of
from catalog.selectors.cards import TitleCard, cards_by_id
from catalog.selectors.extensions import Viewpoint, featured_at
from catalog.selectors.marks import marked

SHOWN = 3


@dataclass(frozen=True, slots=True)
class FeaturedCard:
    """A title and the curators' words about it."""

    card: TitleCard
    headline: str
    blurb: str


def featured_cards(request: HttpRequest, place: str, *, languages: tuple[str, ...] | None = None) -> list[FeaturedCard]:
    """At most three; a title that is not published any more is not among them.

    `languages` stand for those of a page that is about a language; else they are what the reader speaks.
    """
    viewpoint = viewpoint_of(request)
    if languages is not None:
        viewpoint = Viewpoint(viewpoint.region, languages, viewpoint.joined_at, viewpoint.at)
    found = featured_at(place, viewpoint)
    if not found:
        return []
    cards = cards_by_id({item.title_id for item in found})
    cards = {card.id: card for card in marked(cards.values(), request.user.pk)}
    shown = [FeaturedCard(cards[item.title_id], item.headline, item.blurb) for item in found if item.title_id in cards]
    return shown[:SHOWN]


def viewpoint_of(request: HttpRequest) -> Viewpoint:
    """Where the reader is, what they speak and since when they are here; a preview says it itself."""
    given = getattr(request, "viewpoint", None)
    if isinstance(given, Viewpoint):
        return given
    user = request.user
    asked = [code.split("-")[0] for code, _ in parse_accept_lang_header(request.headers.get("Accept-Language", ""))]
    spoken = [get_language() or "", *asked]
    joined: datetime | None = None
    if isinstance(user, User):
        profile = profile_of(user)
        joined = user.date_joined
        spoken = [*profile.content_languages, *spoken]
    languages = tuple(dict.fromkeys(code for code in spoken if code))
    return Viewpoint(region_of(request).code, languages, joined, timezone.now())
