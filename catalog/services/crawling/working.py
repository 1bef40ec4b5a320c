"""Working the queue: some threads wait for answers while what has come is written."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from catalog.services.crawling.asking import Answer, Batch, answer_of, ask_all
from catalog.services.crawling.plans import PLANS
from catalog.services.crawling.questions import questions_of
from catalog.services.crawling.queue import claim_jobs, release_jobs
from catalog.services.crawling.runs import Running
from catalog.services.crawling.taking import Halt, halts, take_in

_AHEAD = 2  # batches under way: one is asked about while the other is written


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a run does: `limit` jobs, until `deadline` (of time.monotonic), waiting for a budget that comes back
    within `patience` seconds."""

    limit: int | None = None
    deadline: float | None = None
    patience: float = 0.0


def work_jobs(*, run: Running, bounds: Bounds, keys: Sequence[str] | None = None) -> Halt | None:
    """Do the jobs that are due, of `keys` alone if given; a Halt where the provider does not let one go on."""
    while True:
        halt = _work(run, bounds, keys)
        if halt is None or not halt.spent or halt.seconds > bounds.patience or _is_over(bounds):
            return halt
        _wait(run, halt.seconds)


def _work(run: Running, bounds: Bounds, keys: Sequence[str] | None) -> Halt | None:
    plan = PLANS[run.provider]
    under_way: deque[Batch] = deque()
    halt: Halt | None = None
    with ThreadPoolExecutor(plan.threads, thread_name_prefix="crawl") as pool:
        try:
            while True:
                while halt is None and len(under_way) < _AHEAD and (batch := _begin(pool, run, bounds, keys)):
                    under_way.append(batch)
                if not under_way:
                    return halt
                halt = _finish(run, under_way[0]) or halt
                under_way.popleft()
                if halt is not None:
                    _cancel(under_way)
        except BaseException:
            _cancel(under_way)
            release_jobs(jobs=[job for batch in under_way for job, _ in batch], until=timezone.now())
            raise


def _begin(pool: ThreadPoolExecutor, run: Running, bounds: Bounds, keys: Sequence[str] | None) -> Batch:
    """Take a batch out of the queue and begin to ask; empty where there is nothing, or enough is done."""
    size = PLANS[run.provider].batch
    if bounds.limit is not None:
        size = min(size, bounds.limit - run.claimed)
    if size <= 0 or _is_over(bounds):
        return ()
    jobs = claim_jobs(provider=run.provider, limit=size, keys=keys)
    run.claimed += len(jobs)
    return ask_all(pool, jobs, questions_of(run.provider, jobs)) if jobs else ()


def _finish(run: Running, batch: Batch) -> Halt | None:
    answers: list[Answer] = []
    for job, future in batch:
        answers.append(answer_of(job, future))
        if halts(answers[-1]):
            _cancel([batch])
        run.breathe()
    halt = take_in(run=run, answers=answers)
    run.tell()
    return halt


def _cancel(batches: Iterable[Batch]) -> None:
    """Ask no more of what was not asked yet; what is being asked is still heard."""
    for batch in batches:
        for _, future in batch:
            if future is not None:
                future.cancel()


def _is_over(bounds: Bounds) -> bool:
    return bounds.deadline is not None and time.monotonic() >= bounds.deadline


def _wait(run: Running, seconds: float) -> None:
    """Wait for a budget, with signs of life."""
    until = timezone.now() + timedelta(seconds=seconds)
    while (left := (until - timezone.now()).total_seconds()) > 0:
        time.sleep(min(left, 5.0))
        run.breathe()
