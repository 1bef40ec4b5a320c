"""Shapes of the ranking's API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from catalog.api.serializers import TitleCardSerializer
from moviesite.common.api.serializers import StrictSerializer
from ratings.enums import DuelOutcome
from ratings.models.ranking import MAX_QUESTION


class RankedTitleSerializer(serializers.Serializer[Any]):
    """A title's place in the member's ranking."""

    rank = serializers.IntegerField(help_text="From 1, the best")
    movie = TitleCardSerializer()
    rating = serializers.FloatField(help_text="What the member gave, in stars")


class RankingPageSerializer(serializers.Serializer[Any]):
    """A page of the ranking."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = RankedTitleSerializer(many=True)


class DuelSerializer(serializers.Serializer[Any]):
    """What is asked next; `question`, `left` and `right` are null when nothing is."""

    question = serializers.CharField(allow_null=True, help_text="To be sent back with the answer")
    left = TitleCardSerializer(allow_null=True)
    right = TitleCardSerializer(allow_null=True)
    ranked = serializers.IntegerField(help_text="Titles that have their place")
    rated = serializers.IntegerField(help_text="Titles that will have one")
    left_over = serializers.IntegerField(help_text="About how many questions there will be, this one included")


class AnswerWriteSerializer(StrictSerializer):
    """An answer."""

    question = serializers.CharField(max_length=MAX_QUESTION)
    answer = serializers.ChoiceField(choices=DuelOutcome.choices)


class StarsWriteSerializer(StrictSerializer):
    """Whether to give the stars, or only to say what would change."""

    apply = serializers.BooleanField()


class StarsChangeSerializer(serializers.Serializer[Any]):
    """A title whose stars change."""

    rank = serializers.IntegerField()
    movie = TitleCardSerializer()
    before = serializers.FloatField()
    after = serializers.FloatField()


class StarsPageSerializer(serializers.Serializer[Any]):
    """What changes, a page of it, and how many ranked titles keep their stars."""

    applied = serializers.BooleanField()
    kept = serializers.IntegerField()
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = StarsChangeSerializer(many=True)


class StarsUndoneSerializer(serializers.Serializer[Any]):
    """How many titles have their earlier stars again, and how many were left because they were rated anew since."""

    restored = serializers.IntegerField()
    left = serializers.IntegerField()
