"""Saying something once.

A row is written before the message leaves and marked after. Who finds a marked row says nothing. Who finds one that is
not marked, as its worker died or Telegram's answer was lost, says it once more and then never again: a message can be
seen twice at worst, and only after such an accident.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import TelegramMessage, TelegramUpdate
from accounts.notifications.channels.base import RetryLater
from accounts.telegram.client import UncertainError

LEASE = timedelta(minutes=1)  # longer than any request takes
MOST_TRIES = 2
KEEP = timedelta(days=30)


def say_once(*, chat: str, keys: Sequence[str], send: Callable[[list[str]], None]) -> bool:
    """Call `send` with those of `keys` that were not said in this chat; False where all were.

    What `send` raises goes on. RetryLater while another worker is saying one of them.
    """
    mine: list[str] = []
    try:
        mine.extend(key for key in keys if _claim(chat, key))
        if not mine:
            return False
        send(mine)
    except UncertainError:
        _rows(chat, mine).update(claimed_at=timezone.now() - LEASE)  # may be tried again at once, once
        raise
    except Exception:
        _release(chat, mine)
        raise
    _rows(chat, mine).update(sent_at=timezone.now())
    return True


def _claim(chat: str, key: str) -> bool:
    try:
        with transaction.atomic():
            TelegramMessage.objects.create(chat=chat, key=key)
        return True
    except IntegrityError:
        row = TelegramMessage.objects.filter(chat=chat, key=key).first()
    if row is not None and (row.sent_at or row.tries >= MOST_TRIES):
        return False
    now = timezone.now()
    stale = TelegramMessage.objects.filter(chat=chat, key=key, sent_at=None, tries__lt=MOST_TRIES)
    if stale.filter(claimed_at__lte=now - LEASE).update(tries=F("tries") + 1, claimed_at=now):
        return True
    raise RetryLater(LEASE.total_seconds())


def _release(chat: str, keys: Sequence[str]) -> None:
    """Nothing was sent: as if nobody had tried."""
    _rows(chat, keys).filter(tries=1).delete()
    _rows(chat, keys).update(tries=F("tries") - 1, claimed_at=timezone.now() - LEASE)


def _rows(chat: str, keys: Sequence[str]) -> QuerySet[TelegramMessage]:
    return TelegramMessage.objects.filter(chat=chat, key__in=keys, sent_at=None)


def forget_chat(chat: str) -> None:
    """Forget what was said in a chat."""
    TelegramMessage.objects.filter(chat=chat).delete()


def prune_telegram(*, now: datetime | None = None) -> int:
    """Delete what was said, and which updates came, more than 30 days ago; returns how many rows."""
    before = (now or timezone.now()) - KEEP
    said, _ = TelegramMessage.objects.filter(claimed_at__lt=before).delete()
    come, _ = TelegramUpdate.objects.filter(received_at__lt=before).delete()
    return said + come
