"""The boards by API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Profile, User
from accounts.selectors import profile_of
from matchups.api.board_serializers import BoardEntrySerializer, BoardFilterSerializer
from matchups.selectors.board_filters import read_board
from matchups.selectors.boards import Entry, Face, board_of, entries_of
from moviesite.common.api.pagination import PageNumberPagination


def _set(face: Face) -> dict[str, Any]:
    owner = face.owner
    return {
        "id": face.set and face.set.pk,
        "movies": [card.as_dict() for card in face.cards],
        "owner": owner
        and {
            "username": owner.username,
            "display_name": getattr(owner, "profile", Profile()).display_name,
            "url": owner.get_absolute_url(),
        },
        "name": face.set.name if face.set else "",
        "url": face.url or None,
    }


def _entry(entry: Entry) -> dict[str, Any]:
    row = entry.standing
    shown = {"set": _set(entry.face)} if entry.face else {"movie": entry.card and entry.card.as_dict()}
    return {
        "rank": entry.rank,
        "rating": row.strength,
        "interval": row.margin,
        "votes": row.votes,
        "provisional": row.is_provisional,
        **shown,
    }


class LeaderboardView(APIView):
    """How sets and titles stand."""

    permission_classes = (AllowAny,)
    pagination_class = PageNumberPagination

    @extend_schema(
        operation_id="leaderboard", parameters=[BoardFilterSerializer], responses=BoardEntrySerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """The highest lower bound of the interval first; 400 names each filter that cannot be understood."""
        adult = isinstance(request.user, User) and profile_of(request.user).show_adult
        state = read_board(request.query_params, adult=adult)
        paginator = self.pagination_class()
        rows = paginator.paginate_queryset(board_of(state), request, self) or []
        return paginator.get_paginated_response([_entry(row) for row in entries_of(state, rows, request.user.pk)])
