"""The registry's records; the artifacts themselves lie in MODEL_DIR."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from recommender.enums import ModelStatus, RunStatus


class ModelVersion(models.Model):
    """One trained artifact. `active_key` holds the algorithm while the version is active and NULL otherwise.

    NULLs never collide, so that at most one version of an algorithm is active on every database.
    """

    algorithm = models.CharField(max_length=40)
    version = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=ModelStatus.choices, default=ModelStatus.CANDIDATE)
    active_key = models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)
    config = models.JSONField(default=dict)
    metrics = models.JSONField(default=dict)
    baseline = models.JSONField(default=dict, help_text="Distributions at training, which drift is measured against")
    data_fingerprint = models.CharField(max_length=64)
    interactions = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes on disk")
    note = models.CharField(max_length=300, blank=True)
    trained_at = models.DateTimeField(default=timezone.now)
    promoted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-trained_at", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["algorithm", "version"], name="model_version_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["algorithm", "status", "-id"], name="model_by_status")]

    def __str__(self) -> str:
        return f"{self.algorithm} {self.version}"

    @property
    def figure(self) -> float | None:
        """NDCG@10, which the quality gate compares."""
        value: float | None = self.metrics.get("ndcg@10")
        return value


class TrainingRun(models.Model):
    """A training, with the progress it last reported (0–1).

    `lease_key` is "training" while a run works and NULL after, so that two never train at once; a run whose heartbeat
    has stopped loses it to the next.
    """

    lease_key = models.CharField(max_length=20, unique=True, null=True, blank=True, editable=False)
    kind = models.CharField(max_length=60)
    options = models.JSONField(default=dict, help_text='Such as {"algorithms": ["als"], "force": false}')
    status = models.CharField(max_length=10, choices=RunStatus.choices, default=RunStatus.QUEUED)
    progress = models.FloatField(default=0)
    message = models.CharField(max_length=200, blank=True)
    error = models.CharField(max_length=500, blank=True)
    cancel_requested_at = models.DateTimeField(null=True, blank=True)
    owner = models.CharField(max_length=32, blank=True, editable=False, help_text="The process that works on it")
    resumable = models.BooleanField(default=False, editable=False, help_text="A worker may take it up again")
    starts = models.PositiveSmallIntegerField(default=0, help_text="Processes that have worked on it")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="training_runs"
    )
    versions = models.ManyToManyField(ModelVersion, related_name="runs", blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["status", "-id"], name="run_by_status")]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def is_alive(self) -> bool:
        """Whether it waits or works."""
        return self.lease_key is not None

    @property
    def is_cancelling(self) -> bool:
        """Whether it ends at its next step."""
        return self.is_alive and self.cancel_requested_at is not None
