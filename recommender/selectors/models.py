"""Versions and trainings, for those who look after them."""

from __future__ import annotations

from django.db.models import QuerySet

from recommender.models import ModelVersion, TrainingRun


def training_runs() -> QuerySet[TrainingRun]:
    """All trainings, the latest first, with who asked for them and what they made."""
    return TrainingRun.objects.select_related("requested_by").prefetch_related("versions").order_by("-pk")


def active_versions() -> list[ModelVersion]:
    """What serves, by algorithm."""
    return list(ModelVersion.objects.exclude(active_key=None).order_by("algorithm"))


def latest_versions(limit: int) -> list[ModelVersion]:
    """The latest versions of all algorithms."""
    return list(ModelVersion.objects.order_by("-pk")[:limit])


def current_run() -> TrainingRun | None:
    """The training that waits or works."""
    return TrainingRun.objects.exclude(lease_key=None).first()
