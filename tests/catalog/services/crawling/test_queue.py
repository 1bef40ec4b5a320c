"""The crawl queue: order, leases, attempts, and several workers at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from catalog.enums import CrawlReason, CrawlState, Provider
from catalog.models import CrawlJob
from catalog.services.crawling.queue import (
    LONGEST_PAUSE,
    MAX_ATTEMPTS,
    claim_jobs,
    drop_jobs,
    enqueue,
    fail_job,
    finish_jobs,
    pause_after,
    release_jobs,
    revive_jobs,
)
from tests.processes import run_in_processes

pytestmark = pytest.mark.django_db
TMDB = Provider.TMDB


def keys(limit: int = 10) -> list[str]:
    """What is claimed next."""
    return [job.key for job in claim_jobs(provider=TMDB, limit=limit)]


def states() -> dict[str, str]:
    """The state of every job by its key."""
    return dict(CrawlJob.objects.values_list("key", "state"))


def put(*names: str, reason: CrawlReason = CrawlReason.STALE) -> int:
    """Ask TMDB."""
    return enqueue(provider=TMDB, keys=names, reason=reason)


def test_the_urgent_goes_first_then_the_older() -> None:
    put("a", "b", reason=CrawlReason.BOOTSTRAP)
    put("c", reason=CrawlReason.MISS)
    put("d", reason=CrawlReason.STALE)

    assert (keys(2), keys()) == (["c", "d"], ["a", "b"])


def test_a_job_is_asked_for_once_and_moves_up() -> None:
    assert put("a", "a", "b", reason=CrawlReason.BOOTSTRAP) == 2
    assert put("b", reason=CrawlReason.MISS) == 0
    assert put("b", reason=CrawlReason.BOOTSTRAP) == 0

    assert CrawlJob.objects.count() == 2
    assert keys(1) == ["b"]


def test_what_was_done_waits_again_when_asked_for() -> None:
    put("a")
    finish_jobs(jobs=claim_jobs(provider=TMDB, limit=1))

    assert states() == {"a": "done"}
    assert put("a", reason=CrawlReason.BOOTSTRAP) == 1
    assert CrawlJob.objects.get().attempts == 0


def test_what_runs_is_left_to_finish() -> None:
    put("a")
    [job] = claim_jobs(provider=TMDB, limit=1)

    assert put("a", reason=CrawlReason.MISS) == 0
    assert keys() == []
    assert finish_jobs(jobs=[job]) == 1


def test_a_failed_job_comes_later_and_is_given_up_in_the_end() -> None:
    put("a")
    for attempt in range(1, MAX_ATTEMPTS + 1):
        CrawlJob.objects.update(next_try_at=timezone.now())
        [job] = claim_jobs(provider=TMDB, limit=1)
        assert job.attempts == attempt
        state = fail_job(job=job, error="hung")
        assert keys() == []

    assert (state, states()) == (CrawlState.DEAD, {"a": "dead"})
    assert put("a", reason=CrawlReason.BOOTSTRAP) == 0
    assert put("a", reason=CrawlReason.MISS) == 1


def test_curators_revive_and_drop() -> None:
    put("a", "b", "c")
    first, second, _third = claim_jobs(provider=TMDB, limit=3)
    fail_job(job=first, error="no such film", final=True)
    fail_job(job=second, error="broken", final=True)

    assert revive_jobs(job_ids=[first.pk, _third.pk]) == 1
    assert drop_jobs(job_ids=[second.pk, _third.pk]) == 1
    assert states() == {"a": "waiting", "c": "running"}


def test_released_jobs_keep_their_attempts() -> None:
    put("a")
    until = timezone.now() + timedelta(hours=1)
    release_jobs(jobs=claim_jobs(provider=TMDB, limit=1), until=until)

    job = CrawlJob.objects.get()
    assert (job.state, job.attempts, job.next_try_at) == ("waiting", 0, until)


def test_a_dead_workers_jobs_are_taken_over_and_its_late_word_is_not_heard() -> None:
    put("a")
    [lost] = claim_jobs(provider=TMDB, limit=1)
    CrawlJob.objects.update(leased_until=timezone.now() - timedelta(seconds=1))

    [taken] = claim_jobs(provider=TMDB, limit=1)

    assert (taken.attempts, taken.lease == lost.lease) == (2, False)
    assert finish_jobs(jobs=[lost]) == 0
    fail_job(job=lost, error="late")
    assert states() == {"a": "running"}
    assert finish_jobs(jobs=[taken]) == 1


def test_what_kills_its_workers_is_given_up() -> None:
    put("a")
    for _ in range(MAX_ATTEMPTS):
        assert keys() == ["a"]
        CrawlJob.objects.update(leased_until=timezone.now() - timedelta(seconds=1))

    assert keys() == []
    assert list(CrawlJob.objects.values_list("state", "error")) == [("dead", "its workers died")]


def test_pauses_grow_and_obey_the_provider() -> None:
    bounds = [pause_after(attempt).total_seconds() for attempt in (1, 2, 3)]

    assert 30 <= bounds[0] <= 60
    assert 120 <= bounds[1] <= 240
    assert 480 <= bounds[2] <= 960
    assert pause_after(20) <= LONGEST_PAUSE
    assert pause_after(1, retry_after=7200) == timedelta(hours=2)


def _drain(limit: int) -> list[str]:
    found: list[str] = []
    while jobs := claim_jobs(provider=TMDB, limit=limit):
        found += [job.key for job in jobs]
        finish_jobs(jobs=jobs)
    return found


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_workers_never_share_a_job() -> None:
    put(*(f"movie/{number}" for number in range(120)))

    shares = run_in_processes(_drain, [(7,), (7,), (5,), (3,)])

    taken = [key for share in shares for key in share]
    assert sorted(taken) == sorted(f"movie/{number}" for number in range(120))
    assert CrawlJob.objects.filter(state=CrawlState.DONE).count() == 120


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_asking_at_once_makes_one_job_each() -> None:
    run_in_processes(put, [tuple(f"movie/{number}" for number in range(60))] * 4)

    assert (CrawlJob.objects.count(), len(keys(100))) == (60, 60)
