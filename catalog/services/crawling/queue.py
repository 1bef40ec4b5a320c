"""The queue in the database: putting in, taking out under a lease, what becomes of a job.

A job is a row for ever: asked for again, it is the same one. Taking and returning are single statements or short
transactions, so that any number of workers on any database never work on one job at once, and a worker that is killed
loses nothing but its lease.
"""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from catalog.enums import CrawlReason, CrawlState, Provider
from catalog.models import CrawlJob
from moviesite.common.transactions import atomic_with_retry

#: The lowest goes first.
PRIORITIES: dict[CrawlReason, int] = {reason: 10 * place for place, reason in enumerate(CrawlReason, start=1)}
MAX_ATTEMPTS = 5
LEASE = timedelta(minutes=5)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
BATCH = 500
#: For these a job that was given up is tried once more.
_REVIVING = frozenset({CrawlReason.MISS, CrawlReason.CURATOR, CrawlReason.CHANGES})


@atomic_with_retry
def enqueue(*, provider: Provider, keys: Iterable[str], reason: CrawlReason) -> int:
    """Ask for `keys`; returns how many jobs now wait that did not before.

    A job that waits already keeps its place, or gets the better one. One that is running is left to finish.
    """
    wanted = list(dict.fromkeys(keys))
    waiting = CrawlJob.objects.filter(provider=provider, state=CrawlState.WAITING)
    priority, now = PRIORITIES[reason], timezone.now()
    added = 0
    for start in range(0, len(wanted), BATCH):
        part = wanted[start : start + BATCH]
        before = waiting.filter(key__in=part).count()
        CrawlJob.objects.bulk_create(
            [CrawlJob(provider=provider, key=key, reason=reason, priority=priority, next_try_at=now) for key in part],
            ignore_conflicts=True,
        )
        finished = [CrawlState.DONE, *([CrawlState.DEAD] if reason in _REVIVING else [])]
        CrawlJob.objects.filter(provider=provider, key__in=part, state__in=finished).update(
            state=CrawlState.WAITING, reason=reason, priority=priority, attempts=0, next_try_at=now, error="",
            finished_at=None,
        )  # fmt: skip
        waiting.filter(key__in=part, priority__gt=priority).update(reason=reason, priority=priority)
        added += waiting.filter(key__in=part).count() - before
    return added


@atomic_with_retry
def claim_jobs(*, provider: Provider, limit: int, keys: Sequence[str] | None = None) -> list[CrawlJob]:
    """Take the most urgent jobs that are due, under a lease; jobs whose worker died are due again. With `keys`, of
    these alone.

    One that has cost its workers all its attempts is given up instead: it may be what kills them.
    """
    now = timezone.now()
    lost = Q(state=CrawlState.RUNNING, leased_until__lt=now)
    CrawlJob.objects.filter(lost, provider=provider, attempts__gte=MAX_ATTEMPTS).update(
        state=CrawlState.DEAD, lease="", error="its workers died", finished_at=now
    )
    due = CrawlJob.objects.filter(lost | Q(state=CrawlState.WAITING, next_try_at__lte=now), provider=provider)
    if keys is not None:
        due = due.filter(key__in=keys)
    if connection.features.has_select_for_update:
        due = due.select_for_update(skip_locked=connection.features.has_select_for_update_skip_locked)
    ids = [row.pk for row in due.order_by("priority", "next_try_at", "id")[:limit]]
    lease = secrets.token_hex(16)
    CrawlJob.objects.filter(pk__in=ids).update(
        state=CrawlState.RUNNING, lease=lease, leased_until=now + LEASE, attempts=F("attempts") + 1
    )
    return list(CrawlJob.objects.filter(lease=lease, pk__in=ids).order_by("priority", "next_try_at", "id"))


@atomic_with_retry
def finish_jobs(*, jobs: Sequence[CrawlJob], note: str = "") -> int:
    """Mark jobs as done; those whose lease was lost to another worker are left alone. Returns how many were done."""
    return _held(jobs).update(
        state=CrawlState.DONE, lease="", leased_until=None, error=note[:300], finished_at=timezone.now()
    )


@atomic_with_retry
def fail_job(*, job: CrawlJob, error: str, final: bool = False, retry_after: float | None = None) -> CrawlState:
    """Give a job back after it failed: later again, or given up after its last attempt or if `final`."""
    now = timezone.now()
    dead = final or job.attempts >= MAX_ATTEMPTS
    state = CrawlState.DEAD if dead else CrawlState.WAITING
    _held([job]).update(
        state=state,
        lease="",
        leased_until=None,
        error=error[:300],
        next_try_at=now if dead else now + pause_after(job.attempts, retry_after),
        finished_at=now if dead else None,
    )
    return state


@atomic_with_retry
def release_jobs(*, jobs: Sequence[CrawlJob], until: datetime) -> int:
    """Give jobs back untried, because the provider wants to be left alone until then; no attempt is counted."""
    return _held(jobs).update(
        state=CrawlState.WAITING, lease="", leased_until=None, next_try_at=until, attempts=F("attempts") - 1
    )


def revive_jobs(*, job_ids: Iterable[int]) -> int:
    """Try jobs again that were given up; returns how many."""
    return CrawlJob.objects.filter(pk__in=list(job_ids), state=CrawlState.DEAD).update(
        state=CrawlState.WAITING, reason=CrawlReason.CURATOR, priority=PRIORITIES[CrawlReason.CURATOR], attempts=0,
        next_try_at=timezone.now(), error="", finished_at=None,
    )  # fmt: skip


@atomic_with_retry
def hurry_jobs(*, job_ids: Iterable[int]) -> int:
    """Ask again, or at last, before what nobody waits for; one that is running is left to finish. Returns how many."""
    jobs = CrawlJob.objects.filter(pk__in=list(job_ids))
    priority, now = PRIORITIES[CrawlReason.CURATOR], timezone.now()
    waiting = jobs.filter(state=CrawlState.WAITING)
    hurried = waiting.filter(priority__lt=priority).update(next_try_at=now)
    hurried += waiting.filter(priority__gte=priority).update(
        reason=CrawlReason.CURATOR, priority=priority, next_try_at=now
    )
    return hurried + jobs.filter(state__in=[CrawlState.DONE, CrawlState.DEAD]).update(
        state=CrawlState.WAITING, reason=CrawlReason.CURATOR, priority=priority, attempts=0, next_try_at=now, error="",
        finished_at=None,
    )  # fmt: skip


def drop_jobs(*, job_ids: Iterable[int]) -> int:
    """Forget jobs that wait or were given up; returns how many."""
    dropped, _ = CrawlJob.objects.filter(pk__in=list(job_ids)).exclude(state=CrawlState.RUNNING).delete()
    return dropped


def pause_after(attempts: int, retry_after: float | None = None) -> timedelta:
    """How long a failed job rests: four times longer each time, with jitter, and never less than it was told."""
    longest = min(LONGEST_PAUSE, FIRST_PAUSE * float(4 ** max(0, attempts - 1)))
    pause = longest * random.uniform(0.5, 1)
    return max(pause, timedelta(seconds=retry_after or 0))


def _held(jobs: Sequence[CrawlJob]) -> QuerySet[CrawlJob]:
    """The jobs still under the lease they were taken with."""
    leases = {job.lease for job in jobs}
    return CrawlJob.objects.filter(pk__in=[job.pk for job in jobs], lease__in=leases, state=CrawlState.RUNNING)
