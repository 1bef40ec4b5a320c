"""What keeps the catalog in step with the providers by itself. Everything here is harmless where a provider is switched
off, and where another process is at it already."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from catalog.enums import CrawlReason, CrawlState, Provider, RunState
from catalog.exceptions import SyncRunBusyError, SyncRunLostError
from catalog.models import CrawlJob, SourceRecord, SyncRun, Title
from catalog.providers.errors import ProviderOffError
from catalog.providers.registry import all_providers, get_provider
from catalog.providers.tmdb.provider import TmdbProvider
from catalog.services.crawling.purging import purge_records
from catalog.services.crawling.queue import enqueue, revive_jobs
from catalog.services.crawling.runs import begin_run
from catalog.services.crawling.sources import Source, changed, trending
from catalog.services.crawling.sync import run_sync
from catalog.services.crawling.taking import halt_of
from catalog.services.crawling.working import Bounds
from catalog.services.platforms import ensure_platforms
from moviesite.common.http.errors import UpstreamError
from moviesite.common.http.status import Circuit

log = structlog.get_logger(__name__)

SECONDS = 20.0  # of a minute, so that other work of the same process has its turn
STALE_PORTION, POPULAR_PORTION = 500, 150
OFFERS_KEPT = timedelta(days=7)
TRENDING_PAGES = 3
REVIVED_AFTER = timedelta(days=7)  # what was given up is asked for once more before it must be forgotten


def work_queue(*, provider: Provider, seconds: float = SECONDS) -> SyncRun | None:
    """Do jobs of a provider for some seconds; None where there is nothing to do or nobody to ask."""
    source = get_provider(provider.value)
    if not source.is_on() or source.status().circuit == Circuit.OPEN or not _is_due(provider):
        return None
    return _quietly(provider, "queue", None, bounds=Bounds(deadline=time.monotonic() + seconds))


def queue_changes() -> SyncRun | None:
    """Put into the queue what changed at TMDB since this was last done."""
    source = TmdbProvider()
    if not source.is_on():
        return None
    since, until = last_changes_day(), timezone.now().date()
    given = {"since": since.isoformat(), "until": until.isoformat()}
    return _quietly(Provider.TMDB, "changes", changed(source, since, until), CrawlReason.CHANGES, given=given)


def last_changes_day() -> date:
    """The day from which changes are to be asked for."""
    done = SyncRun.objects.filter(provider=Provider.TMDB, mode="changes", state=RunState.FINISHED).order_by("-id")
    last = done.values_list("started_at", flat=True).first()
    return last.date() if last else timezone.now().date() - timedelta(days=1)


def queue_trending() -> SyncRun | None:
    """Put into the queue what is trending at TMDB, as far as it is not known well."""
    source = TmdbProvider()
    if not source.is_on():
        return None
    return _quietly(Provider.TMDB, "trending", trending(source, "day", TRENDING_PAGES), CrawlReason.TRENDING)


def refresh_platforms(*, country: str = "IN") -> SyncRun | None:
    """Get to know the platforms of a country by the names TMDB has for them; their numbers there change."""
    source = TmdbProvider()
    if not source.is_on():
        return None
    try:
        run = begin_run(provider=Provider.TMDB, mode="platforms")
    except SyncRunBusyError:
        return None
    try:
        known = ensure_platforms(names=[listing.name for listing in source.watch_providers(country)])
    except (UpstreamError, ProviderOffError) as error:
        halt = halt_of(error)
        run.end(halt.state, halt.word)
        return run.row
    run.count(done=len(known))
    run.end(RunState.FINISHED)
    return run.row


def queue_stale(*, limit: int = STALE_PORTION) -> int:
    """Ask for what is older than REFRESH_AFTER_DAYS, the oldest first; returns how many jobs are new."""
    before = timezone.now() - timedelta(days=settings.REFRESH_AFTER_DAYS)
    added = 0
    for source in all_providers():
        if source.is_on():
            lately = CrawlJob.objects.filter(provider=source.name, key=OuterRef("key")).filter(
                Q(finished_at=None) | Q(finished_at__gte=timezone.now() - REVIVED_AFTER)
            )
            rows = SourceRecord.objects.filter(~Exists(lately), provider=source.name, fetched_at__lt=before)
            added += _queue_rows(
                source.name, list(rows.order_by("fetched_at", "id").values_list("key", flat=True)[:limit])
            )
    return added


def queue_popular(*, limit: int = POPULAR_PORTION) -> int:
    """Ask TMDB again about the titles that most people look for: where they can be watched changes every week."""
    if not TmdbProvider().is_on():
        return 0
    before = timezone.now() - OFFERS_KEPT
    record = SourceRecord.objects.filter(provider=Provider.TMDB, title=OuterRef("pk"), is_whole=True).order_by("id")
    titles = (
        Title.objects.published()
        .annotate(key=Subquery(record.values("key")[:1]), asked_at=Subquery(record.values("fetched_at")[:1]))
        .order_by("-stats__trend", "-stats__rating_count", "pk")[:limit]
    )
    keys = [key for key, asked_at in titles.values_list("key", "asked_at") if key and asked_at < before]
    return enqueue(provider=Provider.TMDB, keys=keys, reason=CrawlReason.STALE) if keys else 0


def purge_overdue() -> SyncRun | None:
    """Forget what TMDB's terms do not allow to be kept, whether TMDB is switched on or not."""
    try:
        return purge_records(provider=Provider.TMDB)
    except (SyncRunBusyError, SyncRunLostError):
        return None


def _queue_rows(provider: Provider, keys: list[str]) -> int:
    """Ask for `keys`; what was given up some time ago gets another chance."""
    if not keys:
        return 0
    dead = CrawlJob.objects.filter(provider=provider, key__in=keys, state=CrawlState.DEAD)
    revived = revive_jobs(job_ids=dead.values_list("pk", flat=True))
    return enqueue(provider=provider, keys=keys, reason=CrawlReason.STALE) + revived


def _is_due(provider: Provider) -> bool:
    now = timezone.now()
    jobs = CrawlJob.objects.filter(provider=provider)
    waiting = jobs.filter(state=CrawlState.WAITING, next_try_at__lte=now)
    return waiting.exists() or jobs.filter(state=CrawlState.RUNNING, leased_until__lt=now).exists()


def _quietly(
    provider: Provider,
    mode: str,
    source: Source | None,
    reason: CrawlReason = CrawlReason.CURATOR,
    *,
    given: Mapping[str, Any] | None = None,
    bounds: Bounds | None = None,
) -> SyncRun | None:
    """A run, unless somebody else is at it."""
    try:
        run = run_sync(provider=provider, mode=mode, source=source, reason=reason, given=given, bounds=bounds)
    except (SyncRunBusyError, SyncRunLostError) as error:
        log.info("crawl.left_to_another", provider=provider.value, mode=mode, why=type(error).__name__)
        return None
    if run.error:
        log.warning("crawl.cut_off", provider=provider.value, mode=mode, why=run.error)
    return run
