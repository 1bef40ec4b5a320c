"""Search and suggestions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.serializers import SearchPageSerializer, SuggestionListSerializer
from catalog.api.views.discovery import read_paging
from catalog.api.views.parameters import FILTERS, NO_SUCH_PAGE, PAGING
from catalog.search.registry import get_backend
from catalog.selectors.browse import read_filters
from catalog.selectors.cards import cards_by_id
from catalog.selectors.discovery import PageNotFoundError
from catalog.selectors.suggest import suggest
from catalog.services.search_history import record_search
from moviesite.common.api.caching import CachedAnswerMixin, page_links

F = TypeVar("F", bound=Callable[..., Any])
LONGEST_QUERY = 200
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False, "": False}


def read_query(request: Request, name: str) -> str:
    """What to look for; 400 when it is missing or too long."""
    query = request.query_params.get(name, "").strip()
    if not query:
        raise ValidationError({name: ["Say what to look for."]})
    if len(query) > LONGEST_QUERY:
        raise ValidationError({name: [f"At most {LONGEST_QUERY} characters."]})
    return query


class SearchViewBase(CachedAnswerMixin):
    """Titles for words, in any of their languages and scripts."""

    permission_classes = (AllowAny,)
    throttle_policy = "search"
    cache_subjects = ("catalog", "titles")
    query_name = "query"

    def answer(self, request: Request) -> Response:
        """One page of found titles."""
        query, (number, size) = read_query(request, self.query_name), read_paging(request)
        with_facets = request.query_params.get("facets", "").lower()
        if with_facets not in _BOOLEANS:
            raise ValidationError({"facets": ["true or false."]})
        result = get_backend().search(
            query,
            read_filters(request.query_params),
            offset=(number - 1) * size,
            limit=size,
            with_facets=_BOOLEANS[with_facets],
        )
        if number > 1 and not result.hits:
            raise PageNotFoundError
        if number == 1 and request.method == "GET" and request.user.is_authenticated:
            record_search(user_id=request.user.pk, query=query)
        cards = cards_by_id(hit.title_id for hit in result.hits)
        body: dict[str, Any] = {
            "count": result.total,
            **page_links(request, number, max(1, -(-result.total // size))),
            "results": [cards[hit.title_id].as_dict() for hit in result.hits if hit.title_id in cards],
            "tolerant": result.tolerant,
        }
        if _BOOLEANS[with_facets]:
            body["facets"] = {
                name: [{"value": value, "count": count} for value, count in rows]
                for name, rows in result.facets.items()
            }
        return Response(body)


def _schema(query_name: str) -> Callable[[F], F]:
    decorate: Callable[[F], F] = extend_schema(
        parameters=[
            OpenApiParameter(query_name, str, required=True, description="Names, people or keywords; any script"),
            OpenApiParameter("facets", str, enum=("true", "false")),
            *FILTERS,
            *PAGING,
        ],
        responses={200: SearchPageSerializer, **NO_SUCH_PAGE},
    )
    return decorate


class MovieSearchView(SearchViewBase):
    """Search of the movies API."""

    @_schema("query")
    def get(self, request: Request) -> Response:
        """Best fitting first; spelling, script and a typing error are forgiven."""
        return self.answer(request)


class ContentSearchView(MovieSearchView):
    """Search of the content API."""


class SearchView(SearchViewBase):
    """Search of the site."""

    query_name = "q"

    @_schema("q")
    def get(self, request: Request) -> Response:
        """Best fitting first; spelling, script and a typing error are forgiven."""
        return self.answer(request)


class SuggestView(CachedAnswerMixin):
    """What to offer while somebody is typing."""

    permission_classes = (AllowAny,)
    throttle_policy = "suggest"
    cache_subjects = ("titles",)

    @extend_schema(
        parameters=[OpenApiParameter("q", str, required=True, description="At least two characters to get anything")],
        responses=SuggestionListSerializer,
    )
    def get(self, request: Request) -> Response:
        """At most eight titles and people whose names begin so."""
        found = suggest(read_query(request, "q"))
        results = [
            {"label": item.label, "sublabel": item.sublabel, "url": item.url, "kind": item.kind} for item in found
        ]
        return Response({"results": results})
