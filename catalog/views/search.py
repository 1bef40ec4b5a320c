"""Search by words."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.selectors.results import find_results
from moviesite.common.ratelimit import rate_limited

PAGE_SIZE = 24
LONGEST = 200
LAST_PAGE = 10_000


@require_safe
@rate_limited("search")
def search_page(request: HttpRequest) -> HttpResponse:
    """/search/?q=: people and titles, or what to do when there are none."""
    query = request.GET.get("q", "").strip()[:LONGEST]
    asked = request.GET.get("page", "1")
    number = min(max(1, int(asked[:9])), LAST_PAGE) if asked.isascii() and asked.isdigit() else 1
    results = find_results(query, number=number, size=PAGE_SIZE, member_id=request.user.pk)
    page = Paginator(range(max(results.total, 1)), PAGE_SIZE).page(number)
    context = {"query": query, "results": results, "page": page}
    return render(request, "catalog/search.html", context)
