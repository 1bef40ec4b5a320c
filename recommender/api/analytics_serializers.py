"""Shapes of the analytics."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.api.serializers import TitleCardSerializer
from recommender.selectors.analytics import Patterns


class PartSerializer(serializers.Serializer[Any]):
    """Part of a member's ratings."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name shadows the serializer's own
    count = serializers.IntegerField()
    mean = serializers.FloatField(help_text="Stars")


class StreakSerializer(serializers.Serializer[Any]):
    """Days in a row with a rating each."""

    longest = serializers.IntegerField()
    current = serializers.IntegerField(help_text="0 unless it holds today or yesterday")


class UserPatternsSerializer(serializers.Serializer[Any]):
    """When and what a member rates."""

    user_id = serializers.IntegerField()
    ratings = serializers.IntegerField()
    mean = serializers.FloatField(help_text="Stars; 0 without ratings")
    curve = serializers.ListField(child=serializers.IntegerField(), help_text="By half star, 0.5 to 5")
    time_zone = serializers.CharField()
    weekdays = serializers.ListField(child=serializers.IntegerField(), help_text="Monday to Sunday")
    hours = serializers.ListField(child=serializers.IntegerField(), help_text="0 to 23, in that time zone")
    genres = PartSerializer(many=True)
    languages = PartSerializer(many=True)
    decades = PartSerializer(many=True)
    streak = StreakSerializer()


class PerformanceSerializer(serializers.Serializer[Any]):
    """How a title fared among picks."""

    movie = TitleCardSerializer()
    impressions = serializers.IntegerField(help_text="Times it was among somebody's picks")
    members = serializers.IntegerField(help_text="Whose picks they were")
    clicks = serializers.IntegerField(help_text="Members of experiments who opened it from there")
    ratings = serializers.IntegerField(help_text="Given after it was shown")
    mean = serializers.FloatField(allow_null=True, help_text="Stars of those ratings")


class PerformancePageSerializer(serializers.Serializer[Any]):
    """A page of titles."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = PerformanceSerializer(many=True)


class TrendGroupSerializer(serializers.Serializer[Any]):
    """A language or region lately."""

    key = serializers.CharField(help_text="ISO 639-1 language or ISO 3166-1 region")
    ratings = serializers.IntegerField()
    members = serializers.IntegerField()
    mean = serializers.FloatField(help_text="Stars")
    before = serializers.IntegerField(allow_null=True, help_text="Ratings in as many days before; null if too few")
    change = serializers.FloatField(allow_null=True, help_text="Growth as a share of that")


class RegionalTrendsSerializer(serializers.Serializer[Any]):
    """Where ratings come from and what they are of."""

    days = serializers.IntegerField()
    least_members = serializers.IntegerField(help_text="Smaller groups are not shown")
    languages = TrendGroupSerializer(many=True)
    regions = TrendGroupSerializer(many=True)


def patterns_dict(user_id: int, found: Patterns) -> dict[str, Any]:
    """The promised shape."""
    taste = found.taste
    return {
        "user_id": user_id,
        "ratings": taste.count,
        "mean": taste.mean,
        "curve": taste.curve,
        "time_zone": found.time_zone,
        "weekdays": found.weekdays,
        "hours": found.hours,
        "genres": taste.genres,
        "languages": taste.languages,
        "decades": taste.decades,
        "streak": {"longest": found.longest_streak, "current": found.current_streak},
    }
