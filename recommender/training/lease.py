"""Training runs: one at a time, with a heartbeat, so that a killed worker blocks nobody for long.

A run holds the lease from the moment it is asked for until it ends. `owner` names the process that works on it: one
that was thought dead and comes back finds another name there and can change nothing any more.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from recommender.enums import RunStatus
from recommender.exceptions import LeaseLostError, TrainingBusyError, TrainingCancelledError
from recommender.models import ModelVersion, TrainingRun

LEASE = "training"
STALE = timedelta(seconds=20)  # without a sign of life for that long the process has died
UNRESUMED = timedelta(minutes=2)  # a dead run of the queue gives way when no worker has taken it up for that long
UNCLAIMED = timedelta(minutes=15)  # and one that never had a worker after that
MOST_STARTS = 3  # a run that ended three processes would end the fourth

DEAD = "The process that trained has ended."
DEADLY = f"The process that trained has ended {MOST_STARTS} times."
FORGOTTEN = "No worker took it."


def start_run(*, kind: str, options: dict[str, Any] | None = None, by: User | None = None) -> TrainingRun:
    """Take the lease and begin at once; TrainingBusyError while another run is alive."""
    return _create(kind, options or {}, by, RunStatus.RUNNING)


def queue_run(*, kind: str, options: dict[str, Any], by: User | None = None) -> TrainingRun:
    """Take the lease for a worker to come; TrainingBusyError while another run is alive."""
    return _create(kind, options, by, RunStatus.QUEUED)


def _create(kind: str, options: dict[str, Any], by: User | None, status: RunStatus) -> TrainingRun:
    now = timezone.now()
    begun = status == RunStatus.RUNNING
    release_dead(now)
    try:
        with transaction.atomic():
            return TrainingRun.objects.create(
                kind=kind,
                options=options,
                status=status,
                lease_key=LEASE,
                resumable=not begun,
                owner=uuid.uuid4().hex if begun else "",
                starts=int(begun),
                requested_by=by,
                started_at=now if begun else None,
                heartbeat_at=now,
            )
    except IntegrityError as error:
        raise TrainingBusyError from error


def release_dead(now: datetime) -> None:
    """Take the lease from a run whose process has died, or which nobody ever took."""
    held = TrainingRun.objects.filter(lease_key=LEASE)
    ended: dict[str, Any] = {"lease_key": None, "finished_at": now, "owner": ""}
    with transaction.atomic():
        for status, resumable, patience, error in (
            (RunStatus.RUNNING, False, STALE, DEAD),
            (RunStatus.RUNNING, True, UNRESUMED, DEAD),
            (RunStatus.QUEUED, True, UNCLAIMED, FORGOTTEN),
        ):
            dead = held.filter(status=status, resumable=resumable, heartbeat_at__lt=now - patience)
            dead.update(**ended, status=RunStatus.FAILED, error=error)


def claim_run(run_id: int) -> TrainingRun | None:
    """Become the owner of a run that waits, or whose process has died; None if it is in good hands or has ended.

    One that has ended MOST_STARTS processes is given up.
    """
    now, owner = timezone.now(), uuid.uuid4().hex
    waiting = Q(status=RunStatus.QUEUED) | Q(status=RunStatus.RUNNING, heartbeat_at__lt=now - STALE)
    free = TrainingRun.objects.filter(waiting, pk=run_id, lease_key=LEASE)
    if free.filter(cancel_requested_at__isnull=False).update(
        lease_key=None, status=RunStatus.CANCELLED, finished_at=now, owner=""
    ):
        return None
    if free.filter(starts__gte=MOST_STARTS).update(
        lease_key=None, status=RunStatus.FAILED, error=DEADLY, finished_at=now, owner=""
    ):
        return None
    claimed = free.update(
        status=RunStatus.RUNNING, owner=owner, starts=F("starts") + 1, started_at=now, heartbeat_at=now
    )
    return TrainingRun.objects.get(pk=run_id, owner=owner) if claimed else None


def beat(run: TrainingRun, **values: Any) -> None:
    """Show a sign of life; TrainingCancelledError or LeaseLostError if the run is not to go on."""
    mine = TrainingRun.objects.filter(pk=run.pk, owner=run.owner, lease_key=LEASE)
    if not mine.filter(cancel_requested_at=None).update(heartbeat_at=timezone.now(), **values):
        raise TrainingCancelledError if mine.exists() else LeaseLostError


def report_progress(run: TrainingRun, done: float, message: str) -> None:
    """Write how far a run is (0–1), which is a sign of life too; errors as those of `beat`."""
    beat(run, progress=max(0.0, min(1.0, done)), message=message[:200])


def hold(run: TrainingRun) -> None:
    """Lock the run's row for the rest of the transaction; errors as those of `beat`.

    What is written in the same transaction is written by the owner of the lease, or not at all.
    """
    row = TrainingRun.objects.select_for_update().get(pk=run.pk)
    if row.lease_key is None or row.owner != run.owner:
        raise LeaseLostError
    if row.cancel_requested_at is not None:
        raise TrainingCancelledError


def finish_run(run: TrainingRun, versions: Sequence[ModelVersion], error: str = "") -> None:
    """Give the lease back with what was made; `error` says what failed beside it."""
    run.versions.set(versions)
    _end(run, status=RunStatus.DONE, progress=1, message="done", error=error[:500])


def fail_run(run: TrainingRun, error: BaseException) -> None:
    """Give the lease back with what went wrong."""
    _end(run, status=RunStatus.FAILED, error=f"{type(error).__name__}: {error}"[:500])


def cancel_run(run: TrainingRun) -> None:
    """Give the lease back as was wished."""
    _end(run, status=RunStatus.CANCELLED, message="cancelled")


def _end(run: TrainingRun, **values: Any) -> None:
    """Close the run, unless another process owns it now."""
    TrainingRun.objects.filter(pk=run.pk, owner=run.owner, lease_key=LEASE).update(
        lease_key=None, owner="", finished_at=timezone.now(), **values
    )
