"""Two tastes side by side, by API."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.selectors import visible_member
from catalog.api.serializers import TitleCardSerializer
from ratings.selectors.compatibility import shared_taste


class PartingSerializer(serializers.Serializer[Any]):
    """A title that two members rank differently, in stars."""

    movie = TitleCardSerializer()
    yours = serializers.FloatField()
    theirs = serializers.FloatField()


class CompatibilitySerializer(serializers.Serializer[Any]):
    """How alike two tastes are: 50 is chance, 100 the same order. The range is a 90 % interval."""

    percent = serializers.IntegerField(allow_null=True, help_text="Null below ten shared titles")
    low = serializers.IntegerField(allow_null=True)
    high = serializers.IntegerField(allow_null=True)
    shared = serializers.IntegerField()
    enough = serializers.BooleanField()
    binds = TitleCardSerializer(many=True)
    parts = PartingSerializer(many=True)


class CompatibilityView(APIView):
    """The asker's taste beside a member's."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(responses=CompatibilitySerializer)
    def get(self, request: Request, username: str) -> Response:
        """Figures and titles; 404 for a member whom the asker may not see."""
        viewer: Any = request.user
        taste = shared_taste(viewer=viewer, member=visible_member(username=username, viewer_id=viewer.pk))
        figures = taste.figures
        body = {
            "percent": figures.percent,
            "low": figures.low,
            "high": figures.high,
            "shared": figures.shared,
            "enough": taste.enough,
            "binds": [card.as_dict() for card in taste.binds],
            "parts": [
                {"movie": part.card.as_dict(), "yours": part.yours, "theirs": part.theirs} for part in taste.parts
            ],
        }
        return Response(body, headers={"Cache-Control": "private, no-store"})
