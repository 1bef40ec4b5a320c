"""What the tests of notifications share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from accounts.enums import DeliveryMode, NotificationChannel
from accounts.models import Delivery, Profile, User
from accounts.notifications.channels.base import register_channel, unregister_channel
from tests.factories import make_member


class Pigeon:
    """A channel that remembers what it carried, and fails as often as it is told to."""

    id = NotificationChannel.TELEGRAM
    modes = (DeliveryMode.OFF, DeliveryMode.NOW)

    def __init__(self, failures: Sequence[Exception] = ()) -> None:
        self.carried: list[int] = []
        self.failures = list(failures)

    def available(self, user: User) -> bool:
        return True

    def deliver(self, delivery: Delivery) -> None:
        if self.failures:
            raise self.failures.pop(0)
        self.carried.append(delivery.pk)

    def deliver_digest(self, deliveries: Sequence[Delivery]) -> None:
        raise AssertionError("pigeons carry no digests")


@contextmanager
def flying(pigeon: Pigeon) -> Iterator[Pigeon]:
    """The pigeon as a channel of the site, for a while."""
    register_channel(pigeon)
    try:
        yield pigeon
    finally:
        unregister_channel(pigeon.id)


def make_reader(username: str = "asha", **profile: str) -> User:
    """A member with a confirmed address."""
    address = f"{username}@example.org"
    user = make_member(username, email=address, email_key=address)
    Profile.objects.filter(user=user).update(**profile)
    return user
