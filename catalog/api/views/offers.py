"""Where to watch."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.api.offer_serializers import AvailabilitySerializer, FreeTitlePageSerializer
from catalog.api.views.discovery import read_paging
from catalog.api.views.parameters import FILTERS, NO_SUCH_PAGE, PAGING, SORTING
from catalog.regional.region import Region, region_of
from catalog.selectors.browse import read_filters, read_sort
from catalog.selectors.discovery import browse
from catalog.selectors.offers import Availability, availability, free_links
from catalog.selectors.titles import require_published
from moviesite.common.api.caching import page_links
from moviesite.common.regions import COUNTRIES

CREDIT = "Availability by JustWatch, through TMDB"
COUNTRY = OpenApiParameter(
    "region", str, description="ISO 3166-1 alpha-2; without it the member's, else that of the address or browser"
)


def read_region(request: Request) -> Region:
    """The country asked for, or the reader's own; 400 for one that is none."""
    chosen = request.query_params.get("region", "").strip()
    if chosen and chosen.upper() not in COUNTRIES:
        raise ValidationError({"region": [_("An ISO 3166-1 alpha-2 code, such as IN.")]})
    return region_of(request._request, chosen)


class AvailabilityView(APIView):
    """Where one title can be watched."""

    permission_classes = (AllowAny,)

    @extend_schema(parameters=[COUNTRY], responses=AvailabilitySerializer)
    def get(self, request: Request, title_id: int) -> Response:
        """The ways to watch it in a country, free ones first; `countries` names all in which there is one."""
        require_published(title_id)
        region = read_region(request)
        found = availability(title_id, region.code)
        return Response(_body(title_id, region, found))


def _body(title_id: int, region: Region, found: Availability) -> dict[str, Any]:
    return {
        "id": title_id,
        "region": region.code,
        "region_known_by": region.reason,
        "countries": list(found.countries),
        "checked_at": found.checked_at,
        "stale": found.is_stale,
        "credit": CREDIT if found.is_from_justwatch else "",
        "offers": [
            {
                "kind": offer.kind,
                "platform": offer.platform,
                "platform_slug": offer.platform_slug,
                "url": offer.url,
                "live": offer.is_live,
                "provider": offer.provider,
                "checked_at": offer.checked_at,
            }
            for offer in found.offers
        ],
    }


class FreeContentView(APIView):
    """What can be watched for nothing."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=[COUNTRY, *FILTERS, *SORTING, *PAGING], responses={200: FreeTitlePageSerializer, **NO_SUCH_PAGE}
    )
    def get(self, request: Request) -> Response:
        """Titles that are free in a country, with the links, most rated first."""
        region = read_region(request)
        filters = read_filters(request.query_params)
        number, size = read_paging(request)
        sort = read_sort(request.query_params, "popular")
        page = browse(sort, replace(filters, free_in=region.code), number=number, size=size)
        links = free_links([card.id for card in page.cards], region.code)
        results = [{**card.as_dict(), "offers": links.get(card.id, [])} for card in page.cards]
        return Response(
            {"count": page.count, **page_links(request, number, page.last), "results": results, "region": region.code}
        )
