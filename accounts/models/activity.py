"""What members did, as their followers read it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.enums import Audience


class Activity(models.Model):
    """One entry of the feed.

    `kind` is named by the app that records it; `subject_id` is the row it tells of and `title_id` the title that row is
    about, both numbers and not keys, because the accounts do not know those tables.
    """

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="activities")
    kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    title_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    audience = models.CharField(max_length=9, choices=Audience.choices, default=Audience.PUBLIC)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        verbose_name_plural = "activities"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor", "kind", "subject_id"], name="activity_once"),
            models.CheckConstraint(name="activity_audience_known", condition=models.Q(audience__in=Audience.values)),
        ]
        indexes: ClassVar = [models.Index(fields=["actor", "-created_at", "-id"], name="activity_of")]

    def __str__(self) -> str:
        return f"{self.actor_id} {self.kind} {self.subject_id}"
