"""The outbox in the admin: what waits, what failed, and a way to try again."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from moviesite.common.admin import ReadOnlyAdmin
from moviesite.events.deadletters import discard_letters, requeue_events, requeue_letters
from moviesite.events.models import DeadLetter, OutboxEvent, ProcessedEvent


@admin.register(OutboxEvent)
class OutboxEventAdmin(admin.ModelAdmin[OutboxEvent]):
    """Read-only but for the queue."""

    list_display = (
        "type", "aggregate", "created_at", "published_at", "delivered_at", "attempts", "dead_at", "last_error"
    )  # fmt: skip
    list_filter = (
        "type",
        ("dead_at", admin.EmptyFieldListFilter),
        ("delivered_at", admin.EmptyFieldListFilter),
        ("published_at", admin.EmptyFieldListFilter),
    )
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
        count = requeue_events(events=queryset)
        self.message_user(request, f"{count} events are pending again.")


@admin.register(ProcessedEvent)
class ProcessedEventAdmin(admin.ModelAdmin[ProcessedEvent]):
    """Which consumer has handled which event."""

    list_display = ("consumer", "event_id", "processed_at")
    list_filter = ("consumer",)
    search_fields = ("event_id",)


@admin.register(DeadLetter)
class DeadLetterAdmin(ReadOnlyAdmin[DeadLetter]):
    """The desk: letters are looked at, queued again or discarded, never written."""

    list_display = ("type", "source", "aggregate", "state", "attempts", "first_at", "last_at", "error")
    list_filter = ("state", "source", "type")
    search_fields = ("event_id", "aggregate", "error")
    date_hierarchy = "last_at"
    actions = ("requeue", "discard")

    def has_requeue_permission(self, request: HttpRequest) -> bool:
        """A permission of its own: what is queued again acts."""
        return request.user.has_perm("events.requeue_deadletter")

    def has_discard_permission(self, request: HttpRequest) -> bool:
        """Another: what is discarded is given up."""
        return request.user.has_perm("events.discard_deadletter")

    @admin.action(description="Queue again", permissions=["requeue"])
    def requeue(self, request: HttpRequest, queryset: QuerySet[DeadLetter]) -> None:
        """Try the chosen letters again, one or many."""
        queued, kept = requeue_letters(letters=queryset)
        self.message_user(request, f"{queued} letters were queued again, {kept} cannot be.")

    @admin.action(description="Discard", permissions=["discard"])
    def discard(self, request: HttpRequest, queryset: QuerySet[DeadLetter]) -> None:
        """Give the chosen letters up."""
        self.message_user(request, f"{discard_letters(letters=queryset)} letters were discarded.")
