"""Shapes of the curators' API."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from adminpanel.enums import Audience, Placement
from adminpanel.models import FeaturedSlot
from catalog.enums import TitleStatus
from catalog.models import Title
from moviesite.common.api.serializers import StrictSerializer


class CuratedTitleSerializer(serializers.ModelSerializer[Title]):
    """A title as curators see it, whatever its status."""

    missing = serializers.ListField(child=serializers.CharField(), help_text="Facts that it lacks")
    steps = serializers.ListField(child=serializers.ChoiceField(TitleStatus.choices), help_text="Where you may move it")

    class Meta:
        model = Title
        fields = (
            "id", "kind", "is_anime", "title", "original_title", "year", "language", "status", "updated_at", "missing",
            "steps",
        )  # fmt: skip
        read_only_fields = fields


class CuratedPageSerializer(serializers.Serializer[Any]):
    """One page."""

    count = serializers.IntegerField()
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = CuratedTitleSerializer(many=True)


class CurateSerializer(StrictSerializer):
    """A step with one or several titles, or undoing one: either `ids` and `status`, or `undo`."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1), required=False, min_length=1, max_length=500
    )
    status = serializers.ChoiceField(TitleStatus.choices, required=False)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=300, default="")
    undo = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1, help_text="Id of a decision")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two."""
        if "undo" in attrs:
            if "ids" in attrs or "status" in attrs:
                raise serializers.ValidationError({"undo": ["Either undo, or ids and status."]})
            return attrs
        lacking = {name: ["This field is required."] for name in ("ids", "status") if name not in attrs}
        if lacking:
            raise serializers.ValidationError(lacking)
        return attrs


class CuratedSerializer(serializers.Serializer[Any]):
    """What a decision moved; `stayed` have no such step from where they are."""

    curation = serializers.IntegerField(allow_null=True)
    moved = serializers.ListField(child=serializers.IntegerField())
    stayed = serializers.ListField(child=serializers.IntegerField())


class FeatureSerializer(StrictSerializer):
    """A slot to be made."""

    title = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    placement = serializers.ChoiceField(Placement.choices, default=Placement.HOME)
    headline = serializers.CharField(required=False, allow_blank=True, max_length=80, default="")
    blurb = serializers.CharField(required=False, allow_blank=True, max_length=280, default="")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    audience = serializers.ChoiceField(Audience.choices, default=Audience.EVERYBODY)
    languages = serializers.ListField(child=serializers.CharField(max_length=8), required=False, default=list)
    regions = serializers.ListField(child=serializers.CharField(max_length=2), required=False, default=list)
    position = serializers.IntegerField(min_value=0, max_value=30000, default=100)
    announce = serializers.BooleanField(default=False)


class FeaturedSlotSerializer(serializers.ModelSerializer[FeaturedSlot]):
    """A slot as it is."""

    class Meta:
        model = FeaturedSlot
        fields = (
            "id", "title", "placement", "headline", "blurb", "starts_at", "ends_at", "audience", "languages", "regions",
            "position", "is_active", "announce", "announced_at", "created_at",
        )  # fmt: skip
        read_only_fields = fields


class SeriesSerializer(serializers.Serializer[Any]):
    """A figure by day, the oldest first; `values` follow `days` of the answer, null where nobody counted."""

    name = serializers.CharField()
    total = serializers.FloatField()
    values = serializers.ListField(child=serializers.FloatField(allow_null=True))


class MissedSerializer(serializers.Serializer[Any]):
    """A search that found nothing."""

    query = serializers.CharField()
    times = serializers.IntegerField()
    last_on = serializers.DateField()


class LampSerializer(serializers.Serializer[Any]):
    """A part of the site."""

    name = serializers.CharField()
    light = serializers.ChoiceField(["ok", "slow", "bad", "off"])
    says = serializers.CharField()


class StepSerializer(serializers.Serializer[Any]):
    """A step of the funnel; `share` is of those who joined."""

    label = serializers.CharField()  # type: ignore[assignment]  # a field of that name, not of the field
    count = serializers.IntegerField()
    share = serializers.FloatField()


class GapSerializer(serializers.Serializer[Any]):
    """A language of the catalog, parts from 0 to 1."""

    code = serializers.CharField()
    titles = serializers.IntegerField()
    with_overview = serializers.FloatField()
    with_trailer = serializers.FloatField()
    with_offers = serializers.FloatField()
    wanted_by = serializers.IntegerField()
    missed = serializers.IntegerField()


class VersionSerializer(serializers.Serializer[Any]):
    """A model on held-out ratings."""

    name = serializers.CharField()
    is_live = serializers.BooleanField()
    ndcg = serializers.FloatField(allow_null=True)
    coverage = serializers.FloatField(allow_null=True)
    novelty = serializers.FloatField(allow_null=True)


class WaitingSerializer(serializers.Serializer[Any]):
    """A pile of work."""

    count = serializers.IntegerField()
    what = serializers.CharField()
    url = serializers.CharField()


class AnalyticsSerializer(serializers.Serializer[Any]):
    """The dashboard's figures."""

    days = serializers.ListField(child=serializers.DateField())
    series = SeriesSerializer(many=True)
    funnel = StepSerializer(many=True)
    missed_searches = MissedSerializer(many=True)
    languages = GapSerializer(many=True)
    models = VersionSerializer(many=True)
    parts = LampSerializer(many=True)
    waiting = WaitingSerializer(many=True)
