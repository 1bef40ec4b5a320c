"""Sending what waits: claimed by one worker at a time, tried again with growing pauses, given up in the end.

A claim is a conditional UPDATE that counts the try and moves `next_attempt_at` to where the claim ends, so a worker
that dies leaves nothing behind: its deliveries are due again five minutes later. Sending happens outside of any
transaction, and the outcome is written only while the claim still holds. What a worker sent and could not write down
before it died is sent again: at least once, as with every queue.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from django.db import connection
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.enums import DeliveryMode, DeliveryState
from accounts.models import Delivery, Profile, User
from accounts.notifications.channels.base import GiveUp, RetryLater, channel_of
from accounts.notifications.kinds import kind_of
from accounts.notifications.preferences import chosen_by, mode_for
from moviesite.common.transactions import atomic_with_retry

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=5)  # longer than any channel takes: mail servers get ten seconds an answer
MAX_ATTEMPTS = 8
FIRST_PAUSE, LONGEST_PAUSE = 30.0, 6 * 3600.0  # seconds
LONGEST_WAIT = timedelta(days=1)  # however long another side asks us to stay away
IN_DIGEST = 500  # deliveries of one member in one letter


def deliver_due(*, limit: int = 200, now: datetime | None = None) -> int:
    """Send what is due at once; returns how many were tried. Safe to run in many processes at the same time."""
    tried = 0
    while tried < limit:
        delivery = _claim_next(now or timezone.now())
        if delivery is None:
            break
        if delivery.pk:
            tried += 1
            _attempt([delivery])
    return tried


@atomic_with_retry
def _claim_next(now: datetime) -> Delivery | None:
    """Claim the one that waits longest; an empty row if another worker was faster, None if there is none."""
    due = Delivery.objects.filter(state=DeliveryState.PENDING, mode=DeliveryMode.NOW, next_attempt_at__lte=now)
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    row = due.order_by("next_attempt_at", "id").first()
    if row is None:
        return None
    mine = Delivery.objects.filter(pk=row.pk, state=DeliveryState.PENDING, next_attempt_at=row.next_attempt_at)
    return _claimed([row.pk], now)[0] if mine.update(**_claim(now)) else Delivery()


def _claim(now: datetime) -> dict[str, object]:
    return {"attempts": F("attempts") + 1, "next_attempt_at": now + LEASE}


def _claimed(ids: Sequence[int], now: datetime) -> list[Delivery]:
    """Rows whose claim has just been written, with all that their words need, newest first."""
    rows = Delivery.objects.filter(pk__in=ids).order_by("-notification__created_at", "-id")
    return list(rows.select_related("notification__recipient__profile", "notification__actor__profile"))


def send_digests(*, limit: int = 500, now: datetime | None = None) -> int:
    """Send the digests whose morning has come; returns how many members were tried. Safe to run many times at once."""
    now = now or timezone.now()
    due = Delivery.objects.filter(state=DeliveryState.PENDING, mode=DeliveryMode.DIGEST, next_attempt_at__lte=now)
    members = due.order_by().values_list("notification__recipient_id", "channel").distinct()[:limit]
    tried = 0
    for user_id, channel in list(members):
        claimed = _claim_digest(user_id, channel, now)
        if claimed:
            tried += 1
            _attempt(claimed)
    return tried


@atomic_with_retry
def _claim_digest(user_id: int, channel: str, now: datetime) -> list[Delivery]:
    """All of a member's digest, or nothing if another worker has it: the lock on the member's row makes it whole."""
    if User.objects.select_for_update().filter(pk=user_id).first() is None:
        return []
    due = Delivery.objects.filter(
        notification__recipient_id=user_id,
        channel=channel,
        state=DeliveryState.PENDING,
        mode=DeliveryMode.DIGEST,
        next_attempt_at__lte=now,
    )
    ids = list(due.order_by("id").values_list("pk", flat=True)[:IN_DIGEST])
    Delivery.objects.filter(pk__in=ids).update(**_claim(now))
    return _claimed(ids, now)


def _attempt(claimed: list[Delivery]) -> None:
    """Send what one member is still to be told, by one channel, and write down what came of it."""
    wanted = _wanted(claimed)
    unwanted = [row for row in claimed if row not in wanted]
    _settle(unwanted, state=DeliveryState.SKIPPED)
    channel = channel_of(claimed[0].channel)
    if not wanted or channel is None:
        return
    try:
        if wanted[0].mode == DeliveryMode.DIGEST:
            channel.deliver_digest(wanted)
        else:
            channel.deliver(wanted[0])
    except RetryLater as answer:
        _postpone(wanted, answer, min(timedelta(seconds=answer.seconds), LONGEST_WAIT))
    except GiveUp as answer:
        _give_up(wanted, answer.reason)
    except Exception as error:  # noqa: BLE001  a channel may fail in any way; it is tried again
        _postpone(wanted, error, pause_after(max(row.attempts for row in wanted)))
    else:
        now = timezone.now()
        _settle(wanted, state=DeliveryState.SENT, sent_at=now, last_error="")
        if wanted[0].mode == DeliveryMode.DIGEST:
            Profile.objects.filter(user_id=wanted[0].notification.recipient_id).update(digest_sent_at=now)


def _wanted(claimed: Sequence[Delivery]) -> list[Delivery]:
    """Those that the member can still be told: much may have changed since they were written down."""
    reader, channel = claimed[0].notification.recipient, channel_of(claimed[0].channel)
    if channel is None or not reader.is_active or not channel.available(reader):
        return []
    chosen = chosen_by(reader.pk)
    return [
        row
        for row in claimed
        if mode_for(kind_of(row.notification.kind), channel, chosen) != DeliveryMode.OFF
        and not (row.mode == DeliveryMode.DIGEST and row.notification.read_at)  # read on the site already
    ]


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: doubled each time, with half of it by chance, so that no two meet again."""
    whole = min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)
    return timedelta(seconds=random.uniform(whole / 2, whole))


def _postpone(rows: Sequence[Delivery], error: Exception, pause: timedelta) -> None:
    if max(row.attempts for row in rows) >= MAX_ATTEMPTS:
        _give_up(rows, _told(error))
        return
    _settle(rows, next_attempt_at=timezone.now() + pause, last_error=_told(error))


def _give_up(rows: Sequence[Delivery], reason: str) -> None:
    _settle(rows, state=DeliveryState.FAILED, last_error=reason[:200])
    log.warning("notifications.given_up", channel=rows[0].channel, deliveries=len(rows), reason=reason[:200])


def _told(error: Exception) -> str:
    """The kind of error and its code: what servers answer may hold addresses and worse."""
    code = getattr(error, "smtp_code", None)
    return f"{type(error).__name__} {code}" if isinstance(code, int) else type(error).__name__


def _settle(rows: Sequence[Delivery], **outcome: object) -> None:
    """Write the outcome where the claim still holds; who came too late changes nothing."""
    if rows:  # of one claim, so all end at the same moment
        ids, until = [row.pk for row in rows], rows[0].next_attempt_at
        Delivery.objects.filter(pk__in=ids, state=DeliveryState.PENDING, next_attempt_at=until).update(**outcome)


def try_again(rows: QuerySet[Delivery]) -> int:
    """Have given-up deliveries tried from the beginning; returns how many."""
    return rows.filter(state=DeliveryState.FAILED).update(
        state=DeliveryState.PENDING, attempts=0, next_attempt_at=timezone.now()
    )
