"""Shapes of the catalog API. Lists are written as plain dictionaries for speed; a test holds the two together."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class CardRatingSerializer(serializers.Serializer[Any]):
    """What members gave a title."""

    average = serializers.FloatField(allow_null=True, help_text="0 to 5 stars")
    count = serializers.IntegerField()


class TitleCardSerializer(serializers.Serializer[Any]):
    """A title at a glance."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=["movie", "tv"])
    is_anime = serializers.BooleanField()
    title = serializers.CharField()
    original_title = serializers.CharField(help_text="In its own script")
    year = serializers.IntegerField(allow_null=True)
    genres = serializers.ListField(child=serializers.CharField())
    language = serializers.CharField(help_text="Original language, ISO 639-1")
    poster = serializers.CharField(help_text="Absolute URL, or a path on this site")
    rating = CardRatingSerializer()
    url = serializers.CharField(help_text="Path of the title's page")
