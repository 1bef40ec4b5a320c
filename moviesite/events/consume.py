"""Taking messages: the message says which event, the outbox row says what happened, and is handled once.

Every consumer's effect, its mark and the row's `delivered_at` are committed before the message is acknowledged, so a
message that comes again changes nothing. Order holds within an aggregate whatever order messages come in, because older
rows are delivered first. A handler that fails is tried again by the row's own schedule, not by the broker.
"""

from __future__ import annotations

from collections.abc import Sequence

from moviesite.events.deadletters import bury_message
from moviesite.events.messages import Message, UnreadableMessageError, read_message
from moviesite.events.models import OutboxEvent
from moviesite.events.relay import relay_aggregates
from moviesite.events.transports import Incoming
from moviesite.ops.metrics import EVENTS_CONSUMED


def handle(incoming: Incoming, *, source: str) -> str:
    """Handle one message and acknowledge it; returns what became of it. DatabaseError leaves it with the broker."""
    return handle_all([incoming], source=source)[0]


def handle_all(incoming: Sequence[Incoming], *, source: str) -> list[str]:
    """The same for many, with a few trips to the database for all of them."""
    outcomes: list[str] = []
    messages = [_read(one, source) for one in incoming]
    rows = {
        row.event_id: row
        for row in OutboxEvent.objects.filter(
            event_id__in={message.event_id for message in messages if message is not None}
        ).only("event_id", "type", "aggregate", "delivered_at")
    }
    up_to: dict[str, int] = {}
    for one, message in zip(incoming, messages, strict=True):
        row = rows.get(message.event_id) if message is not None else None
        if message is None:
            outcomes.append("dead")
        elif row is None or (row.type, row.aggregate) != (message.type, message.aggregate):
            # What others put into the exchange must not act in the name of this site.
            bury_message(source=source, body=one.body, headers=one.headers, error="no such event in the outbox")
            outcomes.append("dead")
        elif row.delivered_at is not None:
            outcomes.append("known")
        else:
            up_to[row.aggregate] = max(row.pk, up_to.get(row.aggregate, 0))
            outcomes.append("handled")
    relay_aggregates(up_to)
    for one, outcome in zip(incoming, outcomes, strict=True):
        one.ack()
        EVENTS_CONSUMED.labels(outcome).inc()
    return outcomes


def _read(incoming: Incoming, source: str) -> Message | None:
    """The message; None for one that nobody can read, which is kept on the desk."""
    try:
        return read_message(incoming.body, incoming.headers)
    except UnreadableMessageError as error:
        bury_message(source=source, body=incoming.body, headers=incoming.headers, error=str(error))
        return None
