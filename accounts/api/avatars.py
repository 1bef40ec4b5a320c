"""The member's picture by API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import profile_of
from accounts.services.avatars import read_picture, remove_avatar, set_avatar
from moviesite.common.api.serializers import StrictSerializer


class AvatarUploadSerializer(StrictSerializer):
    """A picture: JPEG, PNG, WebP, GIF or AVIF that stands still, at most 5 MB and 40 megapixels."""

    file = serializers.FileField(max_length=300)


class AvatarSerializer(serializers.Serializer[Any]):
    """Where the picture is."""

    avatar = serializers.CharField()


class AvatarView(APIView):
    """The picture of whoever asks."""

    permission_classes = (IsAuthenticated,)
    parser_classes = (MultiPartParser,)
    throttle_policy = {"PUT": "avatar"}

    @extend_schema(request={"multipart/form-data": AvatarUploadSerializer}, responses=AvatarSerializer)
    def put(self, request: Request) -> Response:
        """Upload one in place of whatever was there."""
        serializer = AvatarUploadSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        user: Any = request.user
        set_avatar(user=user, data=read_picture(serializer.validated_data["file"].chunks()))
        return Response({"avatar": profile_of(user).avatar_url}, headers={"Cache-Control": "no-store"})

    @extend_schema(responses={204: None})
    def delete(self, request: Request) -> Response:
        """Go back to the drawn one; 204 also if it was there already."""
        remove_avatar(user=request.user)  # type: ignore[arg-type]
        return Response(status=204)
