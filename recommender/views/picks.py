"""/recommendations/: picks with their reasons, tuned by the member, sent away and brought back."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from catalog.selectors.cards import cards_by_id
from catalog.selectors.offers import platforms_showing
from moviesite.common.errors import DomainError
from moviesite.common.fragments import came_from, is_htmx, member_required, render_fragment
from moviesite.common.ratelimit import rate_limited
from ratings.selectors import rating_history
from recommender.enums import DismissalKind
from recommender.forms import PAGE, read_ids
from recommender.services.dismissals import dismiss_title, undo_dismissal
from recommender.services.recommend import get_recommendations
from recommender.serving.context import MAX_LIMIT, Slate
from recommender.serving.models import MIX
from recommender.serving.pipeline import FALLBACK
from recommender.views.parts import Asked, shown


@require_safe
@rate_limited("recommend")
def recommendations(request: HttpRequest) -> HttpResponse:
    """The picks page, and for htmx the picks alone."""
    asked = Asked.read(request)
    tuning = asked.tuning
    slate = get_recommendations(**asked.who(), **tuning.arguments())
    context: dict[str, Any] = {
        "slate": slate,
        "picks": shown(request, slate.results, on=_platforms(asked, slate)),
        "tuning": tuning,
        "liked": asked.liked,
        "more": min(tuning.limit + PAGE, MAX_LIMIT) if len(slate.results) == tuning.limit < MAX_LIMIT else None,
    }
    if is_htmx(request):
        return render_fragment(request, "recommender/_picks.html", context)
    spoken = asked.profile.content_languages if asked.profile else []
    context |= {
        "options": tuning.options(spoken, asked.genres),
        # Only the mix serves newcomers by what they say of themselves.
        "by_language": bool(spoken) and slate.model.startswith(f"{MIX} "),
        "has_services": asked.profile is not None and bool(asked.profile.services),
        "has_model": slate.model != FALLBACK,
        "evidence": _evidence(asked.member) if asked.member else None,
        "gone": _gone(request),
    }
    response = render(request, "recommender/recommendations.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _platforms(asked: Asked, slate: Slate) -> dict[int, str]:
    """Where a member can watch the picks for nothing more; of a visitor's country too little is known."""
    if asked.profile is None:
        return {}
    ids = [pick.card.id for pick in slate.results]
    return platforms_showing(ids, asked.profile.country, preferred=asked.profile.services)


def _evidence(member: User) -> dict[str, Any]:
    """What the picks rest on: how many ratings, and the last of them."""
    history = rating_history(member)
    last = history.select_related("title").first()
    return {"ratings": history.count(), "last": last.title if last else None}


def _gone(request: HttpRequest) -> Any:
    """The card of a pick that was just sent away by a form, to bring it back."""
    wanted = read_ids(request.GET.getlist("gone"), most=1) if request.user.is_authenticated else []
    return next(iter(cards_by_id(wanted).values()), None)


@require_POST
@member_required
@rate_limited("write")
def dismiss(request: HttpRequest, title_id: int) -> HttpResponseBase:
    """Never offer a title again: `kind` is not_interested or seen."""
    kind = request.POST.get("kind", DismissalKind.NOT_INTERESTED)
    if kind not in DismissalKind.values:
        raise DomainError(errors={"kind": [_("One of: %(choices)s.") % {"choices": ", ".join(DismissalKind.values)}]})
    dismiss_title(member=request.user, title_id=title_id, kind=DismissalKind(kind))  # type: ignore[arg-type]
    return _back(request, gone=title_id)


@require_POST
@member_required
@rate_limited("write")
def undismiss(request: HttpRequest, title_id: int) -> HttpResponseBase:
    """Offer it again."""
    undo_dismissal(member=request.user, title_id=title_id)  # type: ignore[arg-type]
    return _back(request, gone=None)


def _back(request: HttpRequest, *, gone: int | None) -> HttpResponseBase:
    """Nothing for htmx, which changes the page itself; else the page as it was, with what is gone."""
    if is_htmx(request):
        return HttpResponse(status=204, headers={"HX-Trigger": "dismissed"} if gone is not None else None)
    parts = urlsplit(came_from(request, "recommender:recommendations"))
    query = [(name, value) for name, value in parse_qsl(parts.query) if name != "gone"]
    if gone is not None:
        query.append(("gone", str(gone)))
    return redirect(f"{parts.path}?{urlencode(query)}" if query else parts.path)
