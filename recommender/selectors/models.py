"""Versions and trainings, for those who look after them."""

from __future__ import annotations

from django.db.models import QuerySet

from recommender.models import TrainingRun


def training_runs() -> QuerySet[TrainingRun]:
    """All trainings, the latest first, with who asked for them and what they made."""
    return TrainingRun.objects.select_related("requested_by").prefetch_related("versions").order_by("-pk")
