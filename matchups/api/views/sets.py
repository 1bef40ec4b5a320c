"""Top fours by API. How sets stand is told by the leaderboard, never here: votes are blind."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Profile, User
from matchups.api.set_serializers import (
    Top4SetFilterSerializer,
    Top4SetPageSerializer,
    Top4SetSerializer,
    Top4SetWriteSerializer,
)
from matchups.exceptions import TopFourInvalidError
from matchups.models import Top4Set
from matchups.selectors.top4 import TopFour, find_set, own_sets, shown_sets, top_fours
from matchups.services.top4 import choose_top4, take_down
from moviesite.common.api.pagination import PageNumberPagination


def set_shape(four: TopFour) -> dict[str, Any]:
    """A set as the API tells it."""
    row, owner = four.set, four.owner
    return {
        "id": row.pk,
        "movies": [card.as_dict() for card in four.cards],
        "owner": owner
        and {
            "username": owner.username,
            "display_name": getattr(owner, "profile", Profile()).display_name,
            "url": owner.get_absolute_url(),
        },
        "name": row.name,
        "origin": row.origin,
        "is_current": row.owner_key is not None,
        "fetched_at": row.fetched_at,
        "created_at": row.created_at,
        "url": row.get_absolute_url(),
    }


def _body(row: Top4Set) -> dict[str, Any]:
    return set_shape(top_fours([row])[0])


def _member(request: Request) -> User:
    if not isinstance(request.user, User):
        raise TypeError("only members get here")
    return request.user


class _ReadOpen(APIView):
    """Reading is for everyone, writing for members; what one may not see is not found."""

    def get_permissions(self) -> list[BasePermission]:
        """By method."""
        return [AllowAny() if self.request.method in SAFE_METHODS else IsAuthenticated()]


class Top4SetsView(_ReadOpen):
    """Sets that the asker may see, the latest first."""

    @extend_schema(operation_id="top4_sets_list", parameters=[Top4SetFilterSerializer], responses=Top4SetPageSerializer)
    def get(self, request: Request) -> Response:
        """One page of them."""
        asked = Top4SetFilterSerializer(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        sets = shown_sets(request.user.pk)
        if owner := asked.validated_data.get("owner"):
            sets = sets.filter(owner__username_key=owner.lower())
        if origin := asked.validated_data.get("origin"):
            sets = sets.filter(origin=origin)
        paginator = PageNumberPagination()
        page = paginator.paginate_queryset(sets, request, self) or []
        return paginator.get_paginated_response([set_shape(four) for four in top_fours(page)])

    @extend_schema(request=Top4SetWriteSerializer, responses={200: Top4SetSerializer, 201: Top4SetSerializer})
    def post(self, request: Request) -> Response:
        """Make four titles, in this order, one's current set: 201, or 200 when they are that already."""
        serializer = Top4SetWriteSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        try:
            choice = choose_top4(member=_member(request), title_ids=serializer.validated_data["movies"])
        except TopFourInvalidError as error:
            raise TopFourInvalidError(error.detail, errors={"movies": error.errors["titles"]}) from error
        if not choice.is_new:
            return Response(_body(choice.set))
        return Response(_body(choice.set), status=201, headers={"Location": f"/api/top4-sets/{choice.set.pk}"})


class Top4SetView(_ReadOpen):
    """One set."""

    @extend_schema(responses=Top4SetSerializer)
    def get(self, request: Request, set_id: int) -> Response:
        """One that the asker may see; former ones are their owner's alone to see."""
        return Response(_body(find_set(set_id, request.user.pk)))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, set_id: int) -> Response:
        """Take one's current set down; a former one is a 409."""
        take_down(member=_member(request), set_id=set_id)
        return Response(status=204)


class OwnTop4SetsView(APIView):
    """The asker's own sets, former ones among them."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="user_top4_sets_list", responses=Top4SetPageSerializer)
    def get(self, request: Request) -> Response:
        """The latest first."""
        paginator = PageNumberPagination()
        page = paginator.paginate_queryset(own_sets(_member(request)), request, self) or []
        return paginator.get_paginated_response([set_shape(four) for four in top_fours(page)])
