"""What the scheduler does with the outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from moviesite.events.gauges import measure_outbox
from moviesite.events.models import DeadLetter, OutboxEvent, ProcessedEvent
from moviesite.events.relay import relay_overdue, relay_pending

KEEP_DAYS = 14


@shared_task(name="moviesite.events.relay")
def relay(**_: Any) -> None:
    """Deliver what the processes that published it could not; with a broker, what it did not bring in time."""
    if settings.EVENTS_URL:
        relay_overdue()
    else:
        relay_pending(limit=500)
    measure_outbox()


@shared_task(name="moviesite.events.prune")
def prune(**_: Any) -> None:
    """Forget delivered events, marks and settled letters after two weeks; never what a broker has yet to be told."""
    before = timezone.now() - timedelta(days=KEEP_DAYS)
    delivered = OutboxEvent.objects.filter(delivered_at__lt=before)
    if settings.EVENTS_URL:
        delivered = delivered.filter(published_at__isnull=False)
    delivered.delete()
    DeadLetter.objects.exclude(state=DeadLetter.State.WAITING).filter(last_at__lt=before).delete()
    ProcessedEvent.objects.filter(processed_at__lt=before).delete()
