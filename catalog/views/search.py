"""Search by words."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.selectors import profile_of
from catalog.exceptions import SearchEntryNotFoundError
from catalog.search.filters import TitleFilters
from catalog.selectors.results import Results, SearchKind, find_results
from catalog.selectors.search_history import search_history
from catalog.services.lookup import look_up_titles
from catalog.services.search_history import clear_search_history, forget_search, record_search
from catalog.tasks import queue_missed_search
from moviesite.common.fragments import member_required
from moviesite.common.ratelimit import rate_limited

PAGE_SIZE = 24
LONGEST = 200
LAST_PAGE = 10_000
RECENT = 12


@require_safe
@rate_limited("search")
def search_page(request: HttpRequest) -> HttpResponse:
    """/search/?q=&type=: titles, people or reviews, or what to do when there are none."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    asked_kind = request.GET.get("type", "")
    kind = SearchKind(asked_kind) if asked_kind in set(SearchKind) else SearchKind.TITLES
    asked = request.GET.get("page", "1")
    number = min(max(1, int(asked[:9])), LAST_PAGE) if asked.isascii() and asked.isdigit() else 1
    results = _found(request, query, number, kind)
    if number == 1 and kind is SearchKind.TITLES and results.is_miss and look_up_titles(query=query):
        results = _found(request, query, number, kind)
    if number == 1 and kind is SearchKind.TITLES and request.method == "GET" and results.is_miss:
        queue_missed_search(query)
    page = Paginator(range(max(results.total, 1)), PAGE_SIZE).page(number)
    context: dict[str, Any] = {
        "query": query,
        "results": results,
        "page": page,
        "kind": kind,
        "tabs": _tabs(query, kind, results),
    }
    if request.user.is_authenticated:
        if query and number == 1 and request.method == "GET":
            record_search(user_id=request.user.pk, query=query)
        elif not query:
            context["recent"] = search_history(request.user.pk)[:RECENT]
    return render(request, "catalog/search.html", context)


@require_POST
@member_required
@rate_limited("write")
def forget_searches(request: HttpRequest) -> HttpResponse:
    """/search/forget/: one entry of the member's history, or all of it."""
    entry = request.POST.get("entry", "")
    if not entry:
        clear_search_history(user_id=request.user.pk or 0)
        messages.success(request, _("Your search history is empty now."))
    elif entry.isascii() and entry.isdigit() and len(entry) < 19:
        forget_search(user_id=request.user.pk or 0, entry_id=int(entry))
    else:
        raise SearchEntryNotFoundError
    return redirect("search")


def _found(request: HttpRequest, query: str, number: int, kind: SearchKind) -> Results:
    """What the catalog has for the query."""
    wishes = _standing(request)
    return find_results(query, number=number, size=PAGE_SIZE, member_id=request.user.pk, wishes=wishes, kind=kind)


def _tabs(query: str, kind: SearchKind, results: Results) -> list[tuple[str, str, int, bool]]:
    """Label, address, count and whether it is shown, of each kind; none before something was asked."""
    labels = {"titles": _("Titles"), "people": _("People"), "reviews": _("Reviews")}
    found = []
    for name, count in results.counts.items():
        wish = {"q": query} if name == SearchKind.TITLES else {"q": query, "type": str(name)}
        found.append((labels[name], f"?{urlencode(wish)}", count, name == kind))
    return found


def _standing(request: HttpRequest) -> TitleFilters:
    """What the member's settings say about every list."""
    if not isinstance(request.user, User):
        return TitleFilters()
    profile = profile_of(request.user)
    return TitleFilters(muted=tuple(sorted(profile.muted_languages)), adult=profile.show_adult)
