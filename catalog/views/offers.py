"""What costs nothing to watch."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.selectors import profile_of
from catalog.regional.region import region_of
from catalog.search.filters import TitleFilters
from catalog.selectors.browse import InvalidFilterError, read_filters
from catalog.selectors.discovery import browse, count_titles
from catalog.selectors.marks import marked
from catalog.selectors.offers import free_countries, free_links
from moviesite.common.paging import page_of
from moviesite.common.regions import COUNTRIES, country_name
from moviesite.common.vocabulary import HOME_LANGUAGES, LANGUAGES

PAGE_SIZE = 24


@require_safe
def free_page(request: HttpRequest) -> HttpResponse:
    """/free/: what can be watched for nothing in the reader's country, or in the one asked for."""
    region = region_of(request, request.GET.get("region", ""))
    filters, errors = _filters(request)
    unknown = request.GET.get("region", "").upper()
    if unknown and unknown not in COUNTRIES:
        errors["region"] = [_("Unknown country.")]
    sought = replace(_wanted(request, filters), free_in=region.code)
    page = page_of(request, range(count_titles(sought)), PAGE_SIZE)
    found = browse("popular", sought, number=page.number, size=PAGE_SIZE)
    cards = marked(found.cards, request.user.pk)
    links = free_links([card.id for card in cards], region.code)
    countries = sorted({*free_countries(), region.code}, key=country_name)
    context = {
        "region": region,
        "rows": [(card, links.get(card.id, [])) for card in cards],
        "count": found.count,
        "page": page,
        "countries": [(code, country_name(code)) for code in countries],
        "languages": [LANGUAGES[code] for code in HOME_LANGUAGES],
        "language": filters.languages[0] if filters.languages else "",
        "errors": errors,
    }
    return render(request, "catalog/free.html", context, status=400 if errors else 200)


def _filters(request: HttpRequest) -> tuple[TitleFilters, dict[str, list[str]]]:
    try:
        return read_filters(request.GET), {}
    except InvalidFilterError as error:
        return TitleFilters(), dict(error.errors)


def _wanted(request: HttpRequest, filters: TitleFilters) -> TitleFilters:
    if not isinstance(request.user, User):
        return filters
    profile = profile_of(request.user)
    return replace(filters, muted=tuple(sorted(profile.muted_languages)), adult=profile.show_adult)
