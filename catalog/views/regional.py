"""One language's cinema."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from catalog.selectors.cards import TitleCard
from catalog.selectors.festivals import FestivalCard, coming_festivals, fitting_cards
from catalog.selectors.marks import marked
from catalog.selectors.regional import language_page
from catalog.views.featuring import featured_cards
from moviesite.common.vocabulary import HOME_LANGUAGES, LANGUAGES

ROW = 8
FEAST_AHEAD = timedelta(days=60)


@require_safe
def regional_page(request: HttpRequest, language: str) -> HttpResponse:
    """/regional/{language}/: what is trending, popular and best in a language that the catalog has titles in."""
    known = LANGUAGES.get(language)
    page = language_page(language, member_id=request.user.pk) if known else None
    if known is None or page is None:
        raise Http404
    # Where the site has a face for the script, the language's own name comes first.
    own_first = language in HOME_LANGUAGES and known.endonym != known.shown
    context = {
        "language": known,
        "page": page,
        "own_first": own_first,
        "feast": _next_feast(request, language),
        "featured": featured_cards(request, "regional", languages=(language,)),
    }
    return render(request, "catalog/regional.html", context)


def _next_feast(request: HttpRequest, language: str) -> tuple[FestivalCard, list[TitleCard]] | None:
    """The festival of the language's people that comes within weeks, with titles that fit it."""
    today = timezone.localdate()
    coming = [item for item in coming_festivals(today, language=language) if language in item.languages]
    if not coming or coming[0].starts_on > today + FEAST_AHEAD:
        return None
    cards = fitting_cards(coming[:1])[coming[0].id]
    return (coming[0], marked(cards[:ROW], request.user.pk)) if cards else None
