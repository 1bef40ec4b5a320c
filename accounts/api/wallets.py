"""Wallet login by API and from the pages (EIP-4361)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.views import LogoutView
from accounts.api.wallet_serializers import (
    ConnectedSerializer,
    NonceRequestSerializer,
    NonceSerializer,
    WalletProofSerializer,
)
from accounts.enums import NoncePurpose, SignInMethod
from accounts.models import User
from accounts.services.interface import speak_to
from accounts.services.sessions import begin_api_login
from accounts.services.wallet_binding import binding_of, drop_binding, keep_binding
from accounts.services.wallet_proof import issue_nonce, normalise_address, prove_wallet, site_of, statement_for
from accounts.services.wallet_session import start_session
from accounts.services.wallets import authenticate_user

UNSTORED = {"Cache-Control": "no-store"}


class NonceView(APIView):
    """Begin a wallet login, or the linking or proving of a wallet."""

    permission_classes = (AllowAny,)
    throttle_policy = "wallet-nonce"

    @extend_schema(request=NonceRequestSerializer, responses={200: NonceSerializer})
    def post(self, request: Request) -> Response:
        """Hand out a nonce that is good for five minutes and one use, with what belongs into the message.

        It is bound to the cookie that comes with it. Purposes other than `login` need a member.
        """
        serializer = NonceRequestSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        purpose = NoncePurpose(serializer.validated_data["purpose"])
        member = request.user if isinstance(request.user, User) and purpose != NoncePurpose.LOGIN else None
        if purpose != NoncePurpose.LOGIN and member is None:
            raise NotAuthenticated
        body: dict[str, Any] = {}
        if "address" in serializer.validated_data:
            body["address"] = normalise_address(serializer.validated_data["address"])
        binding = binding_of(request._request)
        nonce = issue_nonce(binding=binding, purpose=purpose, user=member)
        site = site_of(binding)
        body |= {
            "nonce": nonce.value,
            "expires_at": nonce.expires_at,
            "domain": site.domain,
            "uri": site.uri,
            "statement": statement_for(purpose),
            "version": "1",
            "chain_ids": settings.SIWE_CHAIN_IDS,
        }
        response = Response(NonceSerializer(body).data, headers=UNSTORED)
        keep_binding(response, binding)
        return response


class ConnectView(APIView):
    """Log in with a wallet; the first login makes the member."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_policy = "wallet-connect"

    @extend_schema(
        request=WalletProofSerializer,
        responses={200: ConnectedSerializer, 401: OpenApiResponse(), 403: OpenApiResponse()},
    )
    def post(self, request: Request) -> Response:
        """Start a login, and with the nonce's cookie a session for the pages too."""
        serializer = WalletProofSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        binding = binding_of(request._request)
        if binding.from_page:
            SessionAuthentication().enforce_csrf(request)
        proof = prove_wallet(**serializer.validated_data, binding=binding)
        found = authenticate_user(
            proof.address,
            chain_id=proof.chain_id,
            is_contract=proof.is_contract,
            ui_language=request._request.LANGUAGE_CODE,
        )
        pair = begin_api_login(request=request._request, user=found["user"], method=SignInMethod.WALLET)
        if not binding.is_new:
            start_session(request=request._request, pair=pair)
        body = {"access": pair.access, "refresh": pair.refresh, "user": pair.user, "created": found["created"]}
        response = Response(ConnectedSerializer(body).data, headers=UNSTORED)
        drop_binding(response)
        if not binding.is_new:
            speak_to(response, pair.user)
        return response


class DisconnectView(LogoutView):
    """End a wallet login: the family of the bearer token, or the browser session with the tokens it began with."""
