"""Lists that members make."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from catalog.selectors.cards import cards_by_id
from moviesite.common.api.pagination import PageNumberPagination
from ratings.api.list_serializers import (
    ListEntryPageSerializer,
    ListEntryUpdateSerializer,
    ListPageSerializer,
    ListWordsSerializer,
    NewListEntrySerializer,
    TitleListSerializer,
)
from ratings.models import TitleList
from ratings.selectors import lists as selectors
from ratings.services import lists as services

_OWNER = OpenApiParameter("owner", str, description="Username; only this member's lists")


class _ReadOpen(APIView):
    """Reading is for everyone, writing for members; what one may not see is not found."""

    def get_permissions(self) -> list[BasePermission]:
        """By method."""
        return [AllowAny() if self.request.method in SAFE_METHODS else IsAuthenticated()]

    def member(self) -> User:
        """Whoever writes."""
        if not isinstance(self.request.user, User):
            raise TypeError("writing was reached by a visitor")
        return self.request.user


def _found(request: Request, list_id: int) -> TitleList:
    return selectors.required(selectors.visible_lists(request.user.pk).filter(pk=list_id))


def _body(title_list: TitleList) -> dict[str, Any]:
    summary = selectors.summaries_of([title_list])[0]
    return dict(TitleListSerializer(summary).data)


class ListsView(_ReadOpen):
    """Lists that the asker may see, the latest first."""

    @extend_schema(operation_id="lists_list", parameters=[_OWNER], responses=ListPageSerializer)
    def get(self, request: Request) -> Response:
        """One page of them."""
        lists = selectors.visible_lists(request.user.pk)
        if owner := request.query_params.get("owner", ""):
            lists = lists.filter(owner__username_key=owner.lower()[:30])
        paginator = PageNumberPagination()
        page: Any = paginator.paginate_queryset(lists, request, self)
        rows = TitleListSerializer(selectors.summaries_of(page), many=True).data
        return paginator.get_paginated_response(rows)

    @extend_schema(request=ListWordsSerializer, responses={201: TitleListSerializer})
    def post(self, request: Request) -> Response:
        """Make one."""
        serializer = ListWordsSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        made = services.create_list(owner=self.member(), **serializer.validated_data)
        return Response(_body(made), status=201, headers={"Location": f"/api/lists/{made.pk}"})


class ListView(_ReadOpen):
    """One list."""

    @extend_schema(responses=TitleListSerializer)
    def get(self, request: Request, list_id: int) -> Response:
        """What it says about itself."""
        return Response(_body(_found(request, list_id)))

    @extend_schema(request=ListWordsSerializer(partial=True), responses=TitleListSerializer)
    def patch(self, request: Request, list_id: int) -> Response:
        """Change it; for its owner."""
        serializer = ListWordsSerializer(data=request.data, partial=True)
        serializer.is_valid(raise_exception=True)
        held = _found(request, list_id)
        words = {field: getattr(held, field) for field in ("name", "description", "visibility", "is_ranked")}
        changed = services.update_list(
            owner=self.member(), list_id=list_id, **(words | dict(serializer.validated_data))
        )
        return Response(_body(_found(request, changed.pk)))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, list_id: int) -> Response:
        """Delete it; for its owner."""
        services.delete_list(owner=self.member(), list_id=list_id)
        return Response(status=204)


class ListEntriesView(_ReadOpen):
    """The titles on a list, in its order."""

    @extend_schema(responses=ListEntryPageSerializer)
    def get(self, request: Request, list_id: int) -> Response:
        """One page of them."""
        paginator = PageNumberPagination()
        page: Any = paginator.paginate_queryset(selectors.list_entries(_found(request, list_id)), request, self)
        cards = cards_by_id(entry.title_id for entry in page)
        rows = [
            {"position": entry.position, "note": entry.note, "movie": cards[entry.title_id].as_dict()}
            for entry in page
            if entry.title_id in cards
        ]
        return paginator.get_paginated_response(rows)

    @extend_schema(request=NewListEntrySerializer, responses={204: None})
    def post(self, request: Request, list_id: int) -> Response:
        """Put a title at the end; again is no error."""
        serializer = NewListEntrySerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        services.add_to_list(member=self.member(), list_id=list_id, title_id=data["movie"], note=data["note"])
        return Response(status=204)


class ListEntryView(APIView):
    """One title on a list; for its owner and those who work on it."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=ListEntryUpdateSerializer, responses={204: None})
    def patch(self, request: Request, list_id: int, title_id: int) -> Response:
        """Move it, or say something about it."""
        serializer = ListEntryUpdateSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data, member = serializer.validated_data, request.user
        entry: dict[str, Any] = {"member": member, "list_id": list_id, "title_id": title_id}
        if "note" in data:
            services.annotate_entry(**entry, note=data["note"])
        if "position" in data:
            services.move_in_list(**entry, to=data["position"])
        return Response(status=204)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, list_id: int, title_id: int) -> Response:
        """Take it off; again is no error."""
        services.remove_from_list(member=request.user, list_id=list_id, title_id=title_id)  # type: ignore[arg-type]
        return Response(status=204)


class ListCopyView(APIView):
    """Copies."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=None, responses={201: TitleListSerializer})
    def post(self, request: Request, list_id: int) -> Response:
        """Make one, for the member alone."""
        copy = services.copy_list(member=request.user, original=_found(request, list_id))  # type: ignore[arg-type]
        return Response(_body(copy), status=201, headers={"Location": f"/api/lists/{copy.pk}"})
