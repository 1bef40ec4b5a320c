"""What was looked for in vain."""

from __future__ import annotations

from django.contrib import admin

from catalog.models import MissedSearch
from moviesite.common.admin import ReadOnlyAdmin


@admin.register(MissedSearch)
class MissedSearchAdmin(ReadOnlyAdmin[MissedSearch]):
    """By day, the most wanted first."""

    list_display = ("query", "times", "day")
    list_filter = ("day",)
    search_fields = ("query",)
    date_hierarchy = "day"
