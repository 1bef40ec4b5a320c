"""Histories that members bring along: the file, what it says line by line, and what became of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from catalog.models import Title
from moviesite.common.models import TimeStampedModel
from ratings.enums import ImportPolicy, ImportState, ItemState


class ImportJob(TimeStampedModel):
    """One uploaded file on its way into the site.

    `counts` is {kind: {state: number}} of the items, `left_out` what the reader could make nothing of, as a list of
    {"file", "line", "reason"} with the totals beside it. `done` of `total` is the progress of the present step.
    `found_later` counts titles that came into the catalog after the import was applied.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="import_jobs")
    source = models.CharField(max_length=16, blank=True)
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.UPLOADED)
    policy = models.CharField(max_length=8, choices=ImportPolicy.choices, default=ImportPolicy.MINE)
    counts = models.JSONField(default=dict, blank=True)
    left_out = models.JSONField(default=dict, blank=True)
    error = models.CharField(max_length=300, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    found_later = models.PositiveIntegerField(default=0)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    retried_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["user", "-id"], name="import_latest"),
            models.Index(fields=["state", "updated_at"], name="import_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} of {self.user_id}"

    @property
    def is_busy(self) -> bool:
        """Whether something is being done with it right now, or is about to be."""
        return self.state in ImportState.busy()


class ImportPart(models.Model):
    """A piece of an uploaded file, kept until it is read: small enough for any database's longest packet."""

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering: ClassVar = ["job_id", "number"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["job", "number"], name="import_part_once")]

    def __str__(self) -> str:
        return f"{self.job_id}/{self.number}"


class ImportItem(models.Model):
    """A line of the file. `row` is ratings.importers.rows.ImportedRow as JSON.

    `film_key` is the same for all lines about one title, so that a choice made once holds for all. `candidates` are ids
    of titles that it could mean. `effect` says what applying wrote, and is all that undoing needs.
    """

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=10)
    row = models.JSONField()
    state = models.CharField(max_length=10, choices=ItemState.choices)
    title = models.ForeignKey(Title, on_delete=models.SET_NULL, related_name="import_items", null=True, blank=True)
    film_key = models.CharField(max_length=32)
    candidates = models.JSONField(default=list, blank=True)
    score = models.FloatField(default=0)
    reason = models.CharField(max_length=120, blank=True)
    effect = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar = ["job_id", "id"]
        indexes: ClassVar = [
            models.Index(fields=["job", "state", "id"], name="import_item_state"),
            models.Index(fields=["job", "film_key", "id"], name="import_item_film"),
        ]

    def __str__(self) -> str:
        return f"{self.job_id} {self.kind} {self.state}"
