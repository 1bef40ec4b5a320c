"""Logins, proof and new passwords by API."""

from __future__ import annotations

from typing import Any, cast

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import LoginSessionSerializer, ProofSerializer, ResetConfirmSerializer, ResetSerializer
from accounts.enums import RevokeReason, SecurityEventKind
from accounts.models import User
from accounts.selectors import logins_of
from accounts.services.passwords import request_reset, reset_password
from accounts.services.proof import prove_by_code, prove_by_password, prove_by_wallet
from accounts.services.security import origin_of, record_event
from accounts.services.sessions import current_login, end_all_sessions, end_session
from moviesite.common.api.pagination import PageNumberPagination
from moviesite.common.ratelimit import enforce


def _member(request: Request) -> User:
    return cast(User, request.user)  # IsAuthenticated has seen to it


class SessionsView(APIView):
    """Where the member is logged in."""

    permission_classes = (IsAuthenticated,)
    pagination_class = PageNumberPagination

    @extend_schema(responses=LoginSessionSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Browsers and API clients, this one first, then by when each was last seen."""
        pages = PageNumberPagination()
        cards = logins_of(_member(request), current=current_login(request), now=timezone.now())
        page = pages.paginate_queryset(cards, request, view=self)
        response = pages.get_paginated_response(LoginSessionSerializer(page, many=True).data)
        response["Cache-Control"] = "no-store"
        return response

    @extend_schema(operation_id="user_sessions_end_others", request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """End all but this one."""
        user = _member(request)
        ended = end_all_sessions(user=user, reason=RevokeReason.ENDED, keep=current_login(request))
        if ended:
            origin = origin_of(request._request)
            record_event(user=user, kind=SecurityEventKind.SESSIONS_ENDED, detail=str(ended), origin=origin)
        return Response(status=204)


class SessionView(APIView):
    """One login."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, session_id: str) -> Response:
        """End it."""
        end_session(user=_member(request), session_id=session_id, origin=origin_of(request._request))
        return Response(status=204)


class ProofView(APIView):
    """Show again who is there; what could take the account over asks for it (403, `reauth_required`)."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=ProofSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """By `password`, by `otp`, or by `message` and `signature` of a wallet; holds for ten minutes."""
        serializer = ProofSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data, user = serializer.validated_data, _member(request)
        if "password" in data:
            prove_by_password(request=request, user=user, password=data["password"])
        elif "otp" in data:
            prove_by_code(request=request, user=user, code=data["otp"])
        else:
            prove_by_wallet(request=request, user=user, message=data["message"], signature=data["signature"])
        return Response(status=204)


class ResetView(APIView):
    """Ask for a letter by which a new password is chosen."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_classes = ()  # counted below, by network and by address

    @extend_schema(request=ResetSerializer, responses={202: None})
    def post(self, request: Request) -> Response:
        """The same answer, and the same work, whoever has the address."""
        serializer = ResetSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        address = serializer.validated_data["email"]
        enforce(request._request, "reset-ip")
        enforce(request._request, "reset-account", account=address)
        request_reset(address=address)
        return Response(status=202)


class ResetConfirmView(APIView):
    """Choose a new password."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_policy = "reset-ip"

    @extend_schema(request=ResetConfirmSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """With both parts of the letter's link, once; every login ends."""
        serializer = ResetConfirmSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data: dict[str, Any] = serializer.validated_data
        reset_password(uid=data["uid"], token=data["token"], new=data["password"], origin=origin_of(request._request))
        return Response(status=204)
