"""The year's festivals, and what one watches on them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.search.filters import TitleFilters
from catalog.selectors.festivals import coming_festivals, festival_titles, fitting_cards, get_festival, in_order
from catalog.selectors.marks import marked
from moviesite.common.paging import page_of
from moviesite.common.vocabulary import HOME_LANGUAGES, LANGUAGES

PAGE_SIZE = 24
PER_PAGE = 6
ROW = 6


@require_safe
def festivals_page(request: HttpRequest) -> HttpResponse:
    """/festivals/: what comes, soonest first, with titles that fit."""
    language = request.GET.get("language", "")
    today = timezone.localdate()
    found = coming_festivals(today, language=language if language in LANGUAGES else "")
    page = page_of(request, found, PER_PAGE)
    cards = fitting_cards(page.object_list)
    context = {
        "page": page,
        "today": today,
        "rows": [(item, item.is_on(today), marked(cards[item.id][:ROW], request.user.pk)) for item in page.object_list],
        "language": language,
        "languages": [LANGUAGES[code] for code in HOME_LANGUAGES],
    }
    return render(request, "catalog/festivals.html", context)


@require_safe
def festival_page(request: HttpRequest, slug: str) -> HttpResponse:
    """/festivals/{slug}/: one festival with everything that fits it."""
    today = timezone.localdate()
    festival, card = get_festival(slug, today)
    titles = festival_titles(festival, TitleFilters())
    page = page_of(request, titles.values_list("pk", flat=True), PAGE_SIZE)
    context = {
        "festival": card,
        "is_on": card.is_on(today),
        "page": page,
        "cards": marked(in_order(page.object_list), request.user.pk),
        "languages": [LANGUAGES[code] for code in HOME_LANGUAGES if code in card.languages],
    }
    return render(request, "catalog/festival.html", context)
