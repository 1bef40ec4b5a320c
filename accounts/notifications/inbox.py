"""What a member was told, in the language of whoever reads it now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.core.cache import cache
from django.db.models import QuerySet

from accounts.models import Notification, User
from accounts.notifications.kinds import Kind, News, kind_of, known_kinds
from accounts.notifications.preferences import profile_for, zone_of
from moviesite.common.versions import current_version

COUNT_KEPT = 3600  # seconds; a change makes the number stale at once, by its version


@dataclass(frozen=True, slots=True)
class Item:
    """One notification in words. `created_at` is in the reader's time zone; `actor` is a username or ""."""

    id: int
    kind: Kind
    text: str
    actor: str
    url: str
    created_at: datetime
    is_read: bool

    @property
    def day(self) -> date:
        """The day it belongs to, where the reader lives."""
        return self.created_at.date()


def inbox_subject(user_id: int) -> str:
    """What raises with every change of a member's inbox (moviesite.common.versions)."""
    return f"inbox:{user_id}"


def inbox_of(user_id: int, *, unread: bool | None = None) -> QuerySet[Notification]:
    """A member's notifications with their actors, latest first; only (un)read ones where `unread` says so."""
    rows = Notification.objects.filter(recipient_id=user_id)
    if unread is not None:
        rows = rows.filter(read_at__isnull=unread)
    return rows.select_related("actor__profile").order_by("-created_at", "-id")


def feed_rows(user_id: int) -> QuerySet[Notification]:
    """What a web feed shows of an inbox."""
    closed = [kind.id for kind in known_kinds() if not kind.in_feed]
    return inbox_of(user_id).exclude(kind__in=closed)


def unread_count(user_id: int) -> int:
    """How many a member has not read; counted once for every change of the inbox."""
    key = f"unread:{user_id}:{current_version(inbox_subject(user_id))}"
    count: int | None = cache.get(key)
    if count is None:
        count = Notification.objects.filter(recipient_id=user_id, read_at=None).count()
        cache.set(key, count, COUNT_KEPT)
    return count


def items_of(rows: Iterable[Notification], reader: User) -> list[Item]:
    """Rows in words of the language that is active; no query beyond the rows', where the reader's profile is known."""
    zone = zone_of(profile_for(reader))
    return [
        Item(
            id=row.pk,
            kind=(kind := kind_of(row.kind)),
            text=kind.words(_news_of(row)),
            actor=row.actor.username if row.actor else "",
            url=row.url,
            created_at=row.created_at.astimezone(zone),
            is_read=row.read_at is not None,
        )
        for row in rows
    ]


def _news_of(row: Notification) -> News:
    others = row.data.get("count", 1) - 1
    return News(actor=_shown_name(row.actor), others=max(0, others), data=row.data)


def _shown_name(actor: User | None) -> str:
    """The name a member shows; who keeps a private profile is known by the username alone."""
    if actor is None:
        return ""
    profile = profile_for(actor)
    return (not profile.is_private and profile.display_name) or f"@{actor.username}"
