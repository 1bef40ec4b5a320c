"""Imports as jobs: uploading a file, queueing what is to be done, keeping count."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from moviesite.common.errors import DomainError
from moviesite.common.text import one_line
from ratings.enums import ImportPolicy, ImportState, ItemState
from ratings.exceptions import ImportNotFoundError, ImportStateError, ImportTooLargeError
from ratings.models import ImportItem, ImportJob, ImportPart

PART = 512 * 1024  # bytes in one row: below the smallest packet limit of the three databases


@transaction.atomic
def start_import(*, member: User, name: str, chunks: Iterable[bytes]) -> ImportJob:
    """Keep an uploaded file for reading. ImportTooLargeError, or DomainError on `file` for an empty one.

    One import of a member is on its way at a time: ImportStateError while another is being read or written.
    """
    User.objects.select_for_update().get(pk=member.pk)
    if ImportJob.objects.filter(user=member, state__in=ImportState.busy()).exists():
        raise ImportStateError(_("Another import is still on its way."))
    data = bytearray()
    for chunk in chunks:
        data += chunk
        if len(data) > settings.IMPORT_MAX_BYTES:
            raise ImportTooLargeError(
                errors={"file": [_("At most %(n)s MB.") % {"n": settings.IMPORT_MAX_BYTES // 1024**2}]}
            )
    if not data:
        raise DomainError(_("Some fields are not valid."), errors={"file": [_("The file is empty.")]})
    job = ImportJob.objects.create(
        user=member,
        file_name=one_line(name.replace("\\", "/").rpartition("/")[2])[:120] or "file",
        sha256=hashlib.sha256(data).hexdigest(),
    )
    parts = range(0, len(data), PART)
    ImportPart.objects.bulk_create(
        [ImportPart(job=job, number=number, data=bytes(data[at : at + PART])) for number, at in enumerate(parts)],
        batch_size=4,
    )
    return job


@transaction.atomic
def begin_apply(*, member: User, job_id: int, policy: ImportPolicy) -> ImportJob:
    """Have what was found written. ImportStateError unless the import waits for that, or found more since."""
    job = own_job(member, job_id)
    if job.state not in {ImportState.PREVIEW, ImportState.DONE}:
        raise ImportStateError
    ready = job.items.filter(state=ItemState.MATCHED).count()
    if not ready:
        raise ImportStateError(_("There is nothing to write."))
    job.policy, job.state, job.total, job.done, job.found_later = policy, ImportState.APPLYING, ready, 0, 0
    job.save()
    return job


@transaction.atomic
def begin_undo(*, member: User, job_id: int) -> ImportJob:
    """Have everything taken back that the import wrote. ImportStateError unless it was applied."""
    job = own_job(member, job_id)
    if job.state != ImportState.DONE:
        raise ImportStateError
    job.state, job.done, job.found_later = ImportState.UNDOING, 0, 0
    job.total = job.items.filter(state=ItemState.APPLIED).count()
    job.save()
    return job


def own_job(member: User, job_id: int) -> ImportJob:
    """A member's import, locked; ImportNotFoundError if it is not theirs."""
    job = ImportJob.objects.select_for_update().filter(pk=job_id, user=member).first()
    if job is None:
        raise ImportNotFoundError
    return job


def fail(job_id: int, sentence: str) -> None:
    """End an import with a sentence for its member; the file is not kept."""
    ImportPart.objects.filter(job_id=job_id).delete()
    ImportJob.objects.filter(pk=job_id).update(
        state=ImportState.FAILED, error=sentence[:300], updated_at=timezone.now()
    )


def count_items(job_id: int) -> dict[str, dict[str, int]]:
    """How many items of each kind are in which state."""
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    rows = ImportItem.objects.filter(job_id=job_id).order_by().values_list("kind", "state").annotate(n=Count("id"))
    for kind, state, number in rows:
        counts[kind][state] = number
    return dict(counts)


def save_items(items: Sequence[ImportItem]) -> None:
    """Write what became of some items."""
    ImportItem.objects.bulk_update(items, ["state", "reason", "effect"], batch_size=250)
