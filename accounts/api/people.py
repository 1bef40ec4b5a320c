"""Following, blocking and muting by API, and the feed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.people_serializers import ActivitySerializer, MemberCardSerializer
from accounts.models import User
from accounts.selectors.activity import entries_of, feed_of
from accounts.selectors.people import blocks_of, followers_of, following_of, known_member, visible_member
from accounts.services import people as services
from moviesite.common.api.pagination import PageNumberPagination

PRIVATE = {"Cache-Control": "private, no-store"}


class _TieView(APIView, ABC):
    """Something one member is to another: PUT makes it so, DELETE ends it, both any number of times."""

    permission_classes = (IsAuthenticated,)
    throttle_policy: ClassVar[dict[str, str]] = {"PUT": "follow", "DELETE": "follow"}
    needs_sight = True  # whether it begins only with somebody whom the member may see

    @abstractmethod
    def begin(self, member: User, other: User) -> Any:
        """Make it so."""

    @abstractmethod
    def end(self, member: User, other: User) -> Any:
        """End it."""

    @extend_schema(request=None, responses={204: None})
    def put(self, request: Request, username: str) -> Response:
        """Make it so; 404 for a member whom the asker may not see."""
        viewer: Any = request.user
        other = visible_member(username=username, viewer_id=viewer.pk) if self.needs_sight else known_member(username)
        self.begin(viewer, other)
        return Response(status=204)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, username: str) -> Response:
        """End it, whoever may see whom by now."""
        viewer: Any = request.user
        self.end(viewer, known_member(username))
        return Response(status=204)


class FollowView(_TieView):
    """Following a member."""

    def begin(self, member: User, other: User) -> Any:
        """Follow."""
        return services.follow_member(member=member, followed=other)

    def end(self, member: User, other: User) -> Any:
        """Follow no longer."""
        return services.unfollow_member(member=member, followed=other)


class BlockView(_TieView):
    """Blocking a member: neither sees or follows the other from then on."""

    needs_sight = False

    def begin(self, member: User, other: User) -> Any:
        """Block."""
        return services.block_member(member=member, blocked=other)

    def end(self, member: User, other: User) -> Any:
        """Lift the block."""
        return services.unblock_member(member=member, blocked=other)


class MuteView(_TieView):
    """Muting a member, who is not told."""

    def begin(self, member: User, other: User) -> Any:
        """Mute."""
        return services.mute_member(member=member, muted=other)

    def end(self, member: User, other: User) -> Any:
        """Hear of them again."""
        return services.unmute_member(member=member, muted=other)


def _page(view: APIView, request: Request, rows: Any, person: Callable[[Any], User]) -> Response:
    paginator = PageNumberPagination()
    page: Any = paginator.paginate_queryset(rows, request, view)
    answer = paginator.get_paginated_response(MemberCardSerializer([person(row) for row in page], many=True).data)
    answer["Cache-Control"] = PRIVATE["Cache-Control"]
    return answer


class FollowersView(APIView):
    """Who follows a member."""

    permission_classes = (AllowAny,)
    pagination_class = PageNumberPagination

    @extend_schema(responses=MemberCardSerializer(many=True))
    def get(self, request: Request, username: str) -> Response:
        """Latest first, as far as the asker may see them."""
        member = visible_member(username=username, viewer_id=request.user.pk)
        return _page(self, request, followers_of(member, viewer_id=request.user.pk), lambda row: row.follower)


class FollowingView(APIView):
    """Whom a member follows."""

    permission_classes = (AllowAny,)
    pagination_class = PageNumberPagination

    @extend_schema(responses=MemberCardSerializer(many=True))
    def get(self, request: Request, username: str) -> Response:
        """Latest first, as far as the asker may see them."""
        member = visible_member(username=username, viewer_id=request.user.pk)
        return _page(self, request, following_of(member, viewer_id=request.user.pk), lambda row: row.followed)


class BlocksView(APIView):
    """Whom the asker blocks."""

    permission_classes = (IsAuthenticated,)
    pagination_class = PageNumberPagination

    @extend_schema(responses=MemberCardSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Latest first."""
        return _page(self, request, blocks_of(request.user), lambda row: row.blocked)  # type: ignore[arg-type]


class FeedView(APIView):
    """What those whom the asker follows did."""

    permission_classes = (IsAuthenticated,)
    pagination_class = PageNumberPagination

    @extend_schema(responses=ActivitySerializer(many=True))
    def get(self, request: Request) -> Response:
        """Latest first, each by itself; what is gone or hidden by now is left out of its page."""
        viewer: Any = request.user
        paginator = PageNumberPagination()
        page: Any = paginator.paginate_queryset(feed_of(viewer), request, self)
        rows = [
            {
                "id": entry.activity.pk,
                "kind": entry.activity.kind,
                "actor": entry.activity.actor,
                "created_at": entry.activity.created_at,
                "movie": None,
                "detail": {},
                **entry.news.data,
            }
            for entry in entries_of(page, viewer_id=viewer.pk)
        ]
        answer = paginator.get_paginated_response(ActivitySerializer(rows, many=True).data)
        answer["Cache-Control"] = PRIVATE["Cache-Control"]
        return answer
