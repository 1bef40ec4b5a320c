"""What goes over the wire: the payload as JSON, and headers that say which event it is."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from moviesite.events.models import OutboxEvent

HEADERS = ("event_id", "type", "aggregate", "occurred_at")


class UnreadableMessageError(ValueError):
    """A message that is none of ours, or damaged; says why."""


@dataclass(frozen=True, slots=True)
class Message:
    """One event on its way. `occurred_at` is ISO 8601; `body` is flat JSON such as `{"type": "vote_cast", …}`."""

    event_id: uuid.UUID
    type: str
    aggregate: str
    occurred_at: str
    body: bytes

    @property
    def headers(self) -> dict[str, str]:
        """What can be known without reading the body."""
        return {
            "event_id": str(self.event_id),
            "type": self.type,
            "aggregate": self.aggregate,
            "occurred_at": self.occurred_at,
        }


def message_of(event: OutboxEvent) -> Message:
    """The message that tells of an outbox row."""
    return Message(
        event_id=event.event_id,
        type=event.type,
        aggregate=event.aggregate,
        occurred_at=event.created_at.isoformat(),
        body=orjson.dumps(event.payload),
    )


def read_message(body: bytes, headers: Mapping[str, Any]) -> Message:
    """A message as it came in, judged; UnreadableMessageError where it is not one."""
    missing = [name for name in HEADERS if not isinstance(headers.get(name), str)]
    if missing:
        raise UnreadableMessageError(f"headers missing: {', '.join(missing)}")
    try:
        event_id = uuid.UUID(headers["event_id"])
    except ValueError as error:
        raise UnreadableMessageError("event_id is not a UUID") from error
    try:
        payload = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise UnreadableMessageError("the body is not JSON") from error
    if not isinstance(payload, dict) or payload.get("type") != headers["type"]:
        raise UnreadableMessageError("the body is not an event of the type in its headers")
    return Message(event_id, headers["type"], headers["aggregate"], headers["occurred_at"], body)
