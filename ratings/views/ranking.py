"""Ranking what one has rated: the duel, the list it grows, and the list as stars."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from moviesite.common.errors import ConflictError
from moviesite.common.fragments import is_htmx, member_required, render_fragment
from moviesite.common.paging import page_of
from moviesite.common.ratelimit import enforce, rate_limited
from ratings.exceptions import NothingToUndoError
from ratings.forms import DuelForm, RankingFilterForm
from ratings.selectors.ranking import (
    Duel,
    change_cards,
    last_conversion,
    narrowed,
    next_duel,
    place_cards,
    places_of,
    settled_ranking,
    stars_plan,
)
from ratings.services.ranking import answer_question, leave_out, put_back, start_over, undo_answer
from ratings.services.ranking_stars import turn_into_stars, undo_stars
from ratings.views.parts import member_of

PAGE, CHANGES_PAGE = 50, 50


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def duel(request: HttpRequest) -> HttpResponseBase:
    """/ranking/: two rated titles to choose from, and how far the ranking is. htmx gets the duel alone."""
    if request.method != "POST":
        enforce(request, "read")
        return _shown(request, next_duel(member_of(request)))
    enforce(request, "rank")
    form = DuelForm(request.POST)
    if not form.is_valid():
        return _stale(request, _("Choose one of the two, or neither."), status=422)
    data = form.cleaned_data
    try:
        answered = answer_question(member=member_of(request), question=data["question"], outcome=data["answer"])
    except ConflictError:
        return _stale(request, _("That question was out of date. This is the one to answer now."), status=409)
    return _shown(request, answered.duel) if is_htmx(request) else redirect("ratings:ranking")


@require_POST
@member_required
@rate_limited("rank")
def undo(request: HttpRequest) -> HttpResponseBase:
    """Take the last answer back."""
    try:
        now_asked = undo_answer(member=member_of(request))
    except NothingToUndoError:
        return _stale(request, _("There is nothing to take back."), status=409)
    return _shown(request, now_asked) if is_htmx(request) else redirect("ratings:ranking")


def _shown(request: HttpRequest, asked: Duel, *, notice: str = "", status: int = 200) -> HttpResponse:
    template = "ratings/_ranking_duel.html" if is_htmx(request) else "ratings/ranking.html"
    return render_fragment(request, template, {"duel": asked, "notice": notice}, status=status)


def _stale(request: HttpRequest, words: str, *, status: int) -> HttpResponse:
    """The question that is asked now, and why it was not the one answered. htmx would not show an error's body."""
    asked = next_duel(member_of(request))
    if not is_htmx(request):
        return _shown(request, asked, notice=words, status=status)
    response = _shown(request, asked)
    response["HX-Trigger"] = json.dumps({"toast": {"message": words}})
    return response


@require_safe
@member_required
@rate_limited("read")
def ranking_list(request: HttpRequest) -> HttpResponseBase:
    """/ranking/list/: the ranking, narrowed by kind, language and decade."""
    held = settled_ranking(member_of(request))
    places = places_of(held)
    form = RankingFilterForm(request.GET, places=places)
    form.is_valid()  # what is not on offer narrows nothing
    found = narrowed(places, **form.cleaned_data)
    page = page_of(request, found, PAGE)
    context = {
        "form": form,
        "page": page,
        "rows": place_cards(list(page)),
        "total": len(places),
        "found": len(found),
        "is_narrowed": len(found) != len(places),
        "waiting": len(held.state.waiting),
        "left_out": len(held.left_out),
    }
    return render_fragment(request, "ratings/ranking_list.html", context)


@require_POST
@member_required
@rate_limited("write")
def remove(request: HttpRequest, title_id: int) -> HttpResponseBase:
    """Leave a title out of the ranking."""
    leave_out(member=member_of(request), title_id=title_id)
    messages.success(request, _("Left out of your ranking. Its stars stay."))
    return redirect("ratings:ranking-list")


@require_POST
@member_required
@rate_limited("write")
def restore(request: HttpRequest) -> HttpResponseBase:
    """Have those that were left out asked about again."""
    count = put_back(member=member_of(request))
    words = ngettext("%(count)d title waits for its duels.", "%(count)d titles wait for their duels.", count)
    messages.success(request, words % {"count": count})
    return redirect("ratings:ranking")


@require_POST
@member_required
@rate_limited("write")
def restart(request: HttpRequest) -> HttpResponseBase:
    """Begin again; only with the box ticked."""
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Nothing was changed: tick the box to start over."))
        return redirect("ratings:ranking-list")
    start_over(member=member_of(request))
    messages.success(request, _("Your ranking begins anew. Your stars are as they were."))
    return redirect("ratings:ranking")


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def stars(request: HttpRequest) -> HttpResponseBase:
    """/ranking/stars/: what turning the ranking into stars would change, and doing it."""
    enforce(request, "write" if request.method == "POST" else "read")
    member = member_of(request)
    if request.method != "POST":
        return _stars_shown(request)
    try:
        plan = turn_into_stars(member=member, plan_key=request.POST.get("plan", ""))
    except ConflictError:
        return _stars_shown(request, notice=_("Your ratings have changed since you looked. Look again."), status=409)
    count = len(plan.changes)
    words = ngettext("%(count)d title has other stars now.", "%(count)d titles have other stars now.", count)
    messages.success(request, words % {"count": count})
    return redirect("ratings:ranking-stars")


def _stars_shown(request: HttpRequest, *, notice: str = "", status: int = 200) -> HttpResponse:
    held = settled_ranking(member_of(request))
    plan = stars_plan(held)
    page = page_of(request, plan.changes, CHANGES_PAGE)
    context: dict[str, Any] = {
        "plan": plan,
        "page": page,
        "rows": change_cards(list(page)),
        "ranked": len(held.state.order),
        "waiting": len(held.state.waiting),
        "conversion": last_conversion(held.ranking),
        "notice": notice,
    }
    return render_fragment(request, "ratings/ranking_stars.html", context, status=status)


@require_POST
@member_required
@rate_limited("write")
def stars_undo(request: HttpRequest) -> HttpResponseBase:
    """Give back the stars from before."""
    try:
        undone = undo_stars(member=member_of(request))
    except NothingToUndoError:
        messages.error(request, _("There is nothing to take back."))
        return redirect("ratings:ranking-stars")
    words = ngettext(
        "%(count)d title has its earlier stars again.",
        "%(count)d titles have their earlier stars again.",
        undone.restored,
    ) % {"count": undone.restored}
    if undone.left:
        words += " " + ngettext(
            "%(count)d that you rated anew since keeps its stars.",
            "%(count)d that you rated anew since keep their stars.",
            undone.left,
        ) % {"count": undone.left}
    messages.success(request, words)
    return redirect("ratings:ranking-stars")
