"""The front page."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.selectors import profile_of
from catalog.selectors.cards import TitleCard
from catalog.selectors.home import MemberHome, member_home, visitor_home
from catalog.views.featuring import featured_cards
from moviesite.common.ui_tags import duration
from moviesite.common.vocabulary import HOME_LANGUAGES

EVENING_FROM, EVENING_TO = 16, 2  # hours of the member's clock


@require_safe
@vary_on_headers("Accept-Language", "Cookie")
def home_page(request: HttpRequest) -> HttpResponse:
    """/: for visitors something to try at once, for members their picks and what is around them."""
    if not request.user.is_authenticated:
        languages, guessed = spoken_first(request)
        context = {
            "home": visitor_home(languages),
            "first_language": languages[0] if guessed else "",
            "featured": featured_cards(request, "home"),
        }
        return render(request, "catalog/home_visitor.html", context)
    profile = profile_of(request.user)
    now = timezone.localtime(timezone=ZoneInfo(profile.time_zone)) if profile.time_zone else None
    today = (now or timezone.now()).date()
    home = member_home(
        profile.user_id,
        tuple(profile.content_languages),
        today,
        muted=profile.muted_languages,
        adult=profile.show_adult,
    )
    evening = now is not None and (now.hour >= EVENING_FROM or now.hour < EVENING_TO)
    context = {
        "home": _with_times(home, now if evening else None),
        "now": now,
        "is_evening": evening,
        "has_languages": bool(profile.content_languages),
        "featured": featured_cards(request, "home"),
    }
    return render(request, "catalog/home_member.html", context)


def spoken_first(request: HttpRequest) -> tuple[list[str], bool]:
    """The site's languages, those that the browser asks for first; and whether it asks for any beside English."""
    header = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    asked = [code.split("-")[0] for code, _weight in header]
    first = [code for code in dict.fromkeys(asked) if code in HOME_LANGUAGES and code != "en"]
    return [*first, *(code for code in HOME_LANGUAGES if code not in first)], bool(first)


def _with_times(home: MemberHome, now: datetime | None) -> MemberHome:
    return replace(home, evening=[replace(card, note=_length(card, now)) for card in home.evening])


def _length(card: TitleCard, now: datetime | None) -> str:
    """How long a film is, and when it would end if it began now."""
    if now is None or card.runtime is None:
        return duration(card.runtime)
    ends = now + timedelta(minutes=card.runtime)
    return _("%(length)s · ends %(time)s") % {"length": duration(card.runtime), "time": f"{ends:%H:%M}"}
