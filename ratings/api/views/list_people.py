"""Who works on a list."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from accounts.models.user import identifier_key
from moviesite.common.api.pagination import PageNumberPagination
from ratings.api.list_serializers import (
    InvitationAnswerSerializer,
    InvitationSerializer,
    ListMemberPageSerializer,
    ListMemberSerializer,
)
from ratings.exceptions import ListNotFoundError
from ratings.models import TitleList
from ratings.selectors import lists as selectors
from ratings.services import lists as services


def _shown(request: Request, list_id: int) -> TitleList:
    return selectors.required(selectors.visible_lists(request.user.pk).filter(pk=list_id))


class ListMembersView(APIView):
    """Who works on a list besides its owner, or was asked to."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=ListMemberPageSerializer)
    def get(self, request: Request, list_id: int) -> Response:
        """In the order in which they were asked."""
        paginator = PageNumberPagination()
        page: Any = paginator.paginate_queryset(
            selectors.members_of(_shown(request, list_id), viewer_id=request.user.pk), request, self
        )
        return paginator.get_paginated_response(ListMemberSerializer(page, many=True).data)

    @extend_schema(request=InvitationSerializer, responses={201: ListMemberSerializer})
    def post(self, request: Request, list_id: int) -> Response:
        """Ask somebody; for its owner. Asking again changes nothing."""
        serializer = InvitationSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        invited = services.invite_to_list(owner=request.user, list_id=list_id, **serializer.validated_data)  # type: ignore[arg-type]
        return Response(ListMemberSerializer(invited).data, status=201)


class ListMemberView(APIView):
    """One of those who work on a list."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, list_id: int, username: str) -> Response:
        """Stop their work; for its owner, and for themselves. Again is no error for the owner."""
        person = User.objects.filter(username_key=identifier_key(username)).first()
        if person is None:
            raise ListNotFoundError
        if person.pk == request.user.pk:
            services.leave_list(member=person, list_id=list_id)
        else:
            services.remove_from_members(owner=request.user, list_id=list_id, user_id=person.pk)  # type: ignore[arg-type]
        return Response(status=204)


class ListInvitationView(APIView):
    """The asking member's own invitation to a list."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=InvitationAnswerSerializer, responses={204: None})
    def post(self, request: Request, list_id: int) -> Response:
        """Accept or decline it."""
        serializer = InvitationAnswerSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        answer = services.accept_invitation if serializer.validated_data["accept"] else services.leave_list
        answer(member=request.user, list_id=list_id)  # type: ignore[arg-type]
        return Response(status=204)
