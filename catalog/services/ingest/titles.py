"""From records to rows.

A record finds its title by its own name at its provider, by any of its external ids, else by likeness
(catalog.services.matching). Work goes in batches, one transaction each, so that an interrupted import keeps what it
finished and a second run goes on from there. A run in which nothing changed writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice

from django.conf import settings
from django.db import IntegrityError
from django.db.models import Q
from django.utils import timezone

from catalog.dedup.precedence import SourceFacts
from catalog.enums import Provider
from catalog.models import ExternalId, Offer, SourceRecord, Title, TitleStats
from catalog.providers.facts import facts_digest, record_key, to_facts
from catalog.providers.records import TitleRecord
from catalog.selectors.provenance import facts_of
from catalog.services.ingest.projection import assign, make_turn, write_titles
from catalog.services.ingest.relations import Turn
from catalog.services.matching import Match, match_records, suspect
from catalog.signals import titles_ingested
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version

BATCH = 250
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Sourced:
    """A record under its name at the provider; `title_id` says which title is meant where no external id can.

    A record that is not `whole` is a line of a list: it never takes the place of a whole one.
    """

    record: TitleRecord
    key: str = ""
    title_id: int | None = None
    whole: bool = True


@dataclass(slots=True)
class IngestReport:
    """What an import did; `title_ids` follows the order of the records, `touched` are those that changed in any way."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    title_ids: list[int] = field(default_factory=list)
    touched: list[int] = field(default_factory=list)

    def add(self, other: IngestReport) -> None:
        """Count a batch."""
        self.created += other.created
        self.updated += other.updated
        self.unchanged += other.unchanged
        self.title_ids += other.title_ids
        self.touched += other.touched


@dataclass(slots=True)
class _Item:
    """A record on its way."""

    source: Sourced
    key: str
    facts: dict[str, object]
    digest: str
    stored: SourceRecord | None = None
    title: Title | None = None
    match: Match | None = None


def ingest_titles(
    records: Iterable[TitleRecord | Sourced], *, provider: Provider, progress: Progress | None = None
) -> IngestReport:
    """Write what `provider` says; `progress` is called with the size of each finished batch."""
    report = IngestReport()
    for batch in _batches(records, BATCH):
        done = _ingest_once_more(batch, provider)
        report.add(done)
        if done.touched:
            titles_ingested.send(sender=Title, title_ids=done.touched)
        if progress is not None:
            progress(len(batch))
    if report.created or report.updated:
        bump_version("catalog")
    return report


def _batches(records: Iterable[TitleRecord | Sourced], size: int) -> Iterator[list[TitleRecord | Sourced]]:
    source = iter(records)
    while batch := list(islice(source, size)):
        yield batch


def _ingest_once_more(records: Sequence[TitleRecord | Sourced], provider: Provider) -> IngestReport:
    """Write one batch; again, if another process wrote one of its new titles or people at the same moment."""
    try:
        return _ingest_batch(records, provider)
    except IntegrityError:
        return _ingest_batch(records, provider)


@atomic_with_retry
def _ingest_batch(records: Sequence[TitleRecord | Sourced], provider: Provider) -> IngestReport:
    items = [_item(record, provider) for record in records]
    stored = {row.key: row for row in SourceRecord.objects.filter(provider=provider, key__in=[i.key for i in items])}
    for item in items:
        item.stored = stored.get(item.key)
    _touch([item.stored for item in items if item.stored and item.stored.digest == item.digest])
    told = [item for item in items if _is_news(item)]
    fresh = _find_titles(told)
    turns = _turns(told, provider)
    created = _create(fresh, turns)
    changed = write_titles(turns) - created
    _write_records(told, provider)
    suspect([item.title.pk for item in told if item.title and item.match is not None and not item.match.certain])
    known = {item.key: item.title.pk for item in told if item.title} | {
        row.key: row.title_id for row in stored.values() if row.key not in {item.key for item in told}
    }
    return IngestReport(
        created=len(created),
        updated=len(changed),
        unchanged=len(set(known.values())) - len(created) - len(changed),
        title_ids=[known[item.key] for item in items],
        touched=sorted(created | changed),
    )


def _is_news(item: _Item) -> bool:
    """Whether a record says something that is not known."""
    row = item.stored
    if row is None or (item.source.whole and not row.is_whole):
        return True
    return row.digest != item.digest and item.source.whole >= row.is_whole


def _item(record: TitleRecord | Sourced, provider: Provider) -> _Item:
    source = record if isinstance(record, Sourced) else Sourced(record)
    facts = to_facts(source.record)
    return _Item(source, source.key or record_key(provider, source.record), facts, facts_digest(facts))


def _touch(rows: Iterable[SourceRecord]) -> None:
    """Note that sources were asked and said the same; not more than once a day."""
    now = timezone.now()
    limit = now - timedelta(seconds=settings.SHORTEST_TOUCH)
    old = [row for row in rows if row.fetched_at < limit]
    if old:
        SourceRecord.objects.filter(pk__in=[row.pk for row in old]).update(fetched_at=now)
        titles = {row.title_id for row in old}
        Offer.objects.filter(title_id__in=titles, provider=old[0].provider).update(checked_at=now)


def _find_titles(items: Sequence[_Item]) -> list[Title]:
    """Give each item its title; returns those that are new and not saved yet."""
    ids = {row.title_id for item in items if (row := item.stored)} | {
        item.source.title_id for item in items if item.source.title_id
    }
    known = _by_external_id(items)
    _match(items, known)
    ids |= {item.match.title_id for item in items if item.match is not None and item.match.certain}
    by_id = Title.objects.in_bulk(ids)
    fresh: list[Title] = []
    for item in items:
        pairs = [(str(one.source), one.value) for one in item.source.record.external_ids]
        row = item.stored
        item.title = by_id.get(row.title_id if row else item.source.title_id or 0) or next(
            (known[pair] for pair in pairs if pair in known), None
        )
        if item.title is None and item.match is not None and item.match.certain:
            item.title = by_id[item.match.title_id]
        if item.title is None:
            item.title = Title()
            fresh.append(item.title)
        for pair in pairs:
            known.setdefault(pair, item.title)
    return fresh


def _match(items: Sequence[_Item], known: Mapping[tuple[str, str], Title]) -> None:
    """Ask likeness about the records that neither their own name nor an id leads to a title."""
    lost = [
        item
        for item in items
        if not (item.stored or item.source.title_id)
        and not any((str(one.source), one.value) in known for one in item.source.record.external_ids)
    ]
    for item, match in zip(lost, match_records([item.source.record for item in lost]), strict=True):
        item.match = match


def _by_external_id(items: Sequence[_Item]) -> dict[tuple[str, str], Title]:
    wanted: dict[str, set[str]] = {}
    for item in items:
        for one in item.source.record.external_ids:
            wanted.setdefault(str(one.source), set()).add(one.value)
    condition = Q()
    for source, values in wanted.items():
        condition |= Q(source=source, value__in=values)
    if not condition:
        return {}
    titles: dict[int, Title] = {}
    rows = ExternalId.objects.filter(condition).select_related("title").order_by("id")
    return {(row.source, row.value): titles.setdefault(row.title_id, row.title) for row in rows}


def _turns(items: Sequence[_Item], provider: Provider) -> list[Turn]:
    """One step for each title, over all records of the batch that speak of it."""
    titles = _lock(items) + _unsaved(items)
    before = facts_of([title.pk for title in titles if title.pk])
    own = _own_facts(items)
    turns = []
    for title in titles:
        said: Mapping[str, SourceFacts] = own.get(title.pk or 0, {})
        mine = [item for item in items if item.title is title]
        replaced = [said[item.key] for item in mine if item.key in said]
        kept = [one for one in before.get(title.pk or 0, ()) if not any(one.facts == old.facts for old in replaced)]
        latest = {item.key: SourceFacts(provider, item.facts) for item in mine}
        turns.append(make_turn(title, before.get(title.pk or 0, ()), [*kept, *latest.values()]))
    return turns


def _lock(items: Sequence[_Item]) -> list[Title]:
    """The titles that exist, read under a lock, so that two sources that speak of one title at once take turns."""
    ids = {item.title.pk for item in items if item.title is not None and item.title.pk}
    locked = {title.pk: title for title in Title.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    for item in items:
        if item.title is not None and item.title.pk:
            item.title = locked[item.title.pk]
    return list(locked.values())


def _unsaved(items: Sequence[_Item]) -> list[Title]:
    found: list[Title] = []
    for item in items:
        if item.title is not None and not item.title.pk and not any(item.title is other for other in found):
            found.append(item.title)
    return found


def _own_facts(items: Sequence[_Item]) -> dict[int, dict[str, SourceFacts]]:
    """What the stored twins of the items say, by title and key."""
    found: dict[int, dict[str, SourceFacts]] = {}
    for item in items:
        if row := item.stored:
            found.setdefault(row.title_id, {})[item.key] = SourceFacts(Provider(row.provider), row.facts)
    return found


def _create(fresh: Sequence[Title], turns: Sequence[Turn]) -> set[int]:
    """Save new titles with their fields and their empty sums."""
    for turn in turns:
        if not turn.title.pk:
            assign(turn)
    Title.objects.bulk_create(fresh)
    TitleStats.objects.bulk_create([TitleStats(title=title) for title in fresh])
    return {title.pk for title in fresh}


def _write_records(items: Sequence[_Item], provider: Provider) -> None:
    now: datetime = timezone.now()
    latest = {item.key: item for item in items}
    fresh: list[SourceRecord] = []
    changed: list[SourceRecord] = []
    for item in latest.values():
        row = item.stored or SourceRecord(provider=provider, key=item.key, title=item.title, likeness=_likeness(item))
        row.facts, row.digest, row.fetched_at, row.changed_at = item.facts, item.digest, now, now
        row.is_whole = item.source.whole
        (changed if row.pk else fresh).append(row)
    SourceRecord.objects.bulk_create(fresh, batch_size=500)
    SourceRecord.objects.bulk_update(
        changed, ["facts", "digest", "is_whole", "fetched_at", "changed_at"], batch_size=200
    )


def _likeness(item: _Item) -> dict[str, object]:
    """What led a record to its title, for the curator who doubts it."""
    match = item.match
    if match is None or not match.certain:
        return {}
    return {"score": round(match.score, 3), "reasons": [list(reason) for reason in match.reasons]}
