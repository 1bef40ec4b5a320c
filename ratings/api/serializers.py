"""Shapes of the ratings API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.api.serializers import TitleCardSerializer
from moviesite.common.api.serializers import StrictSerializer
from ratings.enums import ImportPolicy
from ratings.models import ImportItem, ImportJob, Rating, Review
from ratings.models.diary import MAX_PLACE
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


class DiaryEntrySerializer(serializers.Serializer[Any]):
    """A viewing, with the card of its title."""

    id = serializers.IntegerField()
    movie = TitleCardSerializer()
    watched_on = serializers.DateField()
    is_rewatch = serializers.BooleanField()
    tags = serializers.ListField(child=serializers.CharField())
    place = serializers.CharField()
    rating = serializers.FloatField(allow_null=True)
    review = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ViewingPatchSerializer(StrictSerializer):
    """The parts of a viewing to change."""

    watched_on = serializers.DateField(required=False)
    is_rewatch = serializers.BooleanField(required=False)
    tags = serializers.ListField(child=serializers.CharField(max_length=100), max_length=50, required=False)
    place = serializers.CharField(max_length=MAX_PLACE, allow_blank=True, required=False)
    rating = serializers.FloatField(min_value=LOWEST, max_value=HIGHEST, allow_null=True, required=False)
    review = serializers.IntegerField(min_value=1, max_value=2**63 - 1, allow_null=True, required=False)


class ViewingReplaceSerializer(ViewingPatchSerializer):
    """All of a viewing but its title."""

    watched_on = serializers.DateField()
    is_rewatch = serializers.BooleanField()
    tags = serializers.ListField(child=serializers.CharField(max_length=100), max_length=50)
    place = serializers.CharField(max_length=MAX_PLACE, allow_blank=True)
    rating = serializers.FloatField(min_value=LOWEST, max_value=HIGHEST, allow_null=True)
    review = serializers.IntegerField(min_value=1, max_value=2**63 - 1, allow_null=True)


class ViewingCreateSerializer(ViewingPatchSerializer):
    """A viewing to log."""

    movie = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    watched_on = serializers.DateField()


class ImportUploadSerializer(StrictSerializer):
    """A file to import."""

    file = serializers.FileField(max_length=300)


class ImportStartedSerializer(serializers.Serializer[Any]):
    """An import that was taken on."""

    id = serializers.IntegerField()
    state = serializers.CharField()
    status_url = serializers.CharField()


class ImportJobSerializer(serializers.ModelSerializer[ImportJob]):
    """An import: where it stands, and what was found, by kind and state."""

    class Meta:
        model = ImportJob
        fields = (
            "id", "source", "file_name", "state", "policy", "total", "done", "counts", "left_out", "found_later",
            "error", "created_at", "applied_at", "undone_at",
        )  # fmt: skip
        read_only_fields = fields


class ImportItemSerializer(serializers.ModelSerializer[ImportItem]):
    """A line of an import, and the title it means."""

    movie = serializers.IntegerField(source="title_id", read_only=True, allow_null=True)

    class Meta:
        model = ImportItem
        fields = ("id", "kind", "state", "row", "movie", "candidates", "score", "reason")
        read_only_fields = fields


class ImportApplySerializer(StrictSerializer):
    """What becomes of ratings that are here already."""

    policy = serializers.ChoiceField(choices=ImportPolicy.choices, default=ImportPolicy.MINE.value)


class ImportFixSerializer(StrictSerializer):
    """The title that a line means, or null to leave it out."""

    movie = serializers.IntegerField(min_value=1, max_value=2**63 - 1, allow_null=True)
