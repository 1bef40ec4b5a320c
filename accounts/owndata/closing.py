"""What is left of a member in places that no foreign key reaches."""

from __future__ import annotations

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q

from moviesite.events.models import OutboxEvent

#: Keys of event payloads that name a member.
MEMBER_KEYS = (
    "user_id", "owner_id", "member_id", "actor_id", "recipient_id",
    "follower_id", "followed_id", "blocker_id", "blocked_id",
)  # fmt: skip


def scrub_events(member_id: int) -> int:
    """Delete the events that name a member, told or not; returns how many. Nobody needs to hear of them any more."""
    named = Q(aggregate=f"member:{member_id}")
    for key in MEMBER_KEYS:
        named |= Q(**{f"payload__{key}": member_id})
    deleted, _ = OutboxEvent.objects.filter(named).delete()
    return deleted


def scrub_caches(member_id: int) -> None:
    """Forget, once the transaction has committed, what the shared cache keeps by a member's id."""
    keys = [f"version:ratings:{member_id}", f"version:inbox:{member_id}"]
    transaction.on_commit(lambda: cache.delete_many(keys))
