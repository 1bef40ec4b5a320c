"""Training runs: one at a time, with a heartbeat, so that a killed worker blocks nobody for long."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from recommender.enums import RunStatus
from recommender.exceptions import TrainingBusyError
from recommender.models import ModelVersion, TrainingRun

LEASE = "training"
STALE = timedelta(seconds=180)  # without a sign of life for that long a run has died


def start_run(*, kind: str, by: User | None = None) -> TrainingRun:
    """Take the lease; TrainingBusyError while another run is alive."""
    now = timezone.now()
    with transaction.atomic():
        dead = TrainingRun.objects.filter(lease_key=LEASE, heartbeat_at__lt=now - STALE)
        dead.update(
            lease_key=None, status=RunStatus.FAILED, error="The process that trained has ended.", finished_at=now
        )
    try:
        with transaction.atomic():
            return TrainingRun.objects.create(
                kind=kind,
                status=RunStatus.RUNNING,
                lease_key=LEASE,
                requested_by=by,
                started_at=now,
                heartbeat_at=now,
            )
    except IntegrityError as error:
        raise TrainingBusyError from error


def report_progress(run: TrainingRun, done: float, message: str) -> None:
    """Write how far a run is (0–1); this is its sign of life."""
    TrainingRun.objects.filter(pk=run.pk).update(
        progress=max(0.0, min(1.0, done)), message=message[:200], heartbeat_at=timezone.now()
    )


def finish_run(run: TrainingRun, versions: list[ModelVersion]) -> None:
    """Give the lease back with what was made."""
    run.versions.set(versions)
    TrainingRun.objects.filter(pk=run.pk).update(
        lease_key=None, status=RunStatus.DONE, progress=1, message="done", finished_at=timezone.now()
    )


def fail_run(run: TrainingRun, error: BaseException) -> None:
    """Give the lease back with what went wrong."""
    TrainingRun.objects.filter(pk=run.pk).update(
        lease_key=None,
        status=RunStatus.FAILED,
        error=f"{type(error).__name__}: {error}"[:500],
        finished_at=timezone.now(),
    )
