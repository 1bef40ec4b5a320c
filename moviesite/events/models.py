"""The outbox: what happened, waiting to be told, and who was told already."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

BODY_LIMIT = 64 * 1024  # characters of a message that are kept for whoever looks at it


class OutboxEvent(models.Model):
    """One event. It is pending until `delivered_at` or, after too many failures, `dead_at` is set.

    With a broker it is published first, under a claim that lapses: `published_at` says when the broker confirmed it,
    or, without a broker, when it was delivered.
    """

    event_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField(max_length=64)
    aggregate = models.CharField(max_length=64, help_text="What it happened to, such as title:42; order is kept within")
    payload = models.JSONField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    available_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["delivered_at", "dead_at", "available_at", "id"], name="outbox_pending"),
            models.Index(fields=["aggregate", "delivered_at", "id"], name="outbox_aggregate"),
            models.Index(fields=["type", "-id"], name="outbox_type"),
            models.Index(fields=["published_at", "id"], name="outbox_unpublished"),
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


class DeadLetter(models.Model):
    """What could not be handled, until somebody decides: a message nobody can read, or an event whose consumer gave up.

    `event_id` leads to the outbox row, where there is one; then the row holds the words and `body` stays empty.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", "waiting"
        REQUEUED = "requeued", "queued again"
        DISCARDED = "discarded", "discarded"

    key = models.CharField(max_length=64, unique=True, editable=False, help_text="Digest; the same letter comes once")
    source = models.CharField(max_length=20, help_text="outbox, amqp, kafka or task")
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    event_id = models.UUIDField(null=True, blank=True)
    type = models.CharField(max_length=64, blank=True)
    aggregate = models.CharField(max_length=64, blank=True)
    body = models.TextField(blank=True)
    is_cut = models.BooleanField(default=False, help_text="The body was longer than what is kept")
    headers = models.JSONField(default=dict)
    error = models.CharField(max_length=500)
    attempts = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "-id"], name="letter_state"),
            models.Index(fields=["event_id"], name="letter_event"),
        ]
        ordering: ClassVar = ["-id"]
        permissions: ClassVar = [
            ("requeue_deadletter", "Can queue dead letters again"),
            ("discard_deadletter", "Can discard dead letters"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.type or 'unreadable'}"
