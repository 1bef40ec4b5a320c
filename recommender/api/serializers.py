"""Shapes of the recommendation API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.api.serializers import TitleCardSerializer
from moviesite.common.api.serializers import StrictSerializer
from recommender.enums import DismissalKind
from recommender.models import ModelVersion


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
    promoted_at = serializers.DateTimeField(allow_null=True)
    size = serializers.IntegerField(help_text="Bytes on disk")


class ServingVersionSerializer(ModelVersionSerializer):
    """A model that can be asked."""

    serves = serializers.SerializerMethodField(help_text="It answers where nobody names a model")

    def get_serves(self, version: ModelVersion) -> bool:
        """Whether it is the one that the context names."""
        return bool(version.algorithm == self.context["serving"])


class QuoteSerializer(serializers.Serializer[Any]):
    """A member's own sentence."""

    text = serializers.CharField(help_text="Word for word")
    author = serializers.CharField()
    author_username = serializers.CharField()
    review_id = serializers.IntegerField()
    url = serializers.CharField(help_text="The page with the whole review")
    language = serializers.CharField(help_text="ISO 639-1; empty where neither the review nor its script tells")
    polarity = serializers.ChoiceField(choices=("positive", "neutral", "negative"))


class SentimentSerializer(serializers.Serializer[Any]):
    """How opinions are spread."""

    positive = serializers.FloatField(help_text="Share, 0 to 1")
    neutral = serializers.FloatField()
    negative = serializers.FloatField()
    count = serializers.IntegerField(help_text="Reviews with an opinion")
    low = serializers.FloatField(help_text="Lower bound of the positive share (Wilson, 95 %)")
    high = serializers.FloatField(help_text="Upper bound")
    from_stars = serializers.IntegerField(help_text="Reviews whose stars spoke")
    from_words = serializers.IntegerField(help_text="Reviews whose words spoke")


class ThemeSerializer(serializers.Serializer[Any]):
    """What reviews of this title speak of more than others do."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name shadows the serializer's own
    kind = serializers.ChoiceField(choices=("words", "keyword", "genre"))
    slug = serializers.CharField(help_text="Of the keyword or genre, else empty")
    reviews = serializers.IntegerField()
    share = serializers.FloatField(help_text="Of the reviews, 0 to 1")
    positive = serializers.FloatField(allow_null=True, help_text="Share of them that are positive")
    strength = serializers.FloatField(help_text="Deviations above what is usual")


class MoodVectorSerializer(serializers.Serializer[Any]):
    """What it feels like."""

    shares = serializers.DictField(child=serializers.FloatField(), help_text="By mood; those that fit sum to 1")
    parts = serializers.DictField(child=serializers.FloatField(), help_text="What genres, keywords, reviews weighed")


class AnalysisModelSerializer(serializers.Serializer[Any]):
    """What read the words."""

    version = serializers.CharField()
    reads_words = serializers.BooleanField(help_text="False: the stars of reviews alone decide what is positive")
    reason = serializers.CharField(help_text="Why words are not read; empty if they are")
    reviews = serializers.IntegerField(help_text="How many it has learned from")
    metrics = serializers.DictField(child=serializers.FloatField(), help_text="On held-out reviews")


class AnalysisSerializer(serializers.Serializer[Any]):
    """What members say of a title."""

    id = serializers.IntegerField()
    summary = QuoteSerializer(many=True)
    sentiment = SentimentSerializer(allow_null=True)
    themes = ThemeSerializer(many=True)
    mood = MoodVectorSerializer(allow_null=True)
    review_count = serializers.IntegerField()
    model = AnalysisModelSerializer()
    computed_at = serializers.DateTimeField(allow_null=True)
    stale = serializers.BooleanField(help_text="Something changed since, or nothing was computed yet")
