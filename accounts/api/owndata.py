"""A member's own data by API: taken along, brought back, erased, merged."""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth import logout
from django.http import FileResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.wallet_serializers import MAX_SIGNATURE
from accounts.models import BrowserSession, User
from accounts.services.merging import (
    Side,
    forget_proof,
    keep_proof,
    merge_accounts,
    prove_other_by_password,
    prove_other_by_wallet,
    side_of,
)
from accounts.services.owndata import erase_account, export_account, restore_account
from accounts.services.proof import require_fresh_proof
from accounts.services.security import origin_of
from accounts.services.sessions import current_login
from accounts.wallet.message import MAX_BYTES
from moviesite.common.api.serializers import StrictSerializer

UNSTORED = {"Cache-Control": "no-store"}


def _member(request: Request) -> User:
    return cast(User, request.user)  # the permissions have seen to it


def export_response(file: Any, username: str) -> FileResponse:
    """An export as a download that nothing keeps."""
    return FileResponse(
        file, as_attachment=True, filename=f"{username}.zip", content_type="application/zip", headers=UNSTORED
    )


class RestoreSerializer(StrictSerializer):
    """An export of this site, or of another of its kind: at most 20 MB."""

    file = serializers.FileField(max_length=300)


class TallySerializer(serializers.Serializer[Any]):
    """What became of a section's rows; `names` are the first things that are not here."""

    restored = serializers.IntegerField()
    already = serializers.IntegerField()
    unmatched = serializers.IntegerField()
    refused = serializers.IntegerField()
    names = serializers.ListField(child=serializers.CharField())


class MergeSerializer(StrictSerializer):
    """Proof of the other account: `identifier` and `password` (and `otp` where it asks for one), or `message` and
    `signature` of a wallet of its, made with a nonce for `link`. Nothing is merged unless `confirm` is true.
    """

    identifier = serializers.CharField(max_length=254, required=False)
    password = serializers.CharField(max_length=256, trim_whitespace=False, required=False)
    otp = serializers.CharField(max_length=40, required=False, default="")
    message = serializers.CharField(max_length=MAX_BYTES, trim_whitespace=False, required=False)
    signature = serializers.CharField(max_length=MAX_SIGNATURE, trim_whitespace=False, required=False)
    confirm = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One pair or the other, whole."""
        first = "message" if "message" in attrs or "signature" in attrs else "identifier"
        second = {"message": "signature", "identifier": "password"}[first]
        missing = {name: ["This field is required."] for name in (first, second) if name not in attrs}
        if missing:
            raise serializers.ValidationError(missing)
        return attrs


class SideSerializer(serializers.Serializer[Side]):
    """An account, and how many rows each section of its own data has."""

    username = serializers.CharField(source="user.username")
    counts = serializers.DictField(child=serializers.IntegerField())


class MergedSerializer(serializers.Serializer[Any]):
    """What would be or was merged. `recovery_codes` are new ones, shown this once, where a second factor came along."""

    merged = serializers.BooleanField()
    kept = SideSerializer()
    other = SideSerializer()
    recovery_codes = serializers.ListField(child=serializers.CharField())


class ExportView(APIView):
    """All of the member's own data."""

    permission_classes = (IsAuthenticated,)
    throttle_policy = "export"

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """The answer is a file, whatever was said to be accepted; only problems are rendered."""
        return super().perform_content_negotiation(request, force=True)

    @extend_schema(responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request) -> Any:
        """One ZIP. Needs fresh proof; the member is told."""
        require_fresh_proof(request)
        user, plain = _member(request), request._request
        return export_response(export_account(user=user, site=plain.get_host(), origin=origin_of(plain)), user.username)


class RestoreView(APIView):
    """Reading an export back."""

    permission_classes = (IsAuthenticated,)
    parser_classes = (MultiPartParser,)
    throttle_policy = {"POST": "import"}

    @extend_schema(
        request={"multipart/form-data": RestoreSerializer},
        responses={200: OpenApiResponse(OpenApiTypes.OBJECT, "By section: numbers and names")},
    )
    def post(self, request: Request) -> Response:
        """Add what is missing; nothing is changed or taken away. What became of each section."""
        serializer = RestoreSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        tallies = restore_account(user=_member(request), upload=serializer.validated_data["file"])
        body = {name: TallySerializer(tally).data for name, tally in tallies.items()}
        return Response(body, headers=UNSTORED)


class AccountView(APIView):
    """The account of whoever asks."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=None, responses={204: None})
    def delete(self, request: Request) -> Response:
        """Erase it, for good. Needs fresh proof."""
        require_fresh_proof(request)
        erase_account(user=_member(request))
        logout(request._request)
        return Response(status=204)


class MergeView(APIView):
    """Making two accounts of one person one."""

    permission_classes = (IsAuthenticated,)
    throttle_policy = "proof"

    @extend_schema(request=MergeSerializer, responses=MergedSerializer)
    def post(self, request: Request) -> Response:
        """Prove the other account and see what there is; with `confirm`, move all of it here and close the other.

        Needs fresh proof of this account. In a browser that of the other holds for ten minutes on /settings/merge/.
        """
        serializer = MergeSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        data, user = serializer.validated_data, _member(request)
        confirmed = data.pop("confirm")
        other = self._other(request, user, data)
        sides = {"kept": side_of(user), "other": side_of(other)}
        codes: list[str] = []
        if confirmed:
            codes = merge_accounts(target=user, source=other, origin=origin_of(request._request))
            forget_proof(request=request._request)
        elif isinstance(current_login(request), BrowserSession):
            keep_proof(request=request._request, user=user, other=other)
        body = MergedSerializer({"merged": confirmed, **sides, "recovery_codes": codes}).data
        return Response(body, headers=UNSTORED)

    def _other(self, request: Request, user: User, data: dict[str, Any]) -> User:
        if "message" in data:
            return prove_other_by_wallet(
                request=request, user=user, message=data["message"], signature=data["signature"]
            )
        return prove_other_by_password(
            request=request, user=user, identifier=data["identifier"], password=data["password"], otp=data["otp"]
        )
