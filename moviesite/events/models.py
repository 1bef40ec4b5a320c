"""The outbox: what happened, waiting to be told, and who was told already."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone


class OutboxEvent(models.Model):
    """One event. It is pending until `delivered_at` or, after too many failures, `dead_at` is set."""

    event_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField(max_length=64)
    aggregate = models.CharField(max_length=64, help_text="What it happened to, such as title:42; order is kept within")
    payload = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    available_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["delivered_at", "dead_at", "available_at", "id"], name="outbox_pending"),
            models.Index(fields=["aggregate", "delivered_at", "id"], name="outbox_aggregate"),
            models.Index(fields=["type", "-id"], name="outbox_type"),
        ]
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.type} {self.aggregate}"


class ProcessedEvent(models.Model):
    """That a consumer has handled an event, so that telling it twice has no second effect."""

    consumer = models.CharField(max_length=120)
    event_id = models.UUIDField()
    processed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["consumer", "event_id"], name="processed_once")]
        indexes: ClassVar = [models.Index(fields=["processed_at"], name="processed_at")]

    def __str__(self) -> str:
        return f"{self.consumer} {self.event_id}"
