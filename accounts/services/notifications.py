"""Telling members something: into the inbox at once, and on its way by the channels they chose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.enums import DeliveryMode, NotificationChannel
from accounts.exceptions import NotificationNotFoundError
from accounts.models import Block, Delivery, Mute, Notification, User
from accounts.notifications.channels.base import known_channels
from accounts.notifications.inbox import inbox_subject
from accounts.notifications.kinds import UNKNOWN, kind_of
from accounts.notifications.preferences import chosen_by, mode_for, next_digest, profile_for
from accounts.signals import deliveries_waiting
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version

ACTORS_KEPT = 500  # of one notification, so that nobody is counted twice; beyond that nobody is counted at all
KEEP_READ = timedelta(days=90)
BATCH = 1000


@atomic_with_retry
def notify(
    *,
    recipient_id: int,
    kind: str,
    actor_id: int | None = None,
    data: Mapping[str, Any] | None = None,
    url: str = "",
    dedupe_key: str = "",
    fold: bool = False,
    without: Iterable[NotificationChannel] = (),
    now: datetime | None = None,
) -> Notification | None:
    """Tell a member something; None when they are not told.

    Nobody hears of what they did themselves, nor of members they muted, nor of anybody blocked either way. `kind` must
    be registered (accounts.notifications.kinds), `url` a path on this site. The same `dedupe_key` is told once, however
    often the event comes; with `fold` it is one notification for each day (UTC) that grows: "Asha and 11 others".
    `without` leaves channels out where a letter of its own is sent.
    """
    if kind_of(kind) is UNKNOWN:
        raise ValueError(f"{kind!r} is no registered kind of notification")
    if url and not (url.startswith("/") and url_has_allowed_host_and_scheme(url, None)):
        raise ValueError("a notification leads to a path on this site")
    now = now or timezone.now()
    recipient = User.objects.select_related("profile").filter(pk=recipient_id, is_active=True, is_demo=False).first()
    if recipient is None or _is_silent(recipient_id, actor_id):
        return None
    words = dict(data or {})
    key = f"{kind}:{dedupe_key}" + (f":{now:%Y-%m-%d}" if fold else "") if dedupe_key else None
    if fold and actor_id is not None:
        words |= {"actor_ids": [actor_id], "count": 1}
    row = Notification(
        recipient=recipient, kind=kind, actor_id=actor_id, data=words, url=url, dedupe_key=key, created_at=now
    )
    if key is not None and (known := _known(row)):
        return _grow(known, row) if fold else known
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # told by another process at the same moment, or the actor has just left
        known = _known(row)
        if known is None:
            return None
        return _grow(known, row) if fold else known
    _send(row, recipient, set(without), now)
    _changed(recipient_id)
    return row


def _is_silent(recipient_id: int, actor_id: int | None) -> bool:
    if actor_id is None:
        return False
    if actor_id == recipient_id or Mute.objects.filter(muter_id=recipient_id, muted_id=actor_id).exists():
        return True
    if not User.objects.filter(pk=actor_id).exists():  # left before the event was relayed
        return True
    between = Q(blocker_id=recipient_id, blocked_id=actor_id) | Q(blocker_id=actor_id, blocked_id=recipient_id)
    return Block.objects.filter(between).exists()


def _known(row: Notification) -> Notification | None:
    return Notification.objects.filter(recipient_id=row.recipient_id, dedupe_key=row.dedupe_key).first()


def _grow(known: Notification, news: Notification) -> Notification | None:
    """Add what happened to a notification of the same day, which is new and unread again. Letters are not repeated."""
    row = Notification.objects.select_for_update().filter(pk=known.pk).first()
    if row is None:
        return None
    actors = list(row.data.get("actor_ids", []))
    if news.actor_id is not None:
        if news.actor_id in actors or len(actors) >= ACTORS_KEPT:
            return row
        actors.append(news.actor_id)
        row.data = row.data | news.data | {"actor_ids": actors, "count": len(actors)}
    elif row.data == news.data:
        return row
    else:
        row.data = news.data
    row.actor_id, row.url, row.created_at, row.read_at = news.actor_id, news.url, news.created_at, None
    row.save()
    _changed(row.recipient_id)
    return row


def _send(row: Notification, recipient: User, without: set[NotificationChannel], now: datetime) -> None:
    """Write down the deliveries; those at once are begun when the transaction has committed."""
    kind, chosen = kind_of(row.kind), chosen_by(recipient.pk)
    waiting = []
    for channel in known_channels():
        mode = mode_for(kind, channel, chosen)
        if mode == DeliveryMode.OFF or channel.id in without or not channel.available(recipient):
            continue
        due = next_digest(profile_for(recipient), now) if mode == DeliveryMode.DIGEST else now
        waiting.append(Delivery(notification=row, channel=channel.id, mode=mode, next_attempt_at=due))
    Delivery.objects.bulk_create(waiting)
    if any(delivery.mode == DeliveryMode.NOW for delivery in waiting):
        transaction.on_commit(lambda: deliveries_waiting.send(Delivery))


def _changed(user_id: int) -> None:
    transaction.on_commit(lambda: bump_version(inbox_subject(user_id)))


@transaction.atomic
def mark_read(*, user: User, ids: Iterable[int] | None = None, now: datetime | None = None) -> int:
    """Mark some of a member's notifications as read, or all; others' ids are passed over. How many are still unread."""
    rows = Notification.objects.filter(recipient=user, read_at=None)
    if ids is not None:
        rows = rows.filter(pk__in=list(ids))
    if rows.update(read_at=now or timezone.now()):
        _changed(user.pk)
    return Notification.objects.filter(recipient=user, read_at=None).count()


@transaction.atomic
def open_notification(*, user: User, notification_id: int) -> str:
    """Mark one as read and say where it leads, "" for nowhere; NotificationNotFoundError if it is not theirs."""
    row = Notification.objects.filter(pk=notification_id, recipient=user).first()
    if row is None:
        raise NotificationNotFoundError
    mark_read(user=user, ids=[row.pk])
    return row.url


def prune_notifications(*, now: datetime | None = None) -> int:
    """Delete what was read more than 90 days ago; returns how many."""
    old = Notification.objects.filter(read_at__lt=(now or timezone.now()) - KEEP_READ).order_by()
    total = 0
    while ids := list(old.values_list("pk", flat=True)[:BATCH]):
        Notification.objects.filter(pk__in=ids).delete()
        total += len(ids)
    return total
