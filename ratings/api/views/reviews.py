"""Reviews by API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from moviesite.common.api.pagination import PageNumberPagination, read_bounded
from ratings.api.serializers import (
    LikeSerializer,
    ReviewCreateSerializer,
    ReviewPatchSerializer,
    ReviewReplaceSerializer,
    ReviewSerializer,
)
from ratings.exceptions import ReviewNotFoundError
from ratings.models import Review
from ratings.selectors import reviews
from ratings.services.reviews import delete_review, set_review_like, update_review, write_review


def _find(request: Request, review_id: int) -> Review:
    review = reviews(request.user.pk).filter(pk=review_id).first()
    if review is None:
        raise ReviewNotFoundError
    return review


class ReviewListView(APIView):
    """All reviews, and writing one."""

    permission_classes = (IsAuthenticatedOrReadOnly,)
    pagination_class = PageNumberPagination
    throttle_policy = {"POST": "review"}

    @extend_schema(
        responses=ReviewSerializer(many=True),
        parameters=[
            OpenApiParameter("movie", int, description="Only reviews of this title"),
            OpenApiParameter("user", str, description="Only reviews by this member"),
        ],
    )
    def get(self, request: Request) -> Response:
        """Most liked first."""
        found = reviews(request.user.pk)
        if title_id := read_bounded(request, "movie", default=0, low=1, high=2**63 - 1):
            found = found.filter(title_id=title_id)
        if username := request.query_params.get("user"):
            found = found.filter(user__username_key=username.lower())
        paginator = self.pagination_class()
        page = paginator.paginate_queryset(found, request, self)
        return paginator.get_paginated_response(ReviewSerializer(page, many=True).data)

    @extend_schema(request=ReviewCreateSerializer, responses={201: ReviewSerializer})
    def post(self, request: Request) -> Response:
        """Write the member's review of a title; 409 if there is one already."""
        serializer = ReviewCreateSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        review = write_review(
            member=request.user,  # type: ignore[arg-type]
            title_id=data["movie"],
            text=data["text"],
            contains_spoilers=data["contains_spoilers"],
        )
        return Response(ReviewSerializer(_find(request, review.pk)).data, status=201)


class ReviewDetailView(APIView):
    """One review; only its author changes it."""

    permission_classes = (IsAuthenticatedOrReadOnly,)

    @extend_schema(responses=ReviewSerializer)
    def get(self, request: Request, review_id: int) -> Response:
        """The review."""
        return Response(ReviewSerializer(_find(request, review_id)).data)

    @extend_schema(request=ReviewReplaceSerializer, responses=ReviewSerializer)
    def put(self, request: Request, review_id: int) -> Response:
        """New text and flag."""
        serializer = ReviewReplaceSerializer(data=request.data)
        return self._change(request, review_id, serializer)

    @extend_schema(request=ReviewPatchSerializer, responses=ReviewSerializer)
    def patch(self, request: Request, review_id: int) -> Response:
        """Some of it."""
        serializer = ReviewPatchSerializer(data=request.data)
        return self._change(request, review_id, serializer)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, review_id: int) -> Response:
        """Take it back."""
        delete_review(member=request.user, review_id=review_id)  # type: ignore[arg-type]
        return Response(status=204)

    def _change(self, request: Request, review_id: int, serializer: Any) -> Response:
        serializer.is_valid(raise_exception=True)
        update_review(member=request.user, review_id=review_id, **serializer.validated_data)  # type: ignore[arg-type]
        return Response(ReviewSerializer(_find(request, review_id)).data)


class ReviewLikeView(APIView):
    """Liking a review."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=None, responses=LikeSerializer)
    def post(self, request: Request, review_id: int) -> Response:
        """Like it; liking twice is the same as once."""
        count = set_review_like(member=request.user, review_id=review_id, liked=True)  # type: ignore[arg-type]
        return Response({"like_count": count, "liked": True})

    @extend_schema(responses={200: LikeSerializer})
    def delete(self, request: Request, review_id: int) -> Response:
        """Take the like back."""
        count = set_review_like(member=request.user, review_id=review_id, liked=False)  # type: ignore[arg-type]
        return Response({"like_count": count, "liked": False})
