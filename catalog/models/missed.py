"""What was looked for and not found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class MissedSearch(models.Model):
    """One query of one day that no title answered, however it was spelled; by nobody in particular."""

    day = models.DateField()
    query_key = models.CharField(max_length=64, help_text="Digest of the query without case and marks")
    query = models.CharField(max_length=100)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar = ["-day", "-times", "-id"]
        verbose_name_plural = "missed searches"
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "query_key"], name="missed_search_once")]

    def __str__(self) -> str:
        return self.query
