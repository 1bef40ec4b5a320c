"""Personal API tokens, made and revoked by whoever is logged in."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import ApiToken
from accounts.scopes import Scope
from accounts.services.api_tokens import LIFETIMES, living_tokens, make_token, revoke_token
from accounts.services.proof import require_fresh_proof
from accounts.services.security import origin_of
from moviesite.common.api.serializers import StrictSerializer

_SHOWN = ("id", "name", "prefix", "scopes", "created_at", "last_used_at", "expires_at")


class ApiTokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A token without its secret."""

    class Meta:
        model = ApiToken
        fields = _SHOWN
        read_only_fields = fields


class NewApiTokenSerializer(serializers.ModelSerializer[ApiToken]):
    """A token just made; `token` is shown this once."""

    token = serializers.CharField(read_only=True)

    class Meta:
        model = ApiToken
        fields = (*_SHOWN, "token")
        read_only_fields = fields


class MakeApiTokenSerializer(StrictSerializer):
    """What a token is for and how long it lives; without `days`, until it is revoked."""

    name = serializers.CharField(max_length=60)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=Scope.choices), allow_empty=False)
    days = serializers.ChoiceField(choices=LIFETIMES, required=False, allow_null=True, default=None)


class ApiTokensView(generics.ListAPIView[ApiToken]):
    """The member's living tokens."""

    serializer_class = ApiTokenSerializer
    permission_classes = (IsAuthenticated,)

    def get_queryset(self) -> Any:
        """Nobody sees another's."""
        return living_tokens(self.request.user)  # type: ignore[arg-type]

    @extend_schema(request=MakeApiTokenSerializer, responses={201: NewApiTokenSerializer})
    def post(self, request: Request) -> Response:
        """Make one. The answer is the only place where its secret ever stands."""
        require_fresh_proof(request)
        serializer = MakeApiTokenSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        origin = origin_of(request._request)
        made = make_token(user=request.user, origin=origin, **serializer.validated_data)  # type: ignore[arg-type]
        body = {**ApiTokenSerializer(made.row).data, "token": made.secret}
        return Response(body, status=201, headers={"Cache-Control": "no-store"})


class ApiTokenView(APIView):
    """One token."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, token_id: int) -> Response:
        """Revoke it, at once."""
        revoke_token(user=request.user, token_id=token_id, origin=origin_of(request._request))  # type: ignore[arg-type]
        return Response(status=204)
