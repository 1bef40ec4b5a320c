"""What is to be asked of providers, and what came of it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from catalog.enums import CrawlReason, CrawlState, Provider, RunState


class CrawlJob(models.Model):
    """One question to a provider, such as everything about movie/603; asked again under the same row.

    The lowest `priority` goes first, then the oldest `next_try_at`. A worker holds a job by writing `lease` and
    `leased_until`; a job whose lease ran out is anybody's again. After the last attempt a job is dead until a curator
    revives it.
    """

    provider = models.CharField(max_length=10, choices=Provider.choices)
    key = models.CharField(max_length=120, help_text="What is asked for, such as movie/603 or trailers/12")
    reason = models.CharField(max_length=10, choices=CrawlReason.choices)
    state = models.CharField(max_length=8, choices=CrawlState.choices, default=CrawlState.WAITING)
    priority = models.PositiveSmallIntegerField(default=50)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(default=timezone.now)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["priority", "next_try_at", "id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["provider", "key"], name="crawl_job_once")]
        indexes: ClassVar = [
            models.Index(fields=["state", "provider", "priority", "next_try_at", "id"], name="crawl_next"),
            models.Index(fields=["state", "leased_until"], name="crawl_leases"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}:{self.key}"


class SyncRun(models.Model):
    """One run of `manage.py sync` or of its task; `cursor` is where a run that was cut off goes on.

    `lease_key` is "provider:mode" while a run works and NULL after, so that two of a kind never run at once; a run
    whose heartbeat has stopped loses it to the next.
    """

    provider = models.CharField(max_length=10, choices=Provider.choices)
    mode = models.CharField(max_length=20)
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.RUNNING)
    lease_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    cursor = models.JSONField(default=dict, blank=True)
    total = models.PositiveIntegerField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.provider} {self.mode} #{self.pk}"


class SkippedItem(models.Model):
    """Something a provider sent that could not be used, and why; kept until it could."""

    provider = models.CharField(max_length=10, choices=Provider.choices)
    key = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    times = models.PositiveIntegerField(default=1)
    run = models.ForeignKey(SyncRun, on_delete=models.SET_NULL, null=True, blank=True, related_name="skipped_items")
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-seen_at", "-id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["provider", "key"], name="skipped_item_once")]

    def __str__(self) -> str:
        return f"{self.provider}:{self.key}"


class IndexRun(models.Model):
    """A rebuild of a search index with its progress. `lease_key` as in SyncRun."""

    subject = models.CharField(max_length=20, help_text="titles or reviews")
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.RUNNING)
    lease_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    total = models.PositiveIntegerField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="index_runs"
    )
    started_at = models.DateTimeField(default=timezone.now)
    heartbeat_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.subject} #{self.pk}"
