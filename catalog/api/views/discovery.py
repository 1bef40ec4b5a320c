"""Lists of titles."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from catalog.api.serializers import GenrePageSerializer, SimilarTitlePageSerializer, TitleCardPageSerializer
from catalog.api.views.parameters import FILTERS, NO_SUCH_PAGE, PAGING, SORTING
from catalog.exceptions import GenreNotFoundError
from catalog.search.filters import TitleFilters
from catalog.selectors.browse import read_filters, read_sort
from catalog.selectors.discovery import CardPage, browse
from catalog.selectors.genres import genres_with_counts, known_genre
from catalog.selectors.similar import similar_titles
from moviesite.common.api.caching import CachedAnswerMixin, page_links
from moviesite.common.api.pagination import PageNumberPagination, read_bounded

PAGE_SIZE, MAX_PAGE_SIZE = PageNumberPagination.page_size, PageNumberPagination.max_page_size
SIMILAR = 12


def read_paging(request: Request) -> tuple[int, int]:
    """The asked page and its size; 400 on anything else than numbers in range."""
    number = read_bounded(request, "page", default=1, low=1, high=1_000_000)
    return number, read_bounded(request, "page_size", default=PAGE_SIZE, low=1, high=MAX_PAGE_SIZE)


def page_answer(request: Request, page: CardPage) -> Response:
    """A page in the shape of every list."""
    links = page_links(request, page.number, page.last)
    return Response({"count": page.count, **links, "results": [card.as_dict() for card in page.cards]})


class TitleListView(CachedAnswerMixin):
    """Base of the lists: one order unless `sort` asks for another."""

    permission_classes = (AllowAny,)
    order = "trend"

    def answer(self, request: Request, filters: TitleFilters) -> Response:
        """One page of the list."""
        number, size = read_paging(request)
        sort = read_sort(request.query_params, self.order)
        return page_answer(request, browse(sort, filters, number=number, size=size))


_LIST: dict[str, Any] = {
    "parameters": [*FILTERS, *SORTING, *PAGING],
    "responses": {200: TitleCardPageSerializer, **NO_SUCH_PAGE},
}


class TrendingView(TitleListView):
    """What members are active about."""

    @extend_schema(**_LIST)
    def get(self, request: Request) -> Response:
        """Titles by recent activity: what is a week older counts half."""
        return self.answer(request, read_filters(request.query_params))


class PopularView(TitleListView):
    """What most members have rated."""

    order = "popular"

    @extend_schema(**_LIST)
    def get(self, request: Request) -> Response:
        """Titles by their number of ratings."""
        return self.answer(request, read_filters(request.query_params))


class GenreListView(TitleListView):
    """Titles of one genre."""

    order = "best"

    @extend_schema(**_LIST)
    def get(self, request: Request, genre: str) -> Response:
        """The genre's titles, best first; 404 for an unknown genre."""
        if not known_genre(genre):
            raise GenreNotFoundError
        filters = read_filters(request.query_params)
        return self.answer(request, filters.with_genre(genre))


class SimilarView(CachedAnswerMixin):
    """Titles like another."""

    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=[OpenApiParameter("limit", int, description="1 to 50, 12 unless told")],
        responses=SimilarTitlePageSerializer,
    )
    def get(self, request: Request, title_id: int) -> Response:
        """Most alike first, each with the reason."""
        limit = read_bounded(request, "limit", default=SIMILAR, low=1, high=50)
        found = [{**item.card.as_dict(), "reason": item.reason} for item in similar_titles(title_id, limit)]
        return Response({"count": len(found), "next": None, "previous": None, "results": found})


class GenresView(CachedAnswerMixin):
    """The genres."""

    permission_classes = (AllowAny,)

    @extend_schema(responses=GenrePageSerializer)
    def get(self, request: Request) -> Response:
        """All of them, by name."""
        found = genres_with_counts()
        return Response({"count": len(found), "next": None, "previous": None, "results": found})
