"""What every transport can do."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from moviesite.events.messages import Message

TIMEOUT = 5.0  # seconds to connect, and to wait for a confirmation


class TransportError(Exception):
    """The broker is away or refuses. Never names addresses or passwords."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message that was received; `ack` tells the broker that it need not come again."""

    body: bytes
    headers: Mapping[str, Any]
    ack: Callable[[], None]


class Transport(Protocol):
    """A connected broker."""

    source: str

    def publish(self, messages: Sequence[Message]) -> set[uuid.UUID]:
        """Send in order and return what the broker has confirmed.

        After one that it did not confirm, nothing of the same aggregate is confirmed. TransportError if none was.
        """
        ...

    def receive(self, *, seconds: float) -> Incoming | None:
        """The next message for our consumers, None if there is none for so long."""
        ...

    def close(self) -> None:
        """Let go; never fails."""
        ...


def before_gaps(messages: Sequence[Message], reported: set[uuid.UUID]) -> set[uuid.UUID]:
    """What counts as confirmed: of each aggregate, everything before the first message that was not reported."""
    confirmed: set[uuid.UUID] = set()
    broken: set[str] = set()
    for message in messages:
        if message.event_id not in reported:
            broken.add(message.aggregate)
        elif message.aggregate not in broken:
            confirmed.add(message.event_id)
    return confirmed
