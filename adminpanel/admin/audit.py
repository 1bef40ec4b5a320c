"""Who did what in the admin: the trail that nobody edits."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.models import LogEntry

from moviesite.common.admin import ReadOnlyAdmin


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnlyAdmin[LogEntry]):
    """Every change, the latest first."""

    list_display = ("action_time", "user", "content_type", "object_repr", "action_flag", "said")
    list_filter = ("action_flag", "content_type", ("user", admin.RelatedOnlyFieldListFilter))
    search_fields = ("object_repr", "change_message", "user__username")
    date_hierarchy = "action_time"
    list_select_related = ("user", "content_type")

    @admin.display(description="What")
    def said(self, entry: LogEntry) -> str:
        """Django's own record of fields, or the words of a decision."""
        return entry.get_change_message()
