"""Registration, login and sessions by API."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth import logout as end_browser_session
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.tokens import Token

from accounts.api.serializers import (
    LoginSerializer,
    LogoutSerializer,
    RefreshedPairSerializer,
    RefreshSerializer,
    RegisterSerializer,
    TokenPairSerializer,
)
from accounts.enums import RevokeReason, SignInMethod
from accounts.models import User
from accounts.services import tokens
from accounts.services.login import check_credentials
from accounts.services.registration import register_member
from accounts.services.second_factor import require_second_factor
from accounts.services.sessions import begin_api_login


def _start(request: Request, user: User, method: SignInMethod = SignInMethod.PASSWORD) -> dict[str, Any]:
    return TokenPairSerializer(begin_api_login(request=request._request, user=user, method=method)).data


class RegisterView(APIView):
    """Join with a username, optionally an e-mail address, and a password."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_policy = "register"

    @extend_schema(request=RegisterSerializer, responses={201: TokenPairSerializer})
    def post(self, request: Request) -> Response:
        """Make the member and log in."""
        serializer = RegisterSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        user = register_member(**serializer.validated_data)
        return Response(_start(request, user, SignInMethod.REGISTRATION), status=201)


class LoginView(APIView):
    """Log in with a username or e-mail address and the password."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_classes = ()  # counted by the service, by address and by account

    @extend_schema(request=LoginSerializer, responses={200: TokenPairSerializer, 401: OpenApiResponse()})
    def post(self, request: Request) -> Response:
        """Start a login."""
        serializer = LoginSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data = serializer.validated_data
        user = check_credentials(request=request._request, identifier=data["identifier"], password=data["password"])
        require_second_factor(request=request._request, user=user, otp=data.get("otp", ""))
        return Response(_start(request, user))


class RefreshView(APIView):
    """Exchange a refresh token; each may be used once."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_policy = "refresh"

    @extend_schema(request=RefreshSerializer, responses={200: RefreshedPairSerializer, 401: OpenApiResponse()})
    def post(self, request: Request) -> Response:
        """The next pair."""
        serializer = RefreshSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        pair = tokens.rotate_refresh_token(token=serializer.validated_data["refresh"])
        return Response({"access": pair.access, "refresh": pair.refresh})


class LogoutView(APIView):
    """End a login."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=LogoutSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """End the family of the bearer token, of the given refresh token, and the browser session."""
        serializer = LogoutSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        if refresh := serializer.validated_data.get("refresh"):
            tokens.revoke_refresh_token(token=refresh)
        if isinstance(request.auth, Token):
            tokens.revoke_family(family_id=uuid.UUID(hex=str(request.auth["sid"])), reason=RevokeReason.LOGOUT)
        else:
            end_browser_session(request._request)
        return Response(status=204)
