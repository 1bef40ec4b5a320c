"""The outbox in the admin: what waits, what failed, and a way to try again."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from moviesite.events.models import OutboxEvent, ProcessedEvent


@admin.register(OutboxEvent)
class OutboxEventAdmin(admin.ModelAdmin[OutboxEvent]):
    """Read-only but for the queue."""

    list_display = ("type", "aggregate", "created_at", "delivered_at", "attempts", "dead_at", "last_error")
    list_filter = ("type", ("dead_at", admin.EmptyFieldListFilter), ("delivered_at", admin.EmptyFieldListFilter))
    search_fields = ("aggregate", "event_id", "last_error")
    date_hierarchy = "created_at"
    actions = ("requeue",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Events are published, never typed in."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: OutboxEvent | None = None) -> bool:
        """History is not edited."""
        return False

    @admin.action(description="Try again now", permissions=["delete"])
    def requeue(self, request: HttpRequest, queryset: QuerySet[OutboxEvent]) -> None:
        """Put failed events back into the queue."""
        count = queryset.filter(delivered_at=None).update(dead_at=None, attempts=0, available_at=timezone.now())
        self.message_user(request, f"{count} events are pending again.")


@admin.register(ProcessedEvent)
class ProcessedEventAdmin(admin.ModelAdmin[ProcessedEvent]):
    """Which consumer has handled which event."""

    list_display = ("consumer", "event_id", "processed_at")
    list_filter = ("consumer",)
    search_fields = ("event_id",)
