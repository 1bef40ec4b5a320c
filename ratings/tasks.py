"""Imports in the background."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import structlog
from celery import shared_task
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from kombu.exceptions import OperationalError

from ratings.enums import ImportState
from ratings.models import ImportJob
from ratings.services.imports.applying import apply_import
from ratings.services.imports.fixing import retry_unmatched
from ratings.services.imports.reading import read_import
from ratings.services.imports.undoing import undo_import
from ratings.services.review_counts import recount_author

log = structlog.get_logger(__name__)

PATIENCE = timedelta(minutes=10)  # without any progress, an import is taken up again
LEASE = 15 * 60


@shared_task(name="ratings.read_import")
def read_import_task(job_id: int, **_: Any) -> None:
    """Read and match an uploaded file."""
    read_import(job_id=job_id)


@shared_task(name="ratings.apply_import")
def apply_import_task(job_id: int, **_: Any) -> None:
    """Write what was found."""
    apply_import(job_id=job_id)


@shared_task(name="ratings.undo_import")
def undo_import_task(job_id: int, **_: Any) -> None:
    """Take back what was written."""
    undo_import(job_id=job_id)


@shared_task(name="ratings.retry_unmatched_imports")
def retry_unmatched_imports(**_: Any) -> None:
    """Look again for titles that were not in the catalog; one worker at a time."""
    if cache.add("ratings:retry-imports", 1, LEASE):
        try:
            retry_unmatched()
        finally:
            cache.delete("ratings:retry-imports")


@shared_task(name="ratings.recount_author")
def recount_author_task(user_id: int, after: int = 0, **_: Any) -> None:
    """Count the reviews of the titles that a member wrote about, chunk by chunk."""
    following = recount_author(user_id=user_id, after=after)
    if following is not None:
        recount_author_task.delay(user_id=user_id, after=following)


@shared_task(name="ratings.resume_imports")
def resume_imports(**_: Any) -> None:
    """Take up imports that a worker or the queue has lost."""
    stuck = ImportJob.objects.filter(state__in=ImportState.busy(), updated_at__lt=timezone.now() - PATIENCE)
    for job in stuck.order_by("id")[:50]:
        ImportJob.objects.filter(pk=job.pk).update(updated_at=timezone.now())
        queue_import(job)


_NEXT = {
    ImportState.UPLOADED: read_import_task,
    ImportState.MATCHING: read_import_task,
    ImportState.APPLYING: apply_import_task,
    ImportState.UNDOING: undo_import_task,
}


def queue_import(job: ImportJob) -> None:
    """Have the next step of an import done, once the present transaction has committed.

    Where the queue does not answer, `resume_imports` takes it up later.
    """
    task, job_id = _NEXT[ImportState(job.state)], job.pk

    def send() -> None:
        try:
            task.delay(job_id=job_id)
        except (OperationalError, OSError) as error:
            log.warning("ratings.import_not_queued", job=job_id, error=type(error).__name__)

    transaction.on_commit(send)
