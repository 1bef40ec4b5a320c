"""The inbox and the preferences by API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.enums import DeliveryMode, DigestFrequency, NotificationChannel
from accounts.models import Notification, User
from accounts.notifications.inbox import inbox_of, items_of
from accounts.notifications.preferences import matrix_of
from accounts.selectors import profile_of
from accounts.services.notification_settings import Choice, save_preferences
from accounts.services.notifications import mark_read
from moviesite.common.api.serializers import StrictSerializer

PRIVATE = {"Cache-Control": "private, no-cache"}
MOST_IDS = 1000


class NotificationSerializer(serializers.Serializer[Any]):
    """One notification, in the language of the request."""

    id = serializers.IntegerField()
    kind = serializers.CharField(source="kind.id")
    text = serializers.CharField()
    actor = serializers.CharField(help_text="Username of whoever did it last, or empty")
    url = serializers.CharField(help_text="A path on this site, or empty")
    created_at = serializers.DateTimeField()
    is_read = serializers.BooleanField()


class MarkReadSerializer(StrictSerializer):
    """Either `ids` or `all`."""

    ids = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=MOST_IDS, required=False)
    all = serializers.BooleanField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two, and not both."""
        if bool(attrs.get("all")) == ("ids" in attrs):
            raise ValidationError({"ids": [_("Send ids, or all as true.")]})
        return attrs


class UnreadSerializer(serializers.Serializer[Any]):
    """How many are left."""

    unread = serializers.IntegerField()


class PreferenceSerializer(StrictSerializer):
    """One kind on one channel."""

    kind = serializers.CharField(max_length=30)
    channel = serializers.ChoiceField(choices=NotificationChannel.choices)
    mode = serializers.ChoiceField(choices=DeliveryMode.choices)


class ShownPreferenceSerializer(PreferenceSerializer):
    """With its name, and what else could be chosen; a single mode is no choice."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field's name shadows an attribute of fields
    modes = serializers.ListField(child=serializers.ChoiceField(choices=DeliveryMode.choices))


class PreferencesSerializer(StrictSerializer):
    """What changes; what is not named stays."""

    digest = serializers.ChoiceField(choices=DigestFrequency.choices, required=False)
    preferences = PreferenceSerializer(many=True, required=False)


class ShownPreferencesSerializer(serializers.Serializer[Any]):
    """All preferences."""

    digest = serializers.ChoiceField(choices=DigestFrequency.choices)
    preferences = ShownPreferenceSerializer(many=True)


class NotificationsView(generics.ListAPIView[Notification]):
    """The member's notifications, latest first."""

    serializer_class = NotificationSerializer
    permission_classes = (IsAuthenticated,)

    def get_queryset(self) -> Any:
        """The member's own, of which `unread` chooses."""
        asked = self.request.query_params.get("unread", "")
        if asked not in {"", "true", "false"}:
            raise ValidationError({"unread": [_("true or false.")]})
        return inbox_of(self.request.user.pk or 0, unread=None if not asked else asked == "true")

    @extend_schema(parameters=[OpenApiParameter("unread", bool, description="Only unread ones, or only read ones")])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One page of them."""
        user = request.user
        assert isinstance(user, User)  # noqa: S101  narrows the type
        user.profile = profile_of(user)
        rows = self.paginate_queryset(self.get_queryset()) or []
        response = self.get_paginated_response(NotificationSerializer(items_of(rows, user), many=True).data)
        response["Cache-Control"] = PRIVATE["Cache-Control"]
        return response


class MarkReadView(APIView):
    """Marking as read."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(request=MarkReadSerializer, responses={200: UnreadSerializer})
    def post(self, request: Request) -> Response:
        """Mark some or all; ids of others are passed over."""
        serializer = MarkReadSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        left = mark_read(user=request.user, ids=serializer.validated_data.get("ids"))  # type: ignore[arg-type]
        return Response({"unread": left}, headers=PRIVATE)


class PreferencesView(APIView):
    """How the member wants to hear of what."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses={200: ShownPreferencesSerializer})
    def get(self, request: Request) -> Response:
        """Every kind on every channel that is set up here."""
        return Response(_shown(request.user), headers=PRIVATE)  # type: ignore[arg-type]

    @extend_schema(request=PreferencesSerializer, responses={200: ShownPreferencesSerializer})
    def put(self, request: Request) -> Response:
        """Change what is named."""
        serializer = PreferencesSerializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        found = serializer.validated_data
        choices = [Choice(**row) for row in found.get("preferences", [])]
        save_preferences(user=request.user, choices=choices, digest=found.get("digest"))  # type: ignore[arg-type]
        return Response(_shown(request.user), headers=PRIVATE)  # type: ignore[arg-type]


def _shown(user: User) -> dict[str, Any]:
    rows = [
        {
            "kind": cell.kind.id,
            "channel": cell.channel.value,
            "mode": cell.mode.value,
            "label": str(cell.kind.label),
            "modes": [mode.value for mode in cell.modes],
        }
        for cell in matrix_of(user.pk)
    ]
    return {"digest": profile_of(user).digest, "preferences": rows}
