"""Ratings and shelves by API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.selectors.cards import cards_by_id
from moviesite.common.api.pagination import PageNumberPagination
from ratings.api.serializers import (
    ContentRatingWriteSerializer,
    RatingSerializer,
    RatingWriteSerializer,
    SavedTitleSerializer,
    ShelfOrderSerializer,
    ShelfWriteSerializer,
)
from ratings.enums import SavedKind
from ratings.exceptions import RatingNotFoundError
from ratings.selectors import rating_of, saved_titles
from ratings.services.rating import create_rating, delete_rating, rate_title, update_rating
from ratings.services.shelves import reorder_saved, set_saved


class MovieRatingView(APIView):
    """The member's own rating of one title."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=RatingSerializer)
    def get(self, request: Request, title_id: int) -> Response:
        """What the member gave; 404 without a rating."""
        rating = rating_of(request.user, title_id)  # type: ignore[arg-type]
        if rating is None:
            raise RatingNotFoundError
        return Response(RatingSerializer(rating).data)

    @extend_schema(request=RatingWriteSerializer, responses={201: RatingSerializer})
    def post(self, request: Request, title_id: int) -> Response:
        """Rate for the first time; 409 if there is a rating already."""
        rating = create_rating(member=request.user, title_id=title_id, value=self._value(request))  # type: ignore[arg-type]
        return Response(RatingSerializer(rating).data, status=201)

    @extend_schema(request=RatingWriteSerializer, responses=RatingSerializer)
    def put(self, request: Request, title_id: int) -> Response:
        """Change the rating; 404 if there is none."""
        rating = update_rating(member=request.user, title_id=title_id, value=self._value(request))  # type: ignore[arg-type]
        return Response(RatingSerializer(rating).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, title_id: int) -> Response:
        """Take the rating back; 404 if there is none."""
        delete_rating(member=request.user, title_id=title_id)  # type: ignore[arg-type]
        return Response(status=204)

    def _value(self, request: Request) -> float:
        serializer = RatingWriteSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        return float(serializer.validated_data["rating"])


class UserRatingView(APIView):
    """Rating by content id."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=ContentRatingWriteSerializer, responses={200: RatingSerializer, 201: RatingSerializer})
    def post(self, request: Request) -> Response:
        """Create or replace: 201 for a first rating, 200 for a changed one."""
        serializer = ContentRatingWriteSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        rated = rate_title(member=request.user, title_id=data["content_id"], value=data["rating"])  # type: ignore[arg-type]
        return Response(RatingSerializer(rated.rating).data, status=201 if rated.created else 200)


class ShelfView(APIView):
    """A personal shelf."""

    permission_classes = (IsAuthenticated,)
    pagination_class = PageNumberPagination
    kind: SavedKind = SavedKind.WATCHLIST  # set per path: the two shelves differ in nothing else

    @extend_schema(responses=SavedTitleSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The shelf in the member's order."""
        paginator = self.pagination_class()
        entries = paginator.paginate_queryset(saved_titles(request.user, self.kind), request, self) or []  # type: ignore[arg-type]
        cards = cards_by_id(entry.title_id for entry in entries)
        rows: list[dict[str, Any]] = [
            {"movie": cards[entry.title_id].as_dict(), "position": entry.position, "added_at": entry.created_at}
            for entry in entries
            if entry.title_id in cards
        ]
        return paginator.get_paginated_response(rows)

    @extend_schema(request=ShelfWriteSerializer, responses={201: None, 204: None})
    def post(self, request: Request) -> Response:
        """Put a title on the shelf: 201, or 204 if it was there."""
        changed = set_saved(member=request.user, title_id=_title_id(request.data), kind=self.kind, saved=True)  # type: ignore[arg-type]
        return Response(status=201 if changed else 204)

    @extend_schema(request=ShelfOrderSerializer, responses={204: None})
    def patch(self, request: Request) -> Response:
        """Give the shelf a new order."""
        serializer = ShelfOrderSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        reorder_saved(member=request.user, kind=self.kind, title_ids=serializer.validated_data["order"])  # type: ignore[arg-type]
        return Response(status=204)

    @extend_schema(parameters=[OpenApiParameter("content_id", int, required=True)], responses={204: None})
    def delete(self, request: Request) -> Response:
        """Take a title off the shelf; 204 also if it was not there."""
        set_saved(
            member=request.user,  # type: ignore[arg-type]
            title_id=_title_id(request.data or request.query_params.dict()),
            kind=self.kind,
            saved=False,
        )
        return Response(status=204)


def _title_id(data: Any) -> int:
    serializer = ShelfWriteSerializer(data=data)
    serializer.is_valid(raise_exception=True)
    return int(serializer.validated_data["content_id"])
