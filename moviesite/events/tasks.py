"""What the scheduler does with the outbox."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from celery import shared_task
from django.utils import timezone

from moviesite.events.models import OutboxEvent, ProcessedEvent
from moviesite.events.relay import relay_pending

KEEP_DAYS = 14


@shared_task(name="moviesite.events.relay")
def relay(**_: Any) -> None:
    """Deliver what the processes that published it could not."""
    relay_pending(limit=500)


@shared_task(name="moviesite.events.prune")
def prune(**_: Any) -> None:
    """Forget delivered events and marks after two weeks."""
    before = timezone.now() - timedelta(days=KEEP_DAYS)
    OutboxEvent.objects.filter(delivered_at__lt=before).delete()
    ProcessedEvent.objects.filter(processed_at__lt=before).delete()
