"""Publishing: takes pending rows under a claim, hands them to the broker, and notes what it confirmed.

No transaction is open while the broker is asked, so a slow one holds no lock. Who dies in between leaves a claim that
lapses, and the rows are published again: at least once. Of one aggregate, nothing is published before what is older.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from moviesite.common.transactions import atomic_with_retry
from moviesite.events.messages import message_of
from moviesite.events.models import OutboxEvent
from moviesite.events.transports import Transport, TransportError
from moviesite.ops.metrics import EVENTS_PUBLISHED

BATCH = 100
LEASE = timedelta(seconds=30)  # longer than a transport takes to fail


def publish_pending(transport: Transport, *, limit: int = BATCH) -> int:
    """Publish up to `limit` rows; returns how many the broker confirmed. TransportError if it is away."""
    if not OutboxEvent.objects.filter(published_at=None).exists():
        return 0  # the usual case takes no lock
    events = _claim(limit)
    if not events:
        return 0
    try:
        confirmed = transport.publish([message_of(event) for event in events])
    except TransportError:
        _release(events)
        EVENTS_PUBLISHED.labels("failed").inc(len(events))
        raise
    _note(confirmed)
    _release([event for event in events if event.event_id not in confirmed])
    EVENTS_PUBLISHED.labels("confirmed").inc(len(confirmed))
    return len(confirmed)


@atomic_with_retry
def _claim(limit: int) -> list[OutboxEvent]:
    """The oldest rows that nobody holds, but none that would overtake an older one of its aggregate."""
    now = timezone.now()
    free = OutboxEvent.objects.filter(Q(claimed_until=None) | Q(claimed_until__lt=now), published_at=None)
    if connection.features.has_select_for_update_skip_locked:
        free = free.select_for_update(skip_locked=True)
    events = list(free.order_by("id")[:limit])
    mine = {event.pk for event in events}
    held = OutboxEvent.objects.filter(
        aggregate__in={event.aggregate for event in events}, published_at=None, id__lte=max(mine, default=0)
    ).exclude(id__in=mine)
    first_held = dict(held.order_by("-id").values_list("aggregate", "id"))  # of several, the last said is the oldest
    events = [event for event in events if event.pk < first_held.get(event.aggregate, event.pk + 1)]
    OutboxEvent.objects.filter(id__in=[event.pk for event in events]).update(claimed_until=now + LEASE)
    return events


def _note(confirmed: set[uuid.UUID]) -> None:
    now = timezone.now()
    with transaction.atomic():
        OutboxEvent.objects.filter(event_id__in=confirmed).update(published_at=now, claimed_until=None)


def _release(events: Sequence[OutboxEvent]) -> None:
    OutboxEvent.objects.filter(id__in=[event.pk for event in events]).update(claimed_until=None)
