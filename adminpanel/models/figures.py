"""Figures over time, written by the schedule and drawn by the dashboard."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class HealthSample(models.Model):
    """One minute of the site. Milliseconds; NULL where the part did not answer."""

    minute = models.DateTimeField(unique=True)
    database_ms = models.FloatField(null=True, blank=True)
    cache_ms = models.FloatField(null=True, blank=True)
    queue_waiting = models.PositiveIntegerField(null=True, blank=True)
    events_waiting = models.PositiveIntegerField(default=0)
    requests = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0, help_text="Answers with a status of 500 and above")
    p50_ms = models.FloatField(null=True, blank=True)
    p95_ms = models.FloatField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-minute"]

    def __str__(self) -> str:
        return f"{self.minute:%Y-%m-%d %H:%M}"


class DailyFigure(models.Model):
    """One figure of one day (UTC), such as ("votes", 8412). Past days are final; today's is written anew each hour."""

    day = models.DateField()
    name = models.CharField(max_length=40)
    value = models.FloatField()

    class Meta:
        ordering: ClassVar = ["-day", "name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "name"], name="daily_figure_once")]
        indexes: ClassVar = [models.Index(fields=["name", "day"], name="daily_figure_series")]

    def __str__(self) -> str:
        return f"{self.name} {self.day}: {self.value:g}"
