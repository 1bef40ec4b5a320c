"""The raw figures behind the dashboard."""

from __future__ import annotations

from django.contrib import admin

from adminpanel.models import DailyFigure, HealthSample
from moviesite.common.admin import ReadOnlyAdmin


@admin.register(HealthSample)
class HealthSampleAdmin(ReadOnlyAdmin[HealthSample]):
    """The site, minute by minute."""

    list_display = ("minute", "requests", "errors", "p95_ms", "database_ms", "cache_ms", "queue_waiting")
    list_filter = ("minute",)
    search_fields = ("minute",)
    date_hierarchy = "minute"


@admin.register(DailyFigure)
class DailyFigureAdmin(ReadOnlyAdmin[DailyFigure]):
    """The site, day by day."""

    list_display = ("day", "name", "value")
    list_filter = ("name",)
    search_fields = ("name",)
    date_hierarchy = "day"
