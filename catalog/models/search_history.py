"""What members looked for."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class SearchHistoryEntry(models.Model):
    """One thing a member searched for, however often; `query_key` is what makes two spellings of it one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="search_history")
    query = models.CharField(max_length=200)
    query_key = models.CharField(max_length=64, editable=False, help_text="Digest of the query without case and marks")
    times = models.PositiveIntegerField(default=1)
    searched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-searched_at", "-id"]
        verbose_name_plural = "search history entries"
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "query_key"], name="search_history_once")]
        indexes: ClassVar = [models.Index(fields=["user", "-searched_at", "-id"], name="search_history_latest")]

    def __str__(self) -> str:
        return self.query
