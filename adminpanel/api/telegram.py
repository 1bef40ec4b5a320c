"""Where Telegram brings what people say to the bot."""

from __future__ import annotations

import hmac
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.telegram.client import is_on
from adminpanel.services.telegram.updates import LARGEST, accept_update
from adminpanel.tasks import answer_telegram
from moviesite.common.errors import NotFoundError, PermissionDeniedError

HEADER = "X-Telegram-Bot-Api-Secret-Token"


class HeardSerializer(serializers.Serializer[Any]):
    """That an update has arrived, whatever becomes of it."""

    ok = serializers.BooleanField()


class TelegramWebhookView(APIView):
    """The bot's webhook. It is there only with a bot and a secret."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    throttle_policy = "telegram"

    @extend_schema(
        request={"application/json": OpenApiTypes.OBJECT},
        parameters=[OpenApiParameter(HEADER, str, OpenApiParameter.HEADER, description="The secret")],
        responses={200: HeardSerializer},
    )
    def post(self, request: Request) -> Response:
        """Take in an update of the Bot API. What is malformed, unknown or came before is passed over with a 200."""
        secret = settings.TELEGRAM_WEBHOOK_SECRET
        if not (is_on() and secret):
            raise NotFoundError
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            raise PermissionDeniedError
        accept_update(_body(request._request), lambda asked: answer_telegram.delay(asked=asked))
        return Response(HeardSerializer({"ok": True}).data)


def _body(request: HttpRequest) -> bytes:
    """The body, empty for one that is longer than any update: it must not come again and again."""
    try:
        length = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return b""
    return request.body if length <= LARGEST else b""
