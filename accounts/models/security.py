"""What happened to an account, for its owner to see."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.enums import SecurityEventKind


class SecurityEvent(models.Model):
    """One event. The network is shortened and the row kept 30 days (promise S31)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="security_events")
    kind = models.CharField(max_length=30, choices=SecurityEventKind.choices)
    detail = models.CharField(max_length=200, blank=True)
    network = models.CharField(max_length=45, blank=True)
    country = models.CharField(max_length=2, blank=True)
    user_agent = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]
        indexes: ClassVar = [models.Index(fields=["user", "-created_at", "-id"], name="security_event_of")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.kind}"
