"""Forgetting: what a provider's terms do not allow to be kept any longer, and what it does not know any more.

The record goes, and with it everything that only it said: overview, people, pictures, videos, offers, others' ratings.
A title keeps its name and its ids, so that what members did with it keeps its title.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from catalog.enums import CrawlState, Provider, RunState
from catalog.models import CrawlJob, Person, SourceRecord, SyncRun, Title
from catalog.selectors.provenance import facts_of
from catalog.services.crawling.runs import begin_run
from catalog.services.crawling.taking import NOT_KNOWN
from catalog.services.ingest.projection import project_titles
from catalog.signals import titles_ingested
from moviesite.common.transactions import atomic_with_retry
from moviesite.common.versions import bump_version

PORTION = 100
RUNS_KEPT = timedelta(days=30)
#: So many of its records a provider may lose between two purges; if it claims more, it is the provider that is lost.
MOST_GONE, MOST_GONE_SHARE = 20, 0.05


def purge_records(*, provider: Provider = Provider.TMDB) -> SyncRun:
    """Forget records that were not refreshed for PURGE_AFTER_DAYS, and those the provider does not know any more."""
    run = begin_run(provider=provider, mode="purge")
    records = SourceRecord.objects.filter(provider=provider)
    gone = records.filter(Exists(_not_known())).count()
    believed = gone <= max(MOST_GONE, MOST_GONE_SHARE * records.count())
    overdue = records.filter(_overdue() | Q(Exists(_not_known()))) if believed else records.filter(_overdue())
    while ids := list(overdue.order_by("fetched_at", "id").values_list("pk", flat=True)[:PORTION]):
        forgotten, titles = forget_records(record_ids=ids)
        run.count(done=forgotten, updated=titles)
        run.tell()
    SyncRun.objects.filter(provider=provider, lease_key=None, finished_at__lt=timezone.now() - RUNS_KEPT).delete()
    run.end(RunState.FINISHED, "" if believed else f"{gone} titles not known there any more: too many to believe it.")
    return run.row


@atomic_with_retry
def forget_records(*, record_ids: Sequence[int]) -> tuple[int, int]:
    """Delete records and what only they said; returns how many went and how many titles that changed.

    Search forgets within the same transaction: a process that dies here leaves no word behind.
    """
    rows = SourceRecord.objects.filter(pk__in=record_ids)
    title_ids = sorted(set(rows.values_list("title_id", flat=True)))
    list(Title.objects.select_for_update().filter(pk__in=title_ids).order_by("pk"))
    before = facts_of(title_ids)
    people = _people_of(title_ids)
    count = rows.count()
    rows.delete()
    touched = project_titles(title_ids, before=before)
    Person.objects.filter(pk__in=people, tmdb_id__isnull=False, credits=None).delete()
    titles_ingested.send(sender=Title, title_ids=sorted(touched))
    bump_version("catalog")
    return count, len(touched)


def _overdue() -> Q:
    return Q(fetched_at__lt=timezone.now() - timedelta(days=settings.PURGE_AFTER_DAYS))


def _not_known() -> QuerySet[CrawlJob]:
    """The job of a record to which its provider last said that there is no such title."""
    return CrawlJob.objects.filter(
        provider=OuterRef("provider"), key=OuterRef("key"), state=CrawlState.DONE, error=NOT_KNOWN,
        finished_at__gt=OuterRef("fetched_at"),
    )  # fmt: skip


def _people_of(title_ids: Sequence[int]) -> list[int]:
    return list(Person.objects.filter(credits__title__in=title_ids).values_list("pk", flat=True).distinct())
