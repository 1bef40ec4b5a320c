"""Taking back what an import wrote: exactly that, and nothing that the member has changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import User
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version
from ratings.enums import ImportState, ItemState, SavedKind
from ratings.importers.rows import RowKind
from ratings.models import DiaryEntry, ImportItem, ImportJob, ListEntry, Rating, Review, SavedTitle, TitleList
from ratings.services.bulk import Change, remove_saved, write_ratings
from ratings.services.imports.jobs import count_items, save_items
from ratings.services.reviews import delete_review

BATCH = 500
UNDONE, CHANGED = "Taken back", "Left: you have changed it since"


def undo_import(*, job_id: int, now: datetime | None = None) -> None:
    """Take back every written line, the last first."""
    while _undo_batch(job_id, now or timezone.now()):
        pass
    _finish(job_id, now or timezone.now())


@atomic_with_retry
def _undo_batch(job_id: int, now: datetime) -> bool:
    job = ImportJob.objects.select_for_update().filter(pk=job_id, state=ImportState.UNDOING).first()
    if job is None:
        return False
    member = User.objects.select_for_update().get(pk=job.user_id)
    items = list(job.items.filter(state=ItemState.APPLIED).order_by("-id")[:BATCH])
    if not items:
        return False
    by_kind: dict[str, list[ImportItem]] = defaultdict(list)
    for item in items:
        by_kind[item.kind].append(item)
    for kind, group in by_kind.items():
        undone = _UNDOERS[RowKind(kind)](member, group, now)
        for item in group:
            item.state, item.reason = ItemState.SKIPPED, UNDONE if item.pk in undone else CHANGED
    save_items(items)
    ImportJob.objects.filter(pk=job_id).update(done=F("done") + len(items), updated_at=now)
    transaction.on_commit(lambda: bump_version(f"ratings:{member.pk}"))
    return True


@atomic_with_retry
def _finish(job_id: int, now: datetime) -> None:
    job = ImportJob.objects.select_for_update().filter(pk=job_id, state=ImportState.UNDOING).first()
    if job is not None:
        job.state, job.undone_at, job.counts, job.done = ImportState.UNDONE, now, count_items(job_id), job.total
        job.save()


def _ratings(member: User, items: Sequence[ImportItem], now: datetime) -> set[int]:
    """Ratings that still say what was written go, or become again what they were."""
    rows = {row.title_id: row for row in Rating.objects.filter(user=member, title_id__in=[i.title_id for i in items])}
    changes: dict[int, Change] = {}
    undone: set[int] = set()
    for item in items:
        row, effect = rows.get(item.title_id or 0), item.effect
        if row is None or row.value != effect["value"] or row.updated_at != datetime.fromisoformat(effect["at"]):
            continue
        at = datetime.fromisoformat(effect["old_at"]) if effect["old_at"] else now
        changes[row.title_id] = Change(effect["old"], at)
        undone.add(item.pk)
    write_ratings(member=member, changes=changes, source="undo")
    return undone


def _viewings(member: User, items: Sequence[ImportItem], now: datetime) -> set[int]:
    marked = [item for item in items if "saved" in item.effect]  # of no day: they went to what was seen
    told = {item.effect["entry"]: item for item in items if "entry" in item.effect}
    rows = DiaryEntry.objects.filter(user=member, pk__in=list(told))
    same = [row.pk for row in rows if row.updated_at == datetime.fromisoformat(told[row.pk].effect["at"])]
    DiaryEntry.objects.filter(pk__in=same).delete()
    return {told[pk].pk for pk in same} | _shelves(member, marked, now)


def _shelves(member: User, items: Sequence[ImportItem], now: datetime) -> set[int]:
    told = {item.effect["saved"]: item for item in items}
    rows = list(SavedTitle.objects.filter(user=member, pk__in=list(told)))
    for kind in SavedKind:
        title_ids = [row.title_id for row in rows if row.kind == kind]
        remove_saved(member=member, kind=kind, title_ids=title_ids, now=now)
    return {told[row.pk].pk for row in rows}


def _reviews(member: User, items: Sequence[ImportItem], now: datetime) -> set[int]:
    told = {item.effect["review"]: item for item in items}
    undone: set[int] = set()
    for review in Review.objects.filter(user=member, pk__in=list(told)):
        item = told[review.pk]
        if review.updated_at == datetime.fromisoformat(item.effect["at"]):
            delete_review(member=member, review_id=review.pk)
            undone.add(item.pk)
    return undone


def _entries(member: User, items: Sequence[ImportItem], now: datetime) -> set[int]:
    told = {item.effect["entry"]: item for item in items}
    rows = ListEntry.objects.filter(list__owner=member, pk__in=list(told))
    there = list(rows.values_list("pk", flat=True))
    rows.delete()
    _lists(member, [item for item in items if "list" in item.effect], now)
    return {told[pk].pk for pk in there}


def _lists(member: User, items: Sequence[ImportItem], now: datetime) -> set[int]:
    """Lists that the import made go if nothing is on them."""
    told = {item.effect["list"]: item for item in items}
    empty = TitleList.objects.filter(owner=member, pk__in=list(told), entries=None)
    gone = list(empty.values_list("pk", flat=True))
    TitleList.objects.filter(pk__in=gone).delete()
    return {told[pk].pk for pk in gone}


_UNDOERS: Mapping[RowKind, Callable[[User, Sequence[ImportItem], datetime], set[int]]] = {
    RowKind.RATING: _ratings,
    RowKind.VIEWING: _viewings,
    RowKind.WATCHLIST: _shelves,
    RowKind.LIKE: _shelves,
    RowKind.FAVORITE: _shelves,
    RowKind.REVIEW: _reviews,
    RowKind.LIST: _lists,
    RowKind.LIST_ENTRY: _entries,
}
