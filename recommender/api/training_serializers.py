"""Shapes of trainings."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from moviesite.common.api.serializers import StrictSerializer
from recommender.api.serializers import ModelVersionSerializer
from recommender.enums import ModelStatus, RunStatus
from recommender.models import TrainingRun


class TrainSerializer(StrictSerializer):
    """How to train."""

    force = serializers.BooleanField(default=False, help_text="Put into service what the quality gate refuses, too")


class TrainedVersionSerializer(ModelVersionSerializer):
    """What a training made."""

    status = serializers.ChoiceField(choices=ModelStatus.choices)
    note = serializers.CharField(help_text="Why it was refused")


class TrainingRunSerializer(serializers.Serializer[Any]):
    """A training and how far it is."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    algorithms = serializers.ListField(child=serializers.CharField())
    status = serializers.ChoiceField(choices=RunStatus.choices)
    progress = serializers.FloatField(help_text="0 to 1")
    message = serializers.CharField(help_text="What it is doing")
    error = serializers.CharField(help_text="What went wrong; of a run that is done, what was left out")
    cancelling = serializers.BooleanField(help_text="It ends at its next step")
    requested_by = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    versions = TrainedVersionSerializer(many=True)
    status_url = serializers.CharField()


class TrainingRunPageSerializer(serializers.Serializer[Any]):
    """A page of trainings."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = TrainingRunSerializer(many=True)


class StartedSerializer(serializers.Serializer[Any]):
    """A training that a worker will carry out."""

    run = serializers.IntegerField()
    status_url = serializers.CharField()


def status_url(run_id: int) -> str:
    """Where to ask how far a run is."""
    return reverse("recommender_api:training-run", args=[run_id])


def run_dict(run: TrainingRun) -> dict[str, Any]:
    """The promised shape; asker and versions are read beforehand."""
    return {
        "id": run.pk,
        "kind": run.kind,
        "algorithms": run.options.get("algorithms", []),
        "status": run.status,
        "progress": run.progress,
        "message": run.message,
        "error": run.error,
        "cancelling": run.is_cancelling,
        "requested_by": run.requested_by.get_username() if run.requested_by else None,
        "created_at": run.created_at,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "versions": list(run.versions.all()),
        "status_url": status_url(run.pk),
    }
