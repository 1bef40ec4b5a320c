"""What becomes of answers: records are written, and every job is finished, failed or given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import DataError, IntegrityError
from django.db.models import F
from django.utils import timezone

from catalog.enums import Provider, RunState
from catalog.models import CrawlJob, SkippedItem, SyncRun, Title
from catalog.providers.errors import BadItemError, ProviderOffError
from catalog.services.crawling.asking import Answer
from catalog.services.crawling.enrichment import enqueue_enrichment
from catalog.services.crawling.queue import fail_job, finish_jobs, release_jobs
from catalog.services.crawling.runs import Running
from catalog.services.ingest.titles import ingest_titles
from catalog.signals import titles_ingested
from moviesite.common.http.errors import (
    BudgetSpentError,
    CircuitOpenError,
    UpstreamAnswerError,
    UpstreamError,
    UpstreamNotFoundError,
    UpstreamRefusedError,
    UpstreamTooLongError,
)

NOT_KNOWN = "not known there"  # the note of a job whose title the provider does not know, or no more
SHORT = 5.0  # seconds; so soon a job may be tried again within the same run
_REST = 300.0  # seconds until a provider is asked again that wants another key
#: What the database or the joining of facts says of a record that makes no sense. That the database is away is none.
_UNUSABLE = (DataError, IntegrityError, ValueError, TypeError, LookupError, ArithmeticError)


@dataclass(frozen=True, slots=True)
class Halt:
    """Why a run cannot go on now, and in how many seconds it may; `spent` where only a budget is used up."""

    word: str
    state: RunState = RunState.STOPPED
    seconds: float = 60.0
    spent: bool = False


def halt_of(error: Exception) -> Halt:
    """What an error means for all further questions to the provider."""
    if isinstance(error, BudgetSpentError):
        return Halt(f"The budget is spent: {error.detail}.", seconds=error.retry_after or 60.0, spent=True)
    if isinstance(error, CircuitOpenError):
        return Halt("The provider is left alone after failures.", seconds=error.retry_after or 30.0)
    if isinstance(error, UpstreamRefusedError):
        return Halt("The provider does not accept the key.", RunState.FAILED, _REST)
    if isinstance(error, ProviderOffError):
        return Halt("The provider is switched off.", RunState.FAILED, _REST)
    if isinstance(error, UpstreamError):
        return Halt(f"The provider does not answer: {error.detail}.", RunState.FAILED, error.retry_after or 60.0)
    return Halt(str(error), RunState.FAILED)


def take_in(*, run: Running, answers: Sequence[Answer]) -> Halt | None:
    """Write what was found and settle every job; a Halt where it makes no sense to ask on."""
    _store(run, [answer for answer in answers if answer.found is not None])
    gone = [answer.job for answer in answers if isinstance(answer.error, UpstreamNotFoundError)]
    if gone:
        finish_jobs(jobs=gone, note=NOT_KNOWN)
        run.count(gone=len(gone), done=len(gone))
    halt: Halt | None = None
    for answer in answers:
        halt = _settle(run, answer) or halt
    idle = [answer.job for answer in answers if answer.found is None and (answer.error is None or halts(answer))]
    if idle:
        seconds = halt.seconds if halt else SHORT
        release_jobs(jobs=idle, until=timezone.now() + timedelta(seconds=seconds))
    return halt


def _settle(run: Running, answer: Answer) -> Halt | None:
    """Fail a job whose answer was bad or did not come; a Halt instead where that concerns all jobs."""
    job, error = answer.job, answer.error
    if error is None or isinstance(error, UpstreamNotFoundError):
        return None
    if isinstance(error, BadItemError):
        _refuse(run, job, error.reason)
        return None
    if isinstance(error, UpstreamTooLongError):
        _refuse(run, job, error.detail)
        return None
    if isinstance(error, BudgetSpentError) and (error.retry_after or SHORT + 1) <= SHORT:
        release_jobs(jobs=[job], until=timezone.now() + timedelta(seconds=error.retry_after or 0.0))
        return None
    if isinstance(error, ProviderOffError) or halts(answer):
        return halt_of(error)
    if isinstance(error, UpstreamAnswerError):
        skip_item(run=run.row, key=job.key, reason=error.detail)
    fail_job(job=job, error=str(error), retry_after=error.retry_after)
    run.count(later=1)
    return None


def halts(answer: Answer) -> bool:
    """Whether what kept an answer away will keep the others away, too."""
    error = answer.error
    if isinstance(error, BudgetSpentError):
        return (error.retry_after or SHORT + 1) > SHORT
    return isinstance(error, CircuitOpenError | UpstreamRefusedError | ProviderOffError)


def _refuse(run: Running, job: CrawlJob, reason: str) -> None:
    """Give up a job that brings nothing usable, and remember why."""
    skip_item(run=run.row, key=job.key, reason=reason)
    fail_job(job=job, error=reason, final=True)
    run.count(skipped=1, done=1)


def skip_item(*, run: SyncRun, key: str, reason: str) -> None:
    """Remember that something a provider sent cannot be used."""
    row, is_new = SkippedItem.objects.get_or_create(
        provider=run.provider, key=key[:120] or "?", defaults={"reason": reason[:300], "run": run}
    )
    if not is_new:
        SkippedItem.objects.filter(pk=row.pk).update(
            times=F("times") + 1, reason=reason[:300], run=run, seen_at=timezone.now()
        )


def _store(run: Running, answers: Sequence[Answer]) -> None:
    """Write records, and then finish their jobs; one that cannot be written does not keep the others out."""
    if not answers:
        return
    try:
        report = ingest_titles([answer.found for answer in answers if answer.found], provider=run.provider)
    except _UNUSABLE as error:
        if len(answers) == 1:
            _refuse(run, answers[0].job, f"cannot be stored: {type(error).__name__}")
            return
        for answer in answers:
            _store(run, [answer])
        return
    _make_up(answers, report.title_ids)
    if run.provider == Provider.TMDB:
        enqueue_enrichment(title_ids=report.title_ids)
    jobs = [answer.job for answer in answers]
    usable = SkippedItem.objects.filter(provider=run.provider, key__in=[job.key for job in jobs])
    if usable.exists():
        usable.delete()
    finish_jobs(jobs=jobs)
    run.count(created=report.created, updated=report.updated, unchanged=report.unchanged, done=len(jobs))


def _make_up(answers: Sequence[Answer], title_ids: Sequence[int]) -> None:
    """Let those who follow new titles know of what a worker may have written and not lived to tell."""
    again = {title_id for answer, title_id in zip(answers, title_ids, strict=True) if answer.job.attempts > 1}
    if again:
        titles_ingested.send(sender=Title, title_ids=sorted(again))
