"""One language's cinema."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from catalog.selectors.regional import language_page
from moviesite.common.vocabulary import HOME_LANGUAGES, LANGUAGES


@require_safe
def regional_page(request: HttpRequest, language: str) -> HttpResponse:
    """/regional/{language}/: what is trending, popular and best in a language that the catalog has titles in."""
    known = LANGUAGES.get(language)
    page = language_page(language, member_id=request.user.pk) if known else None
    if known is None or page is None:
        raise Http404
    # Where the site has a face for the script, the language's own name comes first.
    own_first = language in HOME_LANGUAGES and known.endonym != known.name
    return render(request, "catalog/regional.html", {"language": known, "page": page, "own_first": own_first})
