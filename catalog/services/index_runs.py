"""Rebuilds of a search index: one of a kind at a time, told of as they go, taken over when their process dies."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from catalog.enums import RunState
from catalog.exceptions import IndexRunLostError, IndexRunNotFoundError
from catalog.models import IndexRun
from catalog.search.subjects import Progress, get_subject

STALE = timedelta(seconds=180)  # without a sign of life for that long a run has died, or never began
TELL_EVERY = 1.0  # seconds between two signs of life
DEAD = "The process that worked on it has ended."


def ask_for_rebuild(*, subject: str, by: User | None = None) -> tuple[IndexRun, bool]:
    """A run for `subject` and whether it is new: while one is alive, everybody who asks gets that one."""
    get_subject(subject)
    now = timezone.now()
    IndexRun.objects.filter(lease_key=subject, heartbeat_at__lt=now - STALE).update(
        lease_key=None, state=RunState.FAILED, error=DEAD, finished_at=now
    )
    try:
        with transaction.atomic():
            run = IndexRun.objects.create(
                subject=subject, lease_key=subject, requested_by=by, started_at=now, heartbeat_at=now
            )
    except IntegrityError:
        alive = IndexRun.objects.filter(lease_key=subject).first()
        # It may have ended between the two statements; then there is room for a new one.
        return (alive, False) if alive is not None else ask_for_rebuild(subject=subject, by=by)
    return run, True


def work_on_run(*, run_id: int, progress: Progress | None = None) -> bool:
    """Rebuild for a run that nobody works on; False when it is in other hands, over, or unknown.

    A run counts as begun once its `total` is known. One that has begun is free again when its heartbeat has stopped.
    """
    now = timezone.now()
    run = IndexRun.objects.filter(pk=run_id).first()
    if run is None or run.lease_key is None:
        return False
    subject = get_subject(run.subject)
    free = Q(total=None) | Q(heartbeat_at__lt=now - STALE)
    taken = IndexRun.objects.filter(free, pk=run_id, lease_key=run.subject).update(
        total=subject.count(), done=0, heartbeat_at=now
    )
    if not taken:
        return False
    try:
        count = subject.rebuild(_teller(run, progress))
    except BaseException as error:
        _end(run, state=RunState.FAILED, error=f"{type(error).__name__}: {error}"[:300])
        raise
    _end(run, state=RunState.FINISHED, done=count, total=count)
    return True


def stale_runs() -> QuerySet[IndexRun]:
    """Runs whose process has died or whose task the queue has lost, oldest first."""
    return IndexRun.objects.filter(lease_key__isnull=False, heartbeat_at__lt=timezone.now() - STALE).order_by("id")


def get_run(run_id: int) -> IndexRun:
    """A run; IndexRunNotFoundError if there is none."""
    run = IndexRun.objects.filter(pk=run_id).first()
    if run is None:
        raise IndexRunNotFoundError
    return run


def _teller(run: IndexRun, further: Progress | None) -> Progress:
    """Counts what is done, and writes it down from time to time; stops a run that has lost its lease."""
    done, told = 0, time.monotonic()

    def tell(step: int) -> None:
        nonlocal done, told
        done += step
        if further is not None:
            further(step)
        if time.monotonic() - told < TELL_EVERY:
            return
        told = time.monotonic()
        if not _held(run).update(done=done, heartbeat_at=timezone.now()):
            raise IndexRunLostError

    return tell


def _held(run: IndexRun) -> QuerySet[IndexRun]:
    return IndexRun.objects.filter(pk=run.pk, lease_key=run.subject)


def _end(run: IndexRun, *, state: RunState, **fields: object) -> None:
    _held(run).update(lease_key=None, state=state, finished_at=timezone.now(), **fields)
