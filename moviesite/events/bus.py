"""Publishing and subscribing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from moviesite.events.models import OutboxEvent

Handler = Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A consumer by its stable name; the name is what makes redelivery harmless, so it must never change."""

    consumer: str
    handler: Handler


_subscriptions: dict[str, list[Subscription]] = defaultdict(list)


def subscribe(event_type: str, *, consumer: str) -> Callable[[Handler], Handler]:
    """Register a handler of one event type. It runs inside a transaction of its own and must be quick."""

    def register(handler: Handler) -> Handler:
        if all(known.consumer != consumer for known in _subscriptions[event_type]):
            _subscriptions[event_type].append(Subscription(consumer, handler))
        return handler

    return register


def subscriptions(event_type: str) -> tuple[Subscription, ...]:
    """Who listens to `event_type`, in the order of registration."""
    return tuple(_subscriptions.get(event_type, ()))


def publish(event_type: str, *, aggregate: str, payload: Mapping[str, Any]) -> OutboxEvent:
    """Write an event into the outbox within the caller's transaction; it is relayed once that has committed.

    `payload` is flat JSON; `type` is added to it, as in `{"type": "review_created", "review_id": 123, …}`.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("publish() belongs inside the transaction of the change it tells of")
    event = OutboxEvent.objects.create(type=event_type, aggregate=aggregate, payload={"type": event_type, **payload})
    from moviesite.events.relay import relay_soon  # the relay imports the subscriptions above

    transaction.on_commit(relay_soon)
    return event
