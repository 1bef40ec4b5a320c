"""How the outbox stands, for Prometheus."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from moviesite.events.models import DeadLetter, OutboxEvent
from moviesite.ops.metrics import EVENTS_LAG, EVENTS_WAITING


def measure_outbox() -> None:
    """Set the gauges from the tables; three counts over indexes."""
    pending = OutboxEvent.objects.filter(delivered_at=None, dead_at=None)
    oldest = pending.order_by("id").values_list("created_at", flat=True).first()
    unpublished = OutboxEvent.objects.filter(published_at=None).count() if settings.EVENTS_URL else 0
    EVENTS_WAITING.labels("consumers").set(pending.count())
    EVENTS_WAITING.labels("broker").set(unpublished)
    EVENTS_WAITING.labels("desk").set(DeadLetter.objects.filter(state=DeadLetter.State.WAITING).count())
    EVENTS_LAG.set((timezone.now() - oldest).total_seconds() if oldest else 0)
