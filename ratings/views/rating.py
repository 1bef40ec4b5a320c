"""Rating a title and putting it on a shelf, with the part of the title page that does both."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from catalog.selectors.cards import TitleCard
from moviesite.common.api.problems import problem_response
from moviesite.common.errors import DomainError
from moviesite.common.fragments import came_from, is_htmx, member_required, render_fragment, wants_json
from moviesite.common.ratelimit import rate_limited
from ratings.enums import SavedKind
from ratings.exceptions import RatingNotFoundError, RatingRangeError
from ratings.forms import RateForm
from ratings.selectors import rating_of, shelves_of, title_histogram
from ratings.services.rating import delete_rating, rate_title
from ratings.services.shelves import toggle_saved
from ratings.views.parts import member_of, require_card

_WORDS = {
    (SavedKind.WATCHLIST, True): _("On your watchlist"),
    (SavedKind.WATCHLIST, False): _("Off your watchlist"),
    (SavedKind.FAVORITE, True): _("A favourite now"),
    (SavedKind.FAVORITE, False): _("No longer a favourite"),
}


@require_POST
@member_required
@rate_limited("write")
def rate(request: HttpRequest, title_id: int) -> HttpResponse:
    """Rate a title, or take the rating back with an empty value; a script gets JSON, a form goes back to its page."""
    try:
        value = _apply(member_of(request), title_id, request.POST)
    except DomainError as error:
        if not wants_json(request):
            raise
        return problem_response(error.status, error.detail, code=error.code, title=error.title, errors=error.errors)
    if wants_json(request):
        return JsonResponse({"movie": title_id, "rating": value})
    return redirect(came_from(request, "ratings:history"))


def _apply(member: User, title_id: int, data: Any) -> float | None:
    form = RateForm(data)
    if "rating" not in data or not form.is_valid():
        raise RatingRangeError(errors={"rating": [str(_("Half a star to five, in half steps."))]})
    value: float | None = form.cleaned_data["rating"]
    if value is not None:
        rate_title(member=member, title_id=title_id, value=value)
        return value
    try:
        delete_rating(member=member, title_id=title_id)
    except RatingNotFoundError:
        require_card(title_id)  # clearing twice is the same as once, for a title that exists
    return None


@require_POST
@member_required
@rate_limited("write")
def toggle(request: HttpRequest, title_id: int, kind: SavedKind) -> HttpResponse:
    """Put a title on a shelf or take it off; htmx is told the new state, a form goes back to its page."""
    saved = toggle_saved(member=member_of(request), title_id=title_id, kind=kind)
    if not is_htmx(request):
        return redirect(came_from(request, f"ratings:{'watchlist' if kind == SavedKind.WATCHLIST else 'favorites'}"))
    news = {"toast": {"message": str(_WORDS[kind, saved])}, "toggled": {"on": saved}}
    return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(news)})


@require_safe
@rate_limited("read")
def title_rating(request: HttpRequest, title_id: int) -> HttpResponse:
    """The member's stars and shelves of one title, and how everybody rated it; a page of its own without htmx."""
    card = require_card(title_id)
    template = "ratings/_title_rating.html" if is_htmx(request) else "ratings/title_rating.html"
    return render_fragment(request, template, _rating_context(request, card))


def _rating_context(request: HttpRequest, card: TitleCard) -> dict[str, Any]:
    own, shelves = None, set[str]()
    if isinstance(request.user, User):
        rating = rating_of(request.user, card.id)
        own, shelves = rating.value if rating else None, shelves_of(request.user.pk, card.id)
    part = request.GET.get("part", "")
    return {
        "card": card,
        "own_rating": own,
        "watchlisted": SavedKind.WATCHLIST in shelves,
        "favorite": SavedKind.FAVORITE in shelves,
        "histogram": title_histogram(card.id),
        "with_control": part != "chart",
        "with_chart": part != "you",
    }
