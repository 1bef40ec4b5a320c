"""Shapes of indexing by API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from catalog.models import IndexRun
from moviesite.common.api.serializers import StrictSerializer

MOST_IDS = 200


def _ids() -> serializers.ListField:
    return serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**63 - 1),
        min_length=1,
        max_length=MOST_IDS,
        required=False,
    )


class IndexRequestSerializer(StrictSerializer):
    """What to index now: titles or reviews, by id."""

    title_ids = _ids()
    review_ids = _ids()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Exactly one of the two."""
        if len(attrs) != 1:
            raise serializers.ValidationError({"title_ids": [_("Give either title_ids or review_ids.")]})
        return attrs


class IndexedSerializer(serializers.Serializer[Any]):
    """What came of it."""

    subject = serializers.CharField(help_text="titles or reviews")
    asked = serializers.IntegerField(help_text="Different ids")
    indexed = serializers.IntegerField(help_text="How many of them exist")


class IndexRunSerializer(serializers.ModelSerializer[IndexRun]):
    """A rebuild and how far it is."""

    progress = serializers.SerializerMethodField(help_text="0 to 1")
    status_url = serializers.SerializerMethodField()

    class Meta:
        model = IndexRun
        fields = (
            "id", "subject", "state", "total", "done", "progress", "error", "started_at", "finished_at", "status_url",
        )  # fmt: skip
        read_only_fields = fields

    def get_progress(self, run: IndexRun) -> float:
        """The share that is done."""
        if run.state == "finished":
            return 1.0
        return round(min(1.0, run.done / run.total), 4) if run.total else 0.0

    def get_status_url(self, run: IndexRun) -> str:
        """Where to ask again."""
        return f"/api/index/runs/{run.pk}"
