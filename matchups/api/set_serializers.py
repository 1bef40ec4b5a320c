"""Shapes of top fours in the API. Nothing here tells how a set stands: whoever votes should not know."""

from __future__ import annotations

from rest_framework import serializers

from catalog.api.serializers import TitleCardSerializer
from matchups.api.serializers import SetOwnerSerializer, Shape
from matchups.enums import SetOrigin
from matchups.models.top4 import SIZE
from moviesite.common.api.serializers import StrictSerializer

LARGEST_ID = 2**63 - 1


class Top4SetSerializer(Shape):
    """A set. `movies` are fewer than four once one of them was withdrawn, which only the owner gets to see."""

    id = serializers.IntegerField()
    movies = TitleCardSerializer(many=True)
    owner = SetOwnerSerializer(allow_null=True)
    name = serializers.CharField()
    origin = serializers.ChoiceField(choices=SetOrigin.choices)
    is_current = serializers.BooleanField()
    fetched_at = serializers.DateTimeField(allow_null=True, help_text="When an imported set was read")
    created_at = serializers.DateTimeField()
    url = serializers.CharField(help_text="Path of the set's page")


class Top4SetPageSerializer(Shape):
    """A page of sets."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = Top4SetSerializer(many=True)


class Top4SetFilterSerializer(Shape):
    """What the list of sets can be narrowed to."""

    owner = serializers.CharField(required=False, max_length=30, help_text="Username; only this member's set")
    origin = serializers.ChoiceField(choices=SetOrigin.choices, required=False)


class Top4SetWriteSerializer(StrictSerializer):
    """Four titles, in their order."""

    movies = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=LARGEST_ID),
        min_length=SIZE,
        max_length=SIZE,
        error_messages={"min_length": f"Choose {SIZE} titles.", "max_length": f"Choose {SIZE} titles."},
    )
