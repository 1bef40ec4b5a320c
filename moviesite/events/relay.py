"""The in-process relay: takes pending events in order and hands each to its consumers.

With a broker, its messages say when (see `consume`), and the relay by itself takes only what is overdue.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from moviesite.common.transactions import atomic_with_retry, is_transient
from moviesite.events.bus import Subscription, subscriptions
from moviesite.events.deadletters import bury_event
from moviesite.events.models import OutboxEvent, ProcessedEvent
from moviesite.ops.metrics import EVENTS

log = structlog.get_logger(__name__)

BATCH = 50
SHORT = 0.25  # seconds after which a transaction of many deliveries begins no further one
MAX_ATTEMPTS = 8
FIRST_RETRY = 5  # seconds; doubled with each failure


def relay_soon() -> None:
    """Relay after a commit. What fails here is swept up by the periodic task, so a page never fails for it.

    With a broker a page does nothing: `consume_events` publishes within a fraction of a second.
    """
    if settings.EVENTS_URL:
        return
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


def relay_aggregates(up_to: Mapping[str, int]) -> int:
    """Deliver what is pending of these aggregates, oldest first, to a row of each by id; returns how many were settled.

    Waits for whoever delivers an older one, and stops at one whose next try is not due. Many are delivered in one
    transaction, as each trip to the database costs more than most handlers; it is closed after SHORT seconds.
    """
    settled = 0
    left = dict(up_to)
    while left:
        delivered, left = _relay_some(left)
        settled += delivered
    return settled


@atomic_with_retry
def _relay_some(up_to: Mapping[str, int]) -> tuple[int, dict[str, int]]:
    """Deliver for a short while; returns how many were settled, and what is left to look at."""
    pending = OutboxEvent.objects.filter(
        aggregate__in=up_to, delivered_at=None, dead_at=None, id__lte=max(up_to.values())
    ).order_by("id")
    events = list(pending.select_for_update()[:BATCH])
    ends = time.monotonic() + SHORT
    held = {event.pk for event in events}
    # What was written before these and committed after they were locked is younger news of something older.
    older = pending.filter(id__lt=max(held, default=0)).exclude(id__in=held).values_list("aggregate", "id")
    first_older: dict[str, int] = {}
    for aggregate, pk in older:
        first_older.setdefault(aggregate, pk)
    now = timezone.now()
    stopped: set[str] = set()
    done: list[OutboxEvent] = []
    for event in events:
        if event.aggregate in stopped:
            continue
        if time.monotonic() > ends:
            break
        if event.available_at > now or first_older.get(event.aggregate, event.pk) < event.pk or not _told(event):
            stopped.add(event.aggregate)
        else:
            done.append(event)
    else:
        if len(events) < BATCH:
            up_to = {}
    _settle(done)
    return len(done), {aggregate: pk for aggregate, pk in up_to.items() if aggregate not in stopped}


def relay_overdue(*, limit: int = 500) -> int:
    """With a broker: deliver what failed and is due again, and what nobody delivered in EVENTS_FALLBACK_SECONDS.

    The second is what happens while the broker is away, or has lost a message. A message that comes after all finds its
    row delivered and has no effect.
    """
    now = timezone.now()
    old = now - timedelta(seconds=settings.EVENTS_FALLBACK_SECONDS)
    overdue = OutboxEvent.objects.filter(
        Q(attempts__gt=0) | Q(created_at__lt=old), delivered_at=None, dead_at=None, available_at__lte=now
    )
    aggregates = set(overdue.order_by("id").values_list("aggregate", flat=True)[:limit])
    # With what came after: its messages may have been taken while it had to wait.
    pending = OutboxEvent.objects.filter(aggregate__in=aggregates, delivered_at=None, dead_at=None)
    return relay_aggregates(dict(pending.order_by("id").values_list("aggregate", "id")))


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
    if not _told(event):
        return 0
    _settle([event])
    return 1


def _told(event: OutboxEvent) -> bool:
    """Run all consumers; whether none failed."""
    try:
        for subscription in subscriptions(event.type):
            _consume(event, subscription)
    except OperationalError as error:
        if is_transient(error):
            raise  # a deadlock may have taken the whole transaction, which can simply be run again
        _postpone(event, error)
        return False
    except Exception as error:  # noqa: BLE001  a consumer may fail in any way; the event is kept and tried again
        _postpone(event, error)
        return False
    return True


def _settle(events: Sequence[OutboxEvent]) -> None:
    """Note that they are delivered."""
    if not events:
        return
    rows, now = OutboxEvent.objects.filter(pk__in=[event.pk for event in events]), timezone.now()
    if settings.EVENTS_URL:
        rows.update(delivered_at=now)
    else:
        # Nobody else is to be told; noted, so that a broker that is set later is not told the past.
        rows.update(delivered_at=now, published_at=Coalesce("published_at", now))
    for event in events:
        EVENTS.labels(event.type, "delivered").inc()


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
    reason = f"{type(error).__name__}: {error}"[:500]
    OutboxEvent.objects.filter(pk=event.pk).update(
        attempts=attempts,
        last_error=reason,
        available_at=now + timedelta(seconds=FIRST_RETRY * 2 ** (attempts - 1)),
        dead_at=now if dead else None,
    )
    if dead:
        bury_event(event, error=reason, attempts=attempts)
    EVENTS.labels(event.type, "dead" if dead else "retried").inc()
    log.error(
        "events.consumer_failed", type=event.type, event_id=str(event.event_id), attempts=attempts, exc_info=error
    )
