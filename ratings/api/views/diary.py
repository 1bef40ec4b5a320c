"""Diaries by API."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from catalog.selectors.cards import cards_by_id
from moviesite.common.api.pagination import PageNumberPagination, read_bounded
from ratings.api.serializers import (
    DiaryEntrySerializer,
    ViewingCreateSerializer,
    ViewingPatchSerializer,
    ViewingReplaceSerializer,
)
from ratings.models import DiaryEntry
from ratings.selectors.diary import Diary, diary_of, own_entry, visible_diary, with_tag
from ratings.services.diary import delete_viewing, log_viewing, update_viewing

_FILTERS = [
    OpenApiParameter("year", int, description="Only viewings of this year"),
    OpenApiParameter("tag", str, description="Only viewings with this tag"),
]


def _told(entries: Sequence[DiaryEntry]) -> list[dict[str, Any]]:
    """Entries in the shape that the API promises."""
    cards = cards_by_id(entry.title_id for entry in entries)
    return [
        {
            "id": entry.pk,
            "movie": cards[entry.title_id].as_dict(),
            "watched_on": entry.watched_on,
            "is_rewatch": entry.is_rewatch,
            "tags": entry.tags,
            "place": entry.place,
            "rating": entry.rating,
            "review": entry.review_id,
            "created_at": entry.created_at,
            "updated_at": entry.updated_at,
        }
        for entry in entries
        if entry.title_id in cards
    ]


def _page(view: OwnDiaryView | MemberDiaryView, request: Request, diary: Diary) -> Response:
    year = read_bounded(request, "year", default=0, low=1888, high=9998)
    entries = diary.of_year(year) if year else diary.entries
    if tag := request.query_params.get("tag"):
        entries = with_tag(entries, tag)
    paginator = view.pagination_class()
    return paginator.get_paginated_response(_told(paginator.paginate_queryset(entries, request, view) or []))


class OwnDiaryView(APIView):
    """The member's own diary."""

    permission_classes = (IsAuthenticated,)
    pagination_class = PageNumberPagination

    @extend_schema(responses=DiaryEntrySerializer(many=True), parameters=_FILTERS)
    def get(self, request: Request) -> Response:
        """Latest viewing first."""
        return _page(self, request, diary_of(request.user))  # type: ignore[arg-type]

    @extend_schema(request=ViewingCreateSerializer, responses={201: DiaryEntrySerializer})
    def post(self, request: Request) -> Response:
        """Log a viewing; a title may be logged any number of times."""
        data = _validated(ViewingCreateSerializer, request)
        entry = log_viewing(member=request.user, title_id=data.pop("movie"), **data)  # type: ignore[arg-type]
        return Response(_told([entry])[0], status=201)


class OwnViewingView(APIView):
    """One viewing of the member's own."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=DiaryEntrySerializer)
    def get(self, request: Request, entry_id: int) -> Response:
        """The viewing."""
        return Response(_told([own_entry(request.user, entry_id)])[0])  # type: ignore[arg-type]

    @extend_schema(request=ViewingReplaceSerializer, responses=DiaryEntrySerializer)
    def put(self, request: Request, entry_id: int) -> Response:
        """Everything anew but the title."""
        return self._change(request, entry_id, ViewingReplaceSerializer)

    @extend_schema(request=ViewingPatchSerializer, responses=DiaryEntrySerializer)
    def patch(self, request: Request, entry_id: int) -> Response:
        """Some of it."""
        return self._change(request, entry_id, ViewingPatchSerializer)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, entry_id: int) -> Response:
        """Take it out."""
        delete_viewing(member=request.user, entry_id=entry_id)  # type: ignore[arg-type]
        return Response(status=204)

    def _change(self, request: Request, entry_id: int, shape: type[ViewingPatchSerializer]) -> Response:
        own_entry(request.user, entry_id)  # type: ignore[arg-type]  # a foreign one is not there, whatever the body
        update_viewing(member=request.user, entry_id=entry_id, **_validated(shape, request))  # type: ignore[arg-type]
        return Response(_told([own_entry(request.user, entry_id)])[0])  # type: ignore[arg-type]


class MemberDiaryView(APIView):
    """Somebody's diary."""

    permission_classes = (AllowAny,)
    pagination_class = PageNumberPagination

    @extend_schema(responses=DiaryEntrySerializer(many=True), parameters=_FILTERS)
    def get(self, request: Request, username: str) -> Response:
        """Latest viewing first; 404 for a diary that the asker may not see."""
        return _page(self, request, visible_diary(username, request.user.pk))


def _validated(shape: type[ViewingPatchSerializer], request: Request) -> dict[str, Any]:
    serializer = shape(data=request.data)
    serializer.is_valid(raise_exception=True)
    data = dict(serializer.validated_data)
    if "review" in data:
        data["review_id"] = data.pop("review")
    return data
