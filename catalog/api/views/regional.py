"""One language's cinema, and the festivals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.offer_serializers import FestivalPageSerializer
from catalog.api.serializers import TitleCardPageSerializer
from catalog.api.views.discovery import PopularView, TitleListView, read_paging
from catalog.api.views.parameters import FILTERS, NO_SUCH_PAGE, PAGING, SORTING
from catalog.exceptions import LanguageNotFoundError
from catalog.search.filters import TitleFilters
from catalog.selectors.browse import read_filters
from catalog.selectors.discovery import PageNotFoundError
from catalog.selectors.festivals import FestivalCard, coming_festivals, fitting_cards
from moviesite.common.api.caching import page_links
from moviesite.common.vocabulary import LANGUAGES

_LIST: dict[str, Any] = {
    "parameters": [*(item for item in FILTERS if item.name != "language"), *SORTING, *PAGING],
    "responses": {200: TitleCardPageSerializer, **NO_SUCH_PAGE},
}


def _of(language: str, request: Request) -> TitleFilters:
    if language not in LANGUAGES:
        raise LanguageNotFoundError
    return replace(read_filters(request.query_params), languages=(language,))


class RegionalTrendingView(TitleListView):
    """What members are active about in one language."""

    @extend_schema(**_LIST)
    def get(self, request: Request, language: str) -> Response:
        """Titles of a language (ISO 639-1) by recent activity."""
        return self.answer(request, _of(language, request))


class RegionalPopularView(PopularView):
    """What most members have rated in one language."""

    @extend_schema(**_LIST)
    def get(self, request: Request, language: str) -> Response:  # type: ignore[override]
        """Titles of a language (ISO 639-1) by their number of ratings."""
        return self.answer(request, _of(language, request))


class FestivalsView(TitleListView):
    """Festivals that come."""

    @extend_schema(
        operation_id="festival_list",
        parameters=[OpenApiParameter("language", str, description="Those of its people and everybody's"), *PAGING],
        responses={200: FestivalPageSerializer, **NO_SUCH_PAGE},
    )
    def get(self, request: Request) -> Response:
        """Each festival's next date, soonest first, with titles that fit it."""
        language = request.query_params.get("language", "")
        if language and language not in LANGUAGES:
            raise ValidationError({"language": [_("Unknown.")]})
        number, size = read_paging(request)
        found = coming_festivals(timezone.localdate(), language=language)
        last = max(1, -(-len(found) // size))
        if number > last:
            raise PageNotFoundError
        shown = found[(number - 1) * size : number * size]
        cards = fitting_cards(shown)
        results = [_body(item) | {"titles": [card.as_dict() for card in cards[item.id]]} for item in shown]
        return Response({"count": len(found), **page_links(request, number, last), "results": results})


def _body(festival: FestivalCard) -> dict[str, Any]:
    return {
        "slug": festival.slug,
        "name": festival.name,
        "names": festival.names,
        "about": festival.about,
        "languages": list(festival.languages),
        "starts_on": festival.starts_on,
        "ends_on": festival.ends_on,
        "url": festival.url,
    }
