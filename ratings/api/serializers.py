"""Shapes of the ratings API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.api.serializers import TitleCardSerializer
from moviesite.common.api.serializers import StrictSerializer
from ratings.models import Rating, Review
from ratings.models.rating import HIGHEST, LOWEST
from ratings.models.review import MAX_LENGTH


class RatingWriteSerializer(StrictSerializer):
    """A rating to give."""

    rating = serializers.FloatField(min_value=LOWEST, max_value=HIGHEST)


class ContentRatingWriteSerializer(RatingWriteSerializer):
    """A rating to give, and what to."""

    content_id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class RatingSerializer(serializers.ModelSerializer[Rating]):
    """A member's rating."""

    movie = serializers.IntegerField(source="title_id", read_only=True)
    rating = serializers.FloatField(source="value", read_only=True)

    class Meta:
        model = Rating
        fields = ("movie", "rating", "created_at", "updated_at")
        read_only_fields = fields


class ReviewAuthorSerializer(serializers.Serializer[Any]):
    """Who wrote a review."""

    username = serializers.CharField()
    display_name = serializers.CharField(source="profile.display_name", default="")
    url = serializers.CharField(source="get_absolute_url")


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """A review as anyone may read it."""

    movie = serializers.IntegerField(source="title_id", read_only=True)
    movie_title = serializers.CharField(source="title.title", read_only=True)
    author = ReviewAuthorSerializer(source="user", read_only=True)

    class Meta:
        model = Review
        fields = (
            "id",
            "movie",
            "movie_title",
            "author",
            "text",
            "contains_spoilers",
            "like_count",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields


class ReviewCreateSerializer(StrictSerializer):
    """A review to write."""

    movie = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    text = serializers.CharField(max_length=MAX_LENGTH)
    contains_spoilers = serializers.BooleanField(default=False)


class ReviewReplaceSerializer(StrictSerializer):
    """A review's new text and flag."""

    text = serializers.CharField(max_length=MAX_LENGTH)
    contains_spoilers = serializers.BooleanField()


class ReviewPatchSerializer(StrictSerializer):
    """The parts of a review to change."""

    text = serializers.CharField(max_length=MAX_LENGTH, required=False)
    contains_spoilers = serializers.BooleanField(required=False)


class LikeSerializer(serializers.Serializer[Any]):
    """How many like a review, and whether you do."""

    like_count = serializers.IntegerField()
    liked = serializers.BooleanField()


class SavedTitleSerializer(serializers.Serializer[Any]):
    """A title on a shelf."""

    movie = TitleCardSerializer()
    position = serializers.IntegerField()
    added_at = serializers.DateTimeField()


class ShelfWriteSerializer(StrictSerializer):
    """A title to put on a shelf."""

    content_id = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class ShelfOrderSerializer(StrictSerializer):
    """A shelf's titles in their new order."""

    order = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), max_length=5000)
