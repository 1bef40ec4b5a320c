"""Search and suggestions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.search_serializers import (
    FoundPersonPageSerializer,
    FoundReviewPageSerializer,
    FoundReviewSerializer,
    FoundTitlePageSerializer,
)
from catalog.api.serializers import SearchPageSerializer, SuggestionListSerializer
from catalog.api.views.discovery import read_paging
from catalog.api.views.parameters import FILTERS, NO_SUCH_PAGE, PAGING
from catalog.selectors.browse import read_filters
from catalog.selectors.cards import cards_by_id
from catalog.selectors.discovery import PageNotFoundError
from catalog.selectors.extensions import find_reviews
from catalog.selectors.results import SearchKind, find_people
from catalog.selectors.suggest import suggest
from catalog.services.search_history import record_search
from catalog.services.titles import find_titles
from moviesite.common.api.caching import CachedAnswerMixin, page_links

F = TypeVar("F", bound=Callable[..., Any])
LONGEST_QUERY = 200
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False, "": False}


def read_query(request: Request, name: str) -> str:
    """What to look for; 400 when it is missing or too long."""
    query = request.query_params.get(name, "").strip()
    if not query:
        raise ValidationError({name: [_("Say what to look for.")]})
    if len(query) > LONGEST_QUERY:
        raise ValidationError({name: [_("At most %(n)s characters.") % {"n": LONGEST_QUERY}]})
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
            raise ValidationError({"facets": [_("true or false.")]})
        result = find_titles(
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

    @extend_schema(
        parameters=[
            OpenApiParameter("q", str, required=True, description="Names, people or keywords; any script"),
            OpenApiParameter("type", str, enum=tuple(SearchKind), description="titles unless told"),
            OpenApiParameter("facets", str, enum=("true", "false"), description="Titles alone, as the filters"),
            *FILTERS,
            *PAGING,
        ],
        responses={
            200: PolymorphicProxySerializer(
                component_name="SearchAnswer",
                serializers=[FoundTitlePageSerializer, FoundPersonPageSerializer, FoundReviewPageSerializer],
                resource_type_field_name=None,
            ),
            **NO_SUCH_PAGE,
        },
    )
    def get(self, request: Request) -> Response:
        """Best fitting first; spelling, script and a typing error are forgiven."""
        kind = request.query_params.get("type", SearchKind.TITLES)
        if kind == SearchKind.TITLES:
            answer = self.answer(request)
            answer.data["type"] = kind
            return answer
        if kind not in set(SearchKind):
            raise ValidationError({"type": [_("One of %(choices)s.") % {"choices": ", ".join(SearchKind)}]})
        query, (number, size) = read_query(request, "q"), read_paging(request)
        offset = (number - 1) * size
        rows, count = (
            _people(query, offset, size) if kind == SearchKind.PEOPLE else _reviews(request, query, offset, size)
        )
        if number > 1 and not rows:
            raise PageNotFoundError
        links = page_links(request, number, max(1, -(-count // size)))
        return Response({"type": kind, "count": count, **links, "results": rows})

    def _is_shared(self, request: HttpRequest) -> bool:
        """Which reviews somebody finds depends on whom they may see."""
        return request.GET.get("type") != SearchKind.REVIEWS and super()._is_shared(request)


def _people(query: str, offset: int, limit: int) -> tuple[list[dict[str, Any]], int]:
    cards, count = find_people(query, offset=offset, limit=limit)
    return [{"id": card.id, "name": card.name, "titles": card.titles, "url": card.url} for card in cards], count


def _reviews(request: Request, query: str, offset: int, limit: int) -> tuple[list[dict[str, Any]], int]:
    found = find_reviews(query, viewer_id=request.user.pk, adult=False, offset=offset, limit=limit)
    return [dict(FoundReviewSerializer(review).data) for review in found.reviews], found.total


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
