"""The desk of dead letters: what could not be handled is put here, looked at, queued again or discarded."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import orjson
import structlog
from celery import current_app
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from moviesite.events.messages import HEADERS
from moviesite.events.models import BODY_LIMIT, DeadLetter, OutboxEvent

log = structlog.get_logger(__name__)

TASK = "task"  # the source of letters that are tasks
_HEADER_LIMIT = 300  # characters


def bury_event(event: OutboxEvent, *, error: str, attempts: int) -> None:
    """Put an event on the desk whose consumer has failed too often; it steps aside for younger ones."""
    _bury(
        key=event.event_id.hex,
        error=error,
        attempts=attempts,
        source="outbox",
        event_id=event.event_id,
        type=event.type,
        aggregate=event.aggregate,
    )


def bury_message(*, source: str, body: bytes, headers: Mapping[str, Any], error: str) -> DeadLetter:
    """Put a message on the desk that cannot be handled as it is; the same one again only counts."""
    known = {name: str(value)[:_HEADER_LIMIT] for name, value in list(headers.items())[:20]}
    digest = hashlib.sha256(body + repr(sorted((name, str(value)) for name, value in headers.items())).encode())
    text = body.decode(errors="backslashreplace").replace("\x00", "\\x00")
    return _bury(
        key=digest.hexdigest(),
        error=error,
        attempts=1,
        source=source,
        event_id=_uuid(known.get(HEADERS[0], "")),
        type=known.get(HEADERS[1], "")[:64],
        aggregate=known.get(HEADERS[2], "")[:64],
        body=text[:BODY_LIMIT],
        is_cut=len(text) > BODY_LIMIT,
        headers={name.replace("\x00", "")[:_HEADER_LIMIT]: value.replace("\x00", "") for name, value in known.items()},
    )


def _bury(*, key: str, error: str, attempts: int, **first: Any) -> DeadLetter:
    with transaction.atomic():
        letter, new = DeadLetter.objects.select_for_update().get_or_create(
            key=key, defaults={"error": error[:500], "attempts": attempts, **first}
        )
        if not new:
            letter.state, letter.error = DeadLetter.State.WAITING, error[:500]
            letter.attempts, letter.last_at = letter.attempts + attempts, timezone.now()
            letter.save(update_fields=["state", "error", "attempts", "last_at"])
    log.error("events.dead_letter", source=letter.source, type=letter.type, error=error[:500])
    return letter


def requeue_letters(*, letters: Iterable[DeadLetter]) -> tuple[int, int]:
    """Try letters again; returns how many were queued and how many cannot be.

    An event becomes pending. A message whose event is in the outbox by now makes that pending; a task that was given up
    is sent anew. What is still unreadable, cut or unknown stays on the desk, as does a task while the broker is away.
    """
    queued = kept = 0
    for letter in letters:
        again = _send_task if letter.source == TASK else _make_pending
        if letter.state == DeadLetter.State.DISCARDED or not again(letter):
            kept += 1
        else:
            queued += 1
    return queued, kept


@transaction.atomic
def _make_pending(letter: DeadLetter) -> bool:
    event = (
        OutboxEvent.objects.select_for_update().filter(event_id=letter.event_id).first() if letter.event_id else None
    )
    if event is None or (letter.source != "outbox" and event.type != letter.type):
        return False
    if event.delivered_at is None:
        # Counted as one attempt, so that the sweep takes it up at once with a broker as well.
        OutboxEvent.objects.filter(pk=event.pk).update(dead_at=None, attempts=1, available_at=timezone.now())
    DeadLetter.objects.filter(pk=letter.pk).update(state=DeadLetter.State.REQUEUED, last_at=timezone.now())
    return True


def _send_task(letter: DeadLetter) -> bool:
    """Under an id of its own, so that its starts are counted from the beginning."""
    try:
        task = orjson.loads(letter.body)
        current_app.tasks[task["task"]].apply_async(kwargs=task["kwargs"], retry=False)
    except (ValueError, KeyError, TypeError, OperationalError) as error:  # cut, not ours any more, or no broker
        log.warning("events.task_not_sent", type=letter.type, error=type(error).__name__)
        return False
    DeadLetter.objects.filter(pk=letter.pk).update(state=DeadLetter.State.REQUEUED, last_at=timezone.now())
    return True


def requeue_events(*, events: Iterable[OutboxEvent]) -> int:
    """Make dead or waiting events pending now, and settle their letters; returns how many."""
    count = 0
    for event in events:
        if event.delivered_at is not None:
            continue
        with transaction.atomic():
            OutboxEvent.objects.filter(pk=event.pk, delivered_at=None).update(
                dead_at=None, attempts=min(event.attempts, 1), available_at=timezone.now()
            )
            DeadLetter.objects.filter(event_id=event.event_id, state=DeadLetter.State.WAITING).update(
                state=DeadLetter.State.REQUEUED, last_at=timezone.now()
            )
        count += 1
    return count


def discard_letters(*, letters: Iterable[DeadLetter]) -> int:
    """Give letters up for good; an event of one stays dead. Returns how many."""
    waiting = [letter.pk for letter in letters if letter.state == DeadLetter.State.WAITING]
    return DeadLetter.objects.filter(pk__in=waiting, state=DeadLetter.State.WAITING).update(
        state=DeadLetter.State.DISCARDED, last_at=timezone.now()
    )


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
