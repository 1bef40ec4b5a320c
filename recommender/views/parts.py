"""What the views of this app share."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Profile, User
from accounts.selectors import profile_of
from catalog.selectors.genres import genre_choices
from catalog.selectors.offers import titles_on
from ratings.selectors import with_shelves
from ratings.selectors.shelves import ShelvedCard
from recommender.forms import Tuning, read_ids
from recommender.serving.context import Pick, Reason

MOST_LIKED = 10  # how many titles a visitor's address may name


@dataclass(frozen=True, slots=True)
class ShownPick:
    """A pick as a page shows it: a card that knows the member's shelves, the evidence, and the platform it is on."""

    card: ShelvedCard
    because: tuple[Reason, ...]
    is_new: bool = False
    on: str = ""


def member_or_none(request: HttpRequest) -> User | None:
    """Who asks, if it is a member."""
    return request.user if isinstance(request.user, User) else None


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks for picks and for which; `profile` is a member's, `liked` are the titles of a visitor."""

    member: User | None
    profile: Profile | None
    tuning: Tuning
    genres: list[tuple[str, str]]
    liked: list[int]

    @classmethod
    def read(cls, request: HttpRequest) -> Asked:
        """From the address; what was not understood is left out."""
        member = member_or_none(request)
        profile = profile_of(member) if member is not None else None
        genres = genre_choices()
        tuning = Tuning.read(
            request.GET,
            known_genres={slug for slug, _name in genres},
            has_services=profile is not None and bool(profile.services),
        )
        liked = read_ids(request.GET.getlist("like"), most=MOST_LIKED) if member is None else []
        return cls(member, profile, tuning, genres, liked)

    def who(self) -> dict[str, Any]:
        """Who, and what they can watch, as `get_recommendations` and `get_rails` take it."""
        watchable = (
            titles_on(self.profile.services, self.profile.country)
            if self.profile is not None and self.tuning.mine
            else None
        )
        return {"member": self.member, "liked": self.liked, "watchable": watchable}


def local_now(profile: Profile | None) -> datetime | None:
    """The member's wall clock, naive so that templates show it as it is; None if they did not tell where they are."""
    if profile is None or not profile.time_zone:
        return None
    return timezone.make_naive(timezone.now(), zoneinfo.ZoneInfo(profile.time_zone))


def shown(
    request: HttpRequest, picks: Sequence[Pick], *, was: Sequence[int] = (), on: Mapping[int, str] | None = None
) -> list[ShownPick]:
    """Picks with the member's shelves on their cards; those not in `was` are new, if there was anything before."""
    cards = with_shelves(request.user.pk, [pick.card for pick in picks])
    return [
        ShownPick(card, pick.because, is_new=bool(was) and card.id not in was, on=(on or {}).get(card.id, ""))
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
