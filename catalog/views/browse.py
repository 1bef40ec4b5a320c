"""The whole catalog, narrowed and ordered as the address says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from accounts.models import User
from accounts.selectors import profile_of
from catalog.exceptions import GenreNotFoundError
from catalog.search.filters import TitleFilters
from catalog.selectors.browse import BrowseState, InvalidFilterError, read_state
from catalog.selectors.discovery import browse, count_titles, facets_of
from catalog.selectors.genres import known_genre
from catalog.selectors.marks import marked
from catalog.views import facets
from moviesite.common.fragments import is_htmx
from moviesite.common.languages.choosing import with_asked_language
from moviesite.common.versions import current_version

PAGE_SIZE = 24


@require_safe
@vary_on_headers("HX-Request")
def browse_page(request: HttpRequest) -> HttpResponse:
    """/browse/: facets, results and pager; asked by htmx, the parts that change."""
    state, errors = _read(request.GET)
    # Counts beside the choices change with the catalog's titles alone, so their markup is kept as long as those stay.
    facets_key = f"{current_version('titles')}:{state.with_page(1).query()}:{errors}"
    context = _context(request, state) | {"errors": errors, "facets_key": facets_key}
    address = f"{reverse('catalog:browse')}?{state.query()}".removesuffix("?")
    if not is_htmx(request):
        return render(request, "catalog/browse.html", context, status=400 if errors else 200)
    response = render(request, "catalog/browse_found.html", context)
    # The form sends empty fields too; the address bar shows only what was asked for.
    response["HX-Push-Url"] = address
    return response


@require_safe
def genre_page(request: HttpRequest, slug: str) -> HttpResponse:
    """/genre/{slug}/: the catalog narrowed to a genre."""
    if not known_genre(slug):
        raise GenreNotFoundError
    return redirect(with_asked_language(request, f"{reverse('catalog:browse')}?genre={slug}"))


def _read(params: QueryDict) -> tuple[BrowseState, dict[str, list[str]]]:
    """The state in the address; parameters that cannot be understood are left out and told."""
    try:
        return read_state(params), {}
    except InvalidFilterError as error:
        kept = params.copy()
        for name in error.errors:
            kept.pop(name, None)
        state, further = _read(kept)
        return state, error.errors | further


def _wanted(request: HttpRequest, filters: TitleFilters) -> TitleFilters:
    """The wishes in the address, and those that the member keeps in the settings."""
    if not isinstance(request.user, User):
        return filters
    profile = profile_of(request.user)
    return replace(filters, muted=tuple(sorted(profile.muted_languages)), adult=profile.show_adult)


def _context(request: HttpRequest, state: BrowseState) -> dict[str, Any]:
    found = browse(state.sort, _wanted(request, state.filters), number=state.page, size=PAGE_SIZE)
    counts = facets_of(state.filters)
    return {
        "state": state,
        "cards": marked(found.cards, request.user.pk),
        "count": found.count,
        "total": count_titles(),
        "page": Paginator(range(found.count), PAGE_SIZE).page(found.number),
        "facets": facets.facets(state, counts),
        "kinds": facets.kinds(state, counts),
        "anime_count": dict(counts["anime"]).get("true", 0),
        "decades": facets.decades(state, counts),
        "chips": facets.chips(state),
        "sorts": facets.sorts(),
        "is_update": is_htmx(request),
    }
