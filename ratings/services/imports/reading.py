"""From an uploaded file to matched lines."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice

import structlog
from django.db import transaction
from django.utils import timezone

from catalog.dedup.normalise import fold_case
from ratings.enums import ImportState, ItemState
from ratings.importers.errors import UnreadableUploadError
from ratings.importers.registry import Problems, detect, read
from ratings.importers.rows import ImportedRow, RowKind
from ratings.importers.upload import open_upload
from ratings.models import ImportItem, ImportJob, ImportPart
from ratings.services.imports.jobs import count_items, fail
from ratings.services.imports.matching import Match, find_titles

log = structlog.get_logger(__name__)
BATCH = 500


def read_import(*, job_id: int) -> None:
    """Read and match an uploaded file; a second time it starts over, so an interrupted reading can be repeated.

    A file that cannot be read ends the import with the sentence that says why.
    """
    started = ImportJob.objects.filter(pk=job_id, state__in=(ImportState.UPLOADED, ImportState.MATCHING)).update(
        state=ImportState.MATCHING, updated_at=timezone.now()
    )
    if not started:
        return
    job = ImportJob.objects.get(pk=job_id)
    problems = Problems([])
    try:
        data = b"".join(bytes(part) for part in job.parts.order_by("number").values_list("data", flat=True))
        upload = open_upload(job.file_name, data)
        job.source = detect(upload).value
        rows = list(_once(read(upload, problems)))
    except UnreadableUploadError as error:
        fail(job_id, str(error))
        return
    except Exception:
        log.exception("ratings.import_unreadable", job=job_id)
        fail(job_id, "The file could not be read. This is our fault; we have been told.")
        return
    job.items.all().delete()
    job.total, job.done = len(rows), 0
    job.save(update_fields=["source", "total", "done", "updated_at"])
    _write_items(job, rows)
    job.left_out = {
        "shown": [asdict(item) for item in problems.shown],
        "faults": problems.faults,
        "skipped": problems.skipped,
    }
    job.counts, job.state, job.retried_at = count_items(job.pk), ImportState.PREVIEW, timezone.now()
    with transaction.atomic():
        job.save()
        ImportPart.objects.filter(job=job).delete()


def _once(rows: Iterable[ImportedRow]) -> Iterator[ImportedRow]:
    """Each statement once, though exports repeat some."""
    seen: set[str] = set()
    for row in rows:
        if row.source_key not in seen:
            seen.add(row.source_key)
            yield row


def film_key_of(row: ImportedRow) -> str:
    """The same for all lines about one title."""
    parts = [row.imdb_id, row.mal_id, row.tmdb_id and f"{row.tmdb_kind}{row.tmdb_id}", fold_case(row.name), row.year]
    return hashlib.blake2b(repr(parts).encode(errors="replace"), digest_size=16).hexdigest()


def _write_items(job: ImportJob, rows: list[ImportedRow]) -> None:
    keys = [film_key_of(row) for row in rows]
    films = {key: row for key, row in zip(keys, rows, strict=True) if row.kind is not RowKind.LIST}
    matches = find_titles(films)
    pairs = iter(zip(keys, rows, strict=True))
    while batch := list(islice(pairs, BATCH)):
        with transaction.atomic():
            ImportItem.objects.bulk_create([_item(job, key, row, matches.get(key, Match())) for key, row in batch])
            job.done += len(batch)
            job.save(update_fields=["done", "updated_at"])


def _item(job: ImportJob, key: str, row: ImportedRow, match: Match) -> ImportItem:
    state, reason = state_of(match), match.reason
    if row.kind is RowKind.LIST:
        state, reason = ItemState.MATCHED, ""
    return ImportItem(
        job=job,
        kind=row.kind.value,
        row=row.as_dict(),
        state=state,
        title_id=match.title_id,
        film_key=key,
        candidates=list(match.candidates),
        score=match.score,
        reason=reason,
    )


def state_of(match: Match) -> ItemState:
    """Where a match leaves its lines."""
    if match.title_id is not None:
        return ItemState.MATCHED
    return ItemState.AMBIGUOUS if match.candidates else ItemState.UNMATCHED
