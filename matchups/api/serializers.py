"""Shapes of the matchups API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from catalog.api.serializers import TitleCardSerializer
from matchups.enums import Outcome, SkipReason, VoteState
from moviesite.common.api.serializers import StrictSerializer

Shape = serializers.Serializer[Any]


class BlindSetSerializer(Shape):
    """Four films, and nothing about whose they are."""

    id = serializers.IntegerField()
    movies = TitleCardSerializer(many=True)


class PointsSerializer(Shape):
    """Points that either side gains; they sum to zero."""

    a = serializers.FloatField()
    b = serializers.FloatField()


class SetOwnerSerializer(Shape):
    """Whose a set is."""

    username = serializers.CharField()
    display_name = serializers.CharField()
    url = serializers.CharField()


class SetResultSerializer(BlindSetSerializer):
    """A side after the answer. `interval` is half of the 95 % interval, in points; `percent` would choose it."""

    owner = SetOwnerSerializer(allow_null=True)
    name = serializers.CharField()
    url = serializers.CharField()
    percent = serializers.IntegerField()
    rating = serializers.FloatField()
    interval = serializers.FloatField()
    votes = serializers.IntegerField()
    provisional = serializers.BooleanField()


class ComparisonSerializer(Shape):
    """A pair to answer."""

    id = serializers.IntegerField()
    set_a = BlindSetSerializer()
    set_b = BlindSetSerializer()
    expires_at = serializers.DateTimeField()


class VoteResultSerializer(Shape):
    """What a vote did. `counted` is False while it waits until its voter is checked: it then moves these points."""

    id = serializers.IntegerField()
    comparison = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    state = serializers.ChoiceField(choices=VoteState.choices)
    counted = serializers.BooleanField()
    votes_a = serializers.IntegerField()
    votes_b = serializers.IntegerField()
    ties = serializers.IntegerField()
    rating_change = PointsSerializer()
    cast_at = serializers.DateTimeField()


class ComparisonDetailSerializer(ComparisonSerializer):
    """A pair, and once it is answered the vote and both sides in full."""

    vote = VoteResultSerializer(allow_null=True)
    result_a = SetResultSerializer(allow_null=True)
    result_b = SetResultSerializer(allow_null=True)


class VoteWriteSerializer(StrictSerializer):
    """An answer; `reason` tells why a pair is skipped."""

    comparison = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.ChoiceField(choices=SkipReason.choices, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A reason belongs to a skip."""
        if "reason" in attrs and attrs["outcome"] != Outcome.SKIP:
            raise serializers.ValidationError({"reason": [_("Only a skipped pair has a reason.")]})
        return attrs


class VoteHistorySerializer(VoteResultSerializer):
    """An answer of one's own, with its films."""

    set_a = BlindSetSerializer()
    set_b = BlindSetSerializer()
