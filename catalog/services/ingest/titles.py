"""From records to rows.

A record finds its title by any of its external ids. Work goes in batches, one transaction each, so that an interrupted
import keeps what it finished and a second run goes on from there. A run in which nothing changed writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Q

from catalog.dedup.normalise import make_slug, sort_title
from catalog.enums import CreditRole
from catalog.models import ExternalId, Title, TitleStats
from catalog.providers.records import TitleRecord
from catalog.services.ingest.relations import write_relations
from catalog.signals import titles_ingested
from moviesite.common.versions import bump_version

BATCH = 250
Progress = Callable[[int], None]


@dataclass(slots=True)
class IngestReport:
    """What an import did; `title_ids` follows the order of the records."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    title_ids: list[int] = field(default_factory=list)


_EMPTY: tuple[Any, ...] = (None, "", [], {})
_FIELDS = (
    "kind",
    "is_anime",
    "title",
    "original_title",
    "sort_title",
    "slug",
    "year",
    "end_year",
    "release_date",
    "runtime",
    "seasons",
    "language",
    "spoken_languages",
    "overview",
    "certifications",
    "is_adult",
    "director",
)


def ingest_titles(
    records: Iterable[TitleRecord], *, progress: Progress | None = None, fill_only: bool = False
) -> IngestReport:
    """Write `records`; `progress` is called with the size of each finished batch.

    With `fill_only` a title that is there keeps what it says, and only its empty fields are filled: for sources that
    know less than the catalog.
    """
    report = IngestReport()
    for batch in _batches(records, BATCH):
        touched = _ingest_batch(batch, report, fill_only=fill_only)
        if touched:
            titles_ingested.send(sender=Title, title_ids=touched)
        if progress is not None:
            progress(len(batch))
    if report.created or report.updated:
        bump_version("catalog")
    return report


def _batches(records: Iterable[TitleRecord], size: int) -> Iterator[list[TitleRecord]]:
    source = iter(records)
    while batch := list(islice(source, size)):
        yield batch


@transaction.atomic
def _ingest_batch(records: Sequence[TitleRecord], report: IngestReport, *, fill_only: bool) -> list[int]:
    """Write one batch and return the ids of titles that changed in any way."""
    known = _find_known(records)
    fresh: list[Title] = []
    changed: list[Title] = []
    titles: list[Title] = []
    for record in records:
        title = next((known[key] for key in _keys(record) if key in known), None)
        if title is None:
            title = Title()
            fresh.append(title)
            for key in _keys(record):
                known[key] = title
            _assign(title, record)
        elif _assign(title, record, fill_only=fill_only) and title.pk and title not in changed:
            changed.append(title)
        titles.append(title)
    Title.objects.bulk_create(fresh)
    Title.objects.bulk_update(changed, _FIELDS)
    TitleStats.objects.bulk_create([TitleStats(title=title) for title in fresh])
    related = write_relations(list(zip(titles, records, strict=True)))
    fresh_ids = {title.pk for title in fresh}
    changed_ids = ({title.pk for title in changed} | related) - fresh_ids
    report.created += len(fresh_ids)
    report.updated += len(changed_ids)
    report.unchanged += len({title.pk for title in titles}) - len(fresh_ids) - len(changed_ids)
    report.title_ids += [title.pk for title in titles]
    return sorted(fresh_ids | changed_ids)


def _keys(record: TitleRecord) -> list[tuple[str, str]]:
    return [(str(item.source), item.value) for item in record.external_ids]


def _find_known(records: Sequence[TitleRecord]) -> dict[tuple[str, str], Title]:
    wanted: dict[str, set[str]] = {}
    for record in records:
        for source, value in _keys(record):
            wanted.setdefault(source, set()).add(value)
    condition = Q()
    for source, values in wanted.items():
        condition |= Q(source=source, value__in=values)
    if not condition:
        return {}
    rows = ExternalId.objects.filter(condition).select_related("title")
    titles: dict[int, Title] = {}
    return {(row.source, row.value): titles.setdefault(row.title_id, row.title) for row in rows}


def _assign(title: Title, record: TitleRecord, *, fill_only: bool = False) -> bool:
    """Put what the record knows into the title; True if that changed anything."""
    changed = False
    for name, value in _values(record).items():
        if value in _EMPTY and title.pk:
            continue
        if fill_only and (isinstance(value, bool) or getattr(title, name) not in _EMPTY):
            continue
        if getattr(title, name) != value:
            setattr(title, name, value)
            changed = True
    return changed


def _values(record: TitleRecord) -> dict[str, Any]:
    directors = [item.name for item in record.credits if item.role in {CreditRole.DIRECTOR, CreditRole.CREATOR}]
    return {
        "kind": str(record.kind),
        "is_anime": record.is_anime,
        "title": record.title[:255],
        "original_title": (record.original_title or record.title)[:255],
        "sort_title": sort_title(record.title),
        "slug": make_slug(record.title, record.year),
        "year": record.year,
        "end_year": record.end_year,
        "release_date": record.release_date,
        "runtime": record.runtime,
        "seasons": record.seasons,
        "language": record.language,
        "spoken_languages": list(record.spoken_languages),
        "overview": record.overview,
        "certifications": dict(record.certifications),
        "is_adult": record.is_adult,
        "director": ", ".join(directors[:2])[:160],
    }
