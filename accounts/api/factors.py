"""What proves who a member is, by API."""

from __future__ import annotations

from typing import cast

from drf_spectacular.utils import extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import FactorsSerializer
from accounts.api.wallet_serializers import WalletProofSerializer, WalletSerializer
from accounts.models import User, Wallet
from accounts.services.factors import add_wallet, factors_of, remove_wallet
from moviesite.common.api.pagination import PageNumberPagination

UNSTORED = {"Cache-Control": "no-store"}


def _member(request: Request) -> User:
    return cast(User, request.user)  # IsAuthenticated has seen to it


class FactorsView(APIView):
    """What the member can log in with."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=FactorsSerializer)
    def get(self, request: Request) -> Response:
        """All of it, without secrets."""
        return Response(FactorsSerializer(factors_of(_member(request))).data, headers=UNSTORED)


class WalletsView(APIView):
    """The member's wallets."""

    permission_classes = (IsAuthenticated,)
    pagination_class = PageNumberPagination

    @extend_schema(responses=WalletSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Oldest first."""
        pages = PageNumberPagination()
        page = pages.paginate_queryset(Wallet.objects.filter(user=_member(request)).order_by("pk"), request, view=self)
        response = pages.get_paginated_response(WalletSerializer(page, many=True).data)
        response["Cache-Control"] = "no-store"
        return response

    @extend_schema(request=WalletProofSerializer, responses={201: WalletSerializer})
    def post(self, request: Request) -> Response:
        """Link the wallet that signed a message made with a nonce for `link`. Needs fresh proof."""
        serializer = WalletProofSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        wallet = add_wallet(request=request, user=_member(request), **serializer.validated_data)
        return Response(WalletSerializer(wallet).data, status=201, headers=UNSTORED)


class WalletView(APIView):
    """One of the member's wallets."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request, wallet_id: int) -> Response:
        """Unlink it; every other login ends. Needs fresh proof, and something else to log in with."""
        remove_wallet(request=request, user=_member(request), wallet_id=wallet_id)
        return Response(status=204)
