"""Writing what was found, some hundreds of lines at a time, so that an interrupted import goes on where it stopped."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from catalog.enums import TitleStatus
from catalog.models import Title
from catalog.services.stats import lock_many
from moviesite.common.transactions import atomic_with_retry
from moviesite.events.bus import publish
from ratings.enums import ImportPolicy, ImportState, ItemState
from ratings.importers.rows import RowKind
from ratings.models import ImportItem, ImportJob
from ratings.services.imports.jobs import count_items, save_items
from ratings.services.imports.writers import Batch, write_batch

BATCH = 500
#: Lists before their titles, viewings before the reviews that belong to them.
ORDER = (
    RowKind.RATING, RowKind.VIEWING, RowKind.FAVORITE, RowKind.LIKE, RowKind.WATCHLIST, RowKind.REVIEW, RowKind.LIST,
    RowKind.LIST_ENTRY,
)  # fmt: skip
TOP_FOUR = 4


def apply_import(*, job_id: int, now: datetime | None = None) -> None:
    """Write every line that has a title; lines written before are not touched again."""
    for kind in ORDER:
        while _apply_batch(job_id, kind, now or timezone.now()):
            pass
    _finish(job_id, now or timezone.now())


@atomic_with_retry
def _apply_batch(job_id: int, kind: RowKind, now: datetime) -> bool:
    """Write the next lines of a kind; False when there are none, or the import is no longer being applied."""
    job = ImportJob.objects.select_for_update().filter(pk=job_id, state=ImportState.APPLYING).first()
    if job is None:
        return False
    member = User.objects.select_for_update().get(pk=job.user_id)  # two imports of one member take turns
    items = list(job.items.filter(kind=kind.value, state=ItemState.MATCHED).order_by("id")[:BATCH])
    if not items:
        return False
    lock_many(item.title_id for item in items if item.title_id is not None)  # none of them is merged meanwhile
    shown = set(
        Title.objects.filter(pk__in={item.title_id for item in items}, status=TitleStatus.PUBLISHED).values_list(
            "pk", flat=True
        )
    )
    writable = [item for item in items if item.title_id in shown or kind is RowKind.LIST]
    for item in items:
        if item not in writable:
            item.state, item.reason = ItemState.FAILED, "The title is no longer here."
    write_batch(kind, Batch(member, writable, ImportPolicy(job.policy), job.source, now))
    save_items(items)
    ImportJob.objects.filter(pk=job_id).update(done=F("done") + len(items), updated_at=now)
    return True


@atomic_with_retry
def _finish(job_id: int, now: datetime) -> None:
    job = ImportJob.objects.select_for_update().filter(pk=job_id, state=ImportState.APPLYING).first()
    if job is None:
        return
    if job.applied_at is None:
        _tell_favorites(job)
    job.state, job.applied_at, job.counts, job.done = ImportState.DONE, now, count_items(job_id), job.total
    job.save()
    publish(
        "import_finished",
        aggregate=f"member:{job.user_id}",
        payload={
            "job_id": job.pk,
            "user_id": job.user_id,
            "written": _total(job, ItemState.APPLIED),
            "unmatched": _total(job, ItemState.UNMATCHED),
            "finished_at": now.isoformat(),
        },
    )


def _total(job: ImportJob, state: ItemState) -> int:
    return sum(states.get(state, 0) for states in job.counts.values())


def _tell_favorites(job: ImportJob) -> None:
    """The favourites of the profile, for whoever keeps top fours."""
    written = (ItemState.APPLIED, ItemState.ALREADY)
    items = ImportItem.objects.filter(job=job, kind=RowKind.FAVORITE.value, state__in=written, title__isnull=False)
    found = sorted(items, key=lambda item: (item.row.get("position", 99), item.pk))
    title_ids = list(dict.fromkeys(item.title_id for item in found))[:TOP_FOUR]
    if title_ids:
        publish(
            "favorites_imported",
            aggregate=f"member:{job.user_id}",
            payload={"user_id": job.user_id, "title_ids": title_ids, "source": job.source},
        )
