"""Asking a provider many questions at once. What comes back is never an exception: it is an answer that holds one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import CancelledError, Executor, Future
from dataclasses import dataclass

import structlog

from catalog.models import CrawlJob
from catalog.providers.errors import BadItemError, ProviderOffError
from catalog.services.crawling.questions import Question
from catalog.services.ingest.titles import Sourced
from moviesite.common.http.errors import UpstreamError, UpstreamNotFoundError

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a job's question: a record, or what kept it away. With neither, it was not asked."""

    job: CrawlJob
    found: Sourced | None = None
    error: UpstreamError | BadItemError | ProviderOffError | None = None


Batch = Sequence[tuple[CrawlJob, "Future[Answer] | None"]]


def ask_all(pool: Executor, jobs: Sequence[CrawlJob], questions: Mapping[int, Question]) -> Batch:
    """Begin to ask; jobs without a question have no future."""
    return [(job, pool.submit(_ask, job, questions[job.pk]) if job.pk in questions else None) for job in jobs]


def answer_of(job: CrawlJob, future: Future[Answer] | None) -> Answer:
    """Wait for an answer."""
    if future is None:
        return Answer(job, error=UpstreamNotFoundError(job.provider, "there is no such title"))
    try:
        return future.result()
    except CancelledError:
        return Answer(job)


def _ask(job: CrawlJob, question: Question) -> Answer:
    try:
        return Answer(job, question())
    except (UpstreamError, BadItemError, ProviderOffError) as error:
        return Answer(job, error=error)
    except Exception as error:  # noqa: BLE001  whatever a stranger sends, the others' answers count
        log.warning("crawl.unreadable", provider=job.provider, key=job.key, error=type(error).__name__)
        return Answer(job, error=BadItemError(job.key, f"cannot be read: {type(error).__name__}"))
