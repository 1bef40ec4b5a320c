"""Work of the catalog that does not belong into a request."""

from __future__ import annotations

from typing import Any

import structlog
from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from catalog.enums import Provider
from catalog.services.crawling import upkeep
from catalog.services.festivals import refresh_festivals
from catalog.services.index_runs import ask_for_rebuild, stale_runs, work_on_run
from catalog.services.merging.upkeep import sweep_merges
from catalog.services.missed_searches import is_worth_noting, note_missed_search, prune_missed_searches
from catalog.services.search_index import refresh_weights

log = structlog.get_logger(__name__)


@shared_task(name="catalog.rebuild_search")
def rebuild_search(**_: Any) -> None:
    """Build the search index of titles anew, unless somebody is at it."""
    run, _fresh = ask_for_rebuild(subject="titles")
    work_on_run(run_id=run.pk)


@shared_task(name="catalog.work_on_index_run")
def work_on_index_run(run_id: int, **_: Any) -> None:
    """Do what a run asks for."""
    work_on_run(run_id=run_id)


@shared_task(name="catalog.resume_index_runs")
def resume_index_runs(**_: Any) -> None:
    """Take up rebuilds that a worker or the queue has lost."""
    for run in stale_runs():
        queue_index_run(run.pk)


@shared_task(name="catalog.refresh_search_weights")
def refresh_search_weights(**_: Any) -> None:
    """Let search know what has become popular."""
    refresh_weights()


@shared_task(name="catalog.refresh_festivals")
def refresh_festival_dates(**_: Any) -> None:
    """Keep the calendar of festivals filled ahead of time."""
    refresh_festivals()


def queue_index_run(run_id: int) -> None:
    """Have a run worked on, once the present transaction has committed.

    Where the queue does not answer, `resume_index_runs` takes it up later.
    """

    def send() -> None:
        try:
            work_on_index_run.delay(run_id=run_id)
        except (OperationalError, OSError) as error:
            log.warning("catalog.index_run_not_queued", run=run_id, error=type(error).__name__)

    transaction.on_commit(send)


@shared_task(name="catalog.sweep_merges")
def sweep_merged_titles(**_: Any) -> None:
    """Move what was written to a title while it became part of another."""
    moved = sweep_merges()
    if moved:
        log.info("catalog.merges_swept", merges=moved)


@shared_task(name="catalog.work_crawl_queue")
def work_crawl_queue(provider: str, **_: Any) -> None:
    """Ask one provider what waits to be asked, for a part of a minute."""
    upkeep.work_queue(provider=Provider(provider))


@shared_task(name="catalog.queue_changes")
def queue_changes(**_: Any) -> None:
    """Ask TMDB what has changed since yesterday."""
    upkeep.queue_changes()


@shared_task(name="catalog.queue_trending")
def queue_trending(**_: Any) -> None:
    """Ask TMDB what is trending."""
    upkeep.queue_trending()


@shared_task(name="catalog.refresh_platforms")
def refresh_platforms(**_: Any) -> None:
    """Know the platforms of India by their present names."""
    upkeep.refresh_platforms(country="IN")


@shared_task(name="catalog.queue_stale")
def queue_stale(**_: Any) -> None:
    """Have asked again what has grown old."""
    added = upkeep.queue_stale()
    if added:
        log.info("catalog.stale_queued", jobs=added)


@shared_task(name="catalog.queue_popular")
def queue_popular(**_: Any) -> None:
    """Have asked again where the most looked-for titles can be watched."""
    upkeep.queue_popular()


@shared_task(name="catalog.purge_records")
def purge_records(**_: Any) -> None:
    """Forget what may not be kept any longer."""
    upkeep.purge_overdue()


@shared_task(name="catalog.note_missed_search")
def note_miss(query: str, **_: Any) -> None:
    """Count what was looked for in vain."""
    note_missed_search(query=query)


@shared_task(name="catalog.prune_missed_searches")
def prune_misses(**_: Any) -> None:
    """Forget what was looked for in vain a month ago."""
    prune_missed_searches()


def queue_missed_search(query: str) -> None:
    """Have a miss counted by a worker: reading writes nothing. Where the queue does not answer it is not counted."""
    if is_worth_noting(query):
        try:
            note_miss.delay(query=query)
        except (OperationalError, OSError) as error:
            log.warning("catalog.miss_not_queued", error=type(error).__name__)
