"""Runs that are killed: whoever runs again ends where one clean run ends."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from catalog.enums import CrawlState, Provider, RunState
from catalog.models import CrawlJob, ExternalId, Person, Platform, SourceRecord, SyncRun, Title
from catalog.services.crawling import sync as sync_module
from catalog.services.crawling import taking, working
from catalog.services.crawling.plans import PLANS, Plan
from catalog.services.ingest import titles as ingest_module
from tests.catalog.services.crawling.world import age_leases, catalog, films, sync
from tests.fakes.server import FakeUpstream

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]
KEYS = [*films(range(1, 23)), "movie/999999", "tv/7"]
#: Where a process dies: in this function, at its n-th call, before or after it did its work.
POINTS = [
    (sync_module, "enqueue", 1, True),
    (working, "claim_jobs", 2, True),
    (taking, "ingest_titles", 1, False),
    (taking, "ingest_titles", 2, True),
    (ingest_module, "_ingest_batch", 2, True),
    (taking, "enqueue_enrichment", 2, True),
    (taking, "finish_jobs", 3, False),
    (taking, "finish_jobs", 3, True),
]


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PLANS, Provider.TMDB, Plan(threads=3, batch=8))


def _die(call: Callable[..., Any], at: int, is_after: bool) -> Callable[..., Any]:
    """`call`, whose n-th call kills the process."""
    calls = 0

    def deadly(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at and not is_after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = call(*args, **kwargs)
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return deadly


def _run_until_killed(module: Any, name: str, at: int, is_after: bool) -> int:
    """Sync in a process that dies; returns how it ended."""
    connections.close_all()
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        setattr(module, name, _die(getattr(module, name), at, is_after))
        sync(*KEYS)
    finally:
        os._exit(0)


def _forget_everything() -> None:
    for model in (CrawlJob, SyncRun, SourceRecord, ExternalId, Title, Person, Platform):
        model.objects.all().delete()


def test_a_run_that_was_killed_ends_like_a_clean_one(fake: FakeUpstream, others: None) -> None:
    sync(*KEYS)
    clean = catalog()
    for module, name, at, is_after in POINTS:
        _forget_everything()

        ended = _run_until_killed(module, name, at, is_after)
        age_leases()
        run = sync(*KEYS)

        assert (ended, run.state, run.error) == (-signal.SIGKILL, RunState.FINISHED, ""), name
        assert SyncRun.objects.count() == 1, name
        found = catalog()
        for part, rows in clean.items():
            assert found[part] == rows, (name, at, part)


def test_the_queue_alone_finishes_what_a_killed_run_began(fake: FakeUpstream, others: None) -> None:
    sync(*KEYS)
    clean = catalog()
    _forget_everything()

    ended = _run_until_killed(taking, "finish_jobs", 2, False)
    age_leases()
    sync_module.run_sync(provider=Provider.TMDB, mode="queue", source=None)

    assert ended == -signal.SIGKILL
    assert catalog() == clean
    tmdb = CrawlJob.objects.filter(provider=Provider.TMDB)
    assert set(tmdb.values_list("state", flat=True)) == {CrawlState.DONE}
