"""Matches that members choose, and titles that are found later."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from catalog.models import Title
from catalog.selectors.titles import require_published
from moviesite.events.bus import publish
from ratings.enums import ImportState, ItemState
from ratings.exceptions import ImportNotFoundError, ImportStateError
from ratings.importers.rows import ImportedRow, RowKind
from ratings.models import ImportItem, ImportJob
from ratings.services.imports.jobs import count_items, own_job
from ratings.services.imports.matching import Match, find_titles
from ratings.services.imports.reading import state_of

CHOSEN, PASSED = "Chosen by you", "Left out by you"
_OPEN = (ItemState.MATCHED, ItemState.AMBIGUOUS, ItemState.UNMATCHED)


@transaction.atomic
def choose_title(*, member: User, job_id: int, item_id: int, title_id: int | None) -> ImportItem:
    """Say which title a line means, for it and every other line about the same film; None leaves them out.

    ImportNotFoundError for what is not theirs, ImportStateError once the line is written or while a worker is at it,
    TitleNotFoundError.
    """
    job = own_job(member, job_id)
    item = job.items.filter(pk=item_id).first()
    if item is None or item.kind == RowKind.LIST.value:
        raise ImportNotFoundError
    if job.state not in {ImportState.PREVIEW, ImportState.DONE}:
        raise ImportStateError
    if title_id is not None:
        require_published(title_id)
    same = job.items.filter(film_key=item.film_key)
    passed = same.filter(state=ItemState.SKIPPED, reason=PASSED)
    state = ItemState.SKIPPED if title_id is None else ItemState.MATCHED
    reason = PASSED if title_id is None else CHOSEN
    changes = {"state": state, "title_id": title_id, "score": 0.0 if title_id is None else 1.0, "reason": reason}
    if not same.filter(state__in=_OPEN).update(**changes) + passed.update(**changes):
        raise ImportStateError
    job.counts = count_items(job.pk)
    job.save()
    item.refresh_from_db()
    return item


def retry_unmatched(*, now: datetime | None = None) -> int:
    """Look again for titles of imports in a catalog that has grown since; returns how many films were found."""
    newest = Title.objects.aggregate(newest=Max("created_at"))["newest"]
    if newest is None:
        return 0
    waiting = ImportJob.objects.filter(
        state__in=(ImportState.PREVIEW, ImportState.DONE), retried_at__lt=newest, items__state=ItemState.UNMATCHED
    )
    job_ids = list(waiting.order_by("id").values_list("pk", flat=True).distinct())
    return sum(_retry(job_id, now or timezone.now()) for job_id in job_ids)


def _retry(job_id: int, now: datetime) -> int:
    """Match a job's unmatched films once more. Matching reads for long, so only the writing is a transaction."""
    items = ImportItem.objects.filter(job_id=job_id, state=ItemState.UNMATCHED)
    films = {key: ImportedRow.from_dict(row) for key, row in items.order_by("id").values_list("film_key", "row")}
    found = {key: match for key, match in find_titles(films).items() if match.title_id or match.candidates}
    with transaction.atomic():
        job = ImportJob.objects.select_for_update().get(pk=job_id)
        if job.state not in {ImportState.PREVIEW, ImportState.DONE}:
            return 0
        for key, match in found.items():
            _take(job, key, match)
        job.retried_at, job.counts = now, count_items(job_id)
        if job.state == ImportState.DONE:
            job.found_later += len(found)
            _tell_found(job, len(found))
        job.save()
    return len(found)


def _tell_found(job: ImportJob, found: int) -> None:
    if found:
        publish(
            "import_found",
            aggregate=f"member:{job.user_id}",
            payload={"job_id": job.pk, "user_id": job.user_id, "found": job.found_later},
        )


def _take(job: ImportJob, film_key: str, match: Match) -> None:
    job.items.filter(film_key=film_key, state=ItemState.UNMATCHED).update(
        state=state_of(match),
        title_id=match.title_id,
        candidates=list(match.candidates),
        score=match.score,
        reason=match.reason,
    )
