"""Drawn posters as files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseNotModified
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from catalog.models import Title
from catalog.selectors.cards import cards_by_id, cards_of, kept_card
from catalog.selectors.posters import poster_document, poster_version
from catalog.views.moved import moved_to

# The address is the same when facts or the design change, so a copy is used for a day and then asked about.
CACHE_CONTROL = "public, max-age=86400, stale-while-revalidate=604800"


@require_safe
def poster(request: HttpRequest, title_id: int) -> HttpResponse:
    """The drawn poster of a published title, whether or not it has a picture."""
    card = cards_by_id([title_id]).get(title_id)
    if card is None and request.user.is_staff and request.user.has_perm("catalog.view_title"):
        return _unpublished(title_id)
    if card is None:
        kept = kept_card(title_id)
        if kept is not None:
            return moved_to(f"/title/{kept.id}/poster.svg")
        return HttpResponseNotFound(content_type="text/plain")  # a picture that is missing needs no page
    etag = f'W/"{poster_version(card)}"'
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(poster_document(card), content_type="image/svg+xml")
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    return response


def _unpublished(title_id: int) -> HttpResponse:
    """For curators, whose desk shows what nobody else sees yet; no shared cache keeps it."""
    found = cards_of(Title.objects.filter(pk=title_id))
    if not found:
        return HttpResponseNotFound(content_type="text/plain")
    drawn = HttpResponse(poster_document(found[0]), content_type="image/svg+xml")
    drawn["Cache-Control"] = "private, no-cache"
    return drawn
