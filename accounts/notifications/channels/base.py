"""What a way out of the site has to be able to do, and which ones there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from accounts.enums import DeliveryMode, NotificationChannel
from accounts.models import Delivery, User


class RetryLater(Exception):  # noqa: N818  an answer, not an error
    """The other side asks to come back after so many seconds (`Retry-After`)."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asked to wait {seconds:g} s")
        self.seconds = max(1.0, seconds)


class GiveUp(Exception):  # noqa: N818  an answer, not an error
    """Trying again would not help. `reason` is kept for curators, so it holds no secrets and no addresses."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Channel(Protocol):
    """A way out. Any exception but the two above means: try again later."""

    id: NotificationChannel
    #: What members can choose; without DIGEST in it `deliver_digest` is never called.
    modes: tuple[DeliveryMode, ...]

    def available(self, user: User) -> bool:
        """Whether this member can be reached; asks nobody outside."""

    def deliver(self, delivery: Delivery) -> None:
        """Send one. RetryLater, GiveUp."""

    def deliver_digest(self, deliveries: Sequence[Delivery]) -> None:
        """Send several of one member, newest first, as one. RetryLater, GiveUp."""


_channels: dict[NotificationChannel, Channel] = {}


def register_channel(channel: Channel) -> None:
    """Make a channel known, where it is configured; the same id again replaces it."""
    _channels[channel.id] = channel


def unregister_channel(channel_id: NotificationChannel) -> None:
    """Forget a channel; what waits for it is skipped."""
    _channels.pop(channel_id, None)


def channel_of(channel_id: str) -> Channel | None:
    """The channel of this id, None where it is not configured."""
    return _channels.get(NotificationChannel(channel_id))


def known_channels() -> list[Channel]:
    """All channels in the order of NotificationChannel."""
    return [_channels[channel_id] for channel_id in NotificationChannel if channel_id in _channels]
