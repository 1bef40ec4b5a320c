"""The in-process relay: takes pending events in order and hands each to its consumers."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from moviesite.events.bus import Subscription, subscriptions
from moviesite.events.models import OutboxEvent, ProcessedEvent
from moviesite.ops.metrics import EVENTS

log = structlog.get_logger(__name__)

BATCH = 50
MAX_ATTEMPTS = 8
FIRST_RETRY = 5  # seconds; doubled with each failure


def relay_soon() -> None:
    """Relay after a commit. What fails here is swept up by the periodic task, so a page never fails for it."""
    try:
        relay_pending(limit=BATCH)
    except DatabaseError as error:
        log.warning("events.relay_failed", error=type(error).__name__)


def relay_pending(*, limit: int = BATCH) -> int:
    """Deliver up to `limit` pending events; returns how many were settled. Safe to run in many processes at once."""
    settled = 0
    tried: set[int] = set()
    while settled < limit:
        outcome = _relay_next(tried)
        if outcome is None:
            return settled
        settled += outcome
    return settled


def _relay_next(tried: set[int]) -> int | None:
    """Deliver the oldest pending event that nobody else holds: 1 if it was settled, 0 if not, None if there is none."""
    with transaction.atomic():
        pending = OutboxEvent.objects.filter(delivered_at=None, dead_at=None, available_at__lte=timezone.now()).exclude(
            id__in=tried
        )
        if connection.features.has_select_for_update_skip_locked:
            pending = pending.select_for_update(skip_locked=True)
        event = pending.order_by("id").first()
        if event is None:
            return None
        tried.add(event.pk)
        if _waits_for_older(event):
            return 0
        return _deliver(event)


def _waits_for_older(event: OutboxEvent) -> bool:
    """Whether an older event of the same aggregate is still undelivered: order holds within an aggregate."""
    older = OutboxEvent.objects.filter(aggregate=event.aggregate, delivered_at=None, dead_at=None, id__lt=event.pk)
    return older.exists()


def _deliver(event: OutboxEvent) -> int:
    try:
        for subscription in subscriptions(event.type):
            _consume(event, subscription)
    except Exception as error:  # noqa: BLE001  a consumer may fail in any way; the event is kept and tried again
        _postpone(event, error)
        return 0
    OutboxEvent.objects.filter(pk=event.pk).update(delivered_at=timezone.now())
    EVENTS.labels(event.type, "delivered").inc()
    return 1


def _consume(event: OutboxEvent, subscription: Subscription) -> None:
    """Run one consumer in a savepoint together with the mark that it ran."""
    with transaction.atomic():
        _, new = ProcessedEvent.objects.get_or_create(consumer=subscription.consumer, event_id=event.event_id)
        if new:
            subscription.handler(event.payload)


def _postpone(event: OutboxEvent, error: Exception) -> None:
    attempts = event.attempts + 1
    now = timezone.now()
    dead = attempts >= MAX_ATTEMPTS
    OutboxEvent.objects.filter(pk=event.pk).update(
        attempts=attempts,
        last_error=f"{type(error).__name__}: {error}"[:500],
        available_at=now + timedelta(seconds=FIRST_RETRY * 2 ** (attempts - 1)),
        dead_at=now if dead else None,
    )
    EVENTS.labels(event.type, "dead" if dead else "retried").inc()
    log.error(
        "events.consumer_failed", type=event.type, event_id=str(event.event_id), attempts=attempts, exc_info=error
    )
