"""Query parameters of the catalog's lists, as the schema documents them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter

from catalog.search.filters import KINDS, RUNTIME_BANDS
from catalog.selectors.discovery import SORTS
from moviesite.common.api.schema import ProblemSerializer

PAGING = [
    OpenApiParameter("page", int, description="From 1"),
    OpenApiParameter("page_size", int, description="1 to 100, 20 unless told"),
]
SORTING = [OpenApiParameter("sort", str, enum=SORTS)]
FILTERS = [
    OpenApiParameter("kind", str, enum=KINDS),
    OpenApiParameter("anime", str, enum=("true", "false")),
    OpenApiParameter("language", str, many=True, description="ISO 639-1; any of them"),
    OpenApiParameter("genre", str, many=True, description="Slugs; all of them"),
    OpenApiParameter("country", str, description="ISO 3166-1 alpha-2"),
    OpenApiParameter("decade", int, description="The decade's first year"),
    OpenApiParameter("year_from", int),
    OpenApiParameter("year_to", int),
    OpenApiParameter("runtime", str, enum=tuple(RUNTIME_BANDS)),
    OpenApiParameter("min_score", float, description="Bayesian average, 0 to 5"),
]
NO_SUCH_PAGE: dict[Any, Any] = {(404, "application/problem+json"): ProblemSerializer}
