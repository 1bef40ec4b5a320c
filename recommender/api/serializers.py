"""Shapes of the recommendation API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.api.serializers import TitleCardSerializer
from moviesite.common.api.serializers import StrictSerializer
from recommender.enums import DismissalKind


class ReasonTitleSerializer(serializers.Serializer[Any]):
    """The member's own title behind a pick."""

    id = serializers.IntegerField()
    title = serializers.CharField()


class ReasonSerializer(serializers.Serializer[Any]):
    """A cause of a pick and its share of the score."""

    movie = ReasonTitleSerializer()
    share = serializers.FloatField(help_text="0 to 1")


class PickSerializer(serializers.Serializer[Any]):
    """A recommended title."""

    movie = TitleCardSerializer()
    score = serializers.FloatField(help_text="Orders the picks of one answer; not comparable between answers")
    because = ReasonSerializer(many=True)


class SlateSerializer(serializers.Serializer[Any]):
    """Recommendations."""

    personalized = serializers.BooleanField()
    model = serializers.CharField(help_text='The version that made them, or "catalog"')
    results = PickSerializer(many=True)


class DismissalWriteSerializer(StrictSerializer):
    """A title to send away."""

    content_id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    kind = serializers.ChoiceField(choices=DismissalKind.choices, default=DismissalKind.NOT_INTERESTED)


class ModelVersionSerializer(serializers.Serializer[Any]):
    """A serving model."""

    algorithm = serializers.CharField()
    version = serializers.CharField()
    trained_at = serializers.DateTimeField()
    metrics = serializers.DictField(child=serializers.FloatField())
    data_fingerprint = serializers.CharField()
    interactions = serializers.IntegerField()
