"""Picks for the time there is: a rail for each occasion, the one that fits the member's clock first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.selectors import profile_of
from moviesite.common.fragments import is_htmx, member_required, render_fragment
from moviesite.common.ratelimit import rate_limited
from ratings.selectors.shelves import ShelvedCard
from recommender.forms import OCCASION_WORDS
from recommender.services.recommend import Rail, get_rails
from recommender.views.parts import Asked, local_now, noted_cards

RAIL = 10


@dataclass(frozen=True, slots=True)
class ShownRail:
    """A rail as a page shows it; `note` says what it holds and, for the one that fits the hour, why."""

    occasion: str
    name: Promise | str
    note: str
    cards: list[ShelvedCard]


@require_safe
@rate_limited("recommend")
def hours(request: HttpRequest) -> HttpResponse:
    """All rails for the wishes in the address: the end of the picks page, and without htmx a page."""
    asked = Asked.read(request)
    now = local_now(asked.profile)
    rails = get_rails(**asked.who(), now=now, limit=RAIL, **asked.tuning.wishes())
    template = "recommender/_hours.html" if is_htmx(request) else "recommender/hours.html"
    return render_fragment(request, template, _context(request, rails, now))


@require_safe
@member_required
@rate_limited("recommend")
def hour_rail(request: HttpRequest) -> HttpResponse:
    """Part of the home page: the rail that fits the hour; nothing for who did not tell where they are."""
    member = request.user
    if not isinstance(member, User):
        raise TypeError("only members get here")
    now = local_now(profile_of(member))
    rails = get_rails(member=member, now=now, limit=RAIL, most=1) if now is not None else []
    return render_fragment(request, "recommender/_hours.html", _context(request, rails, now))


def _context(request: HttpRequest, rails: list[Rail], now: datetime | None) -> dict[str, Any]:
    """The cards of all rails get their shelves at once, so that the number of rails costs nothing."""
    cards = iter(noted_cards(request, [pick for rail in rails for pick in rail.slate.results]))
    shown = [
        ShownRail(
            occasion=rail.occasion,
            name=OCCASION_WORDS[rail.occasion].name,
            note=_note(rail.occasion, now if place == 0 else None),
            cards=[next(cards) for _pick in rail.slate.results],
        )
        for place, rail in enumerate(rails)
    ]
    return {"rails": shown, "now": now, "personalized": any(rail.slate.personalized for rail in rails)}


def _note(occasion: str, now: datetime | None) -> str:
    words = OCCASION_WORDS[occasion]
    if now is None:
        return str(words.holds)
    when = date_format(now, "l H:i")
    return _("It is %(when)s where you are: %(why)s") % {"when": when, "why": words.fits}
