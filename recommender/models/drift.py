"""How far today's world has moved from the one a model was trained on."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone

from recommender.enums import DriftLevel, DriftSubject


class DriftReport(models.Model):
    """One distribution compared with the one at training.

    `psi` is the population stability index, `ks` the Kolmogorov-Smirnov distance (0-1), `p_value` its significance.
    `detail` has what the plot draws: {"labels": [...], "before": [shares], "now": [shares]}.
    """

    version = models.ForeignKey("ModelVersion", on_delete=models.CASCADE, related_name="drift_reports")
    subject = models.CharField(max_length=10, choices=DriftSubject.choices)
    feature = models.CharField(max_length=40)
    level = models.CharField(max_length=6, choices=DriftLevel.choices)
    psi = models.FloatField()
    ks = models.FloatField()
    p_value = models.FloatField()
    sample_before = models.PositiveIntegerField()
    sample_now = models.PositiveIntegerField()
    detail = models.JSONField(default=dict)
    measured_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-measured_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["feature", "-measured_at"], name="drift_by_feature"),
            models.Index(fields=["level", "-measured_at"], name="drift_by_level"),
        ]

    def __str__(self) -> str:
        return f"{self.feature}: {self.level}"
