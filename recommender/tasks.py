"""Trainings and analyses in the background."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from celery import shared_task
from django.core.cache import cache
from kombu.exceptions import OperationalError

from recommender.enums import OutcomeKind
from recommender.exceptions import (
    LeaseLostError,
    NothingToLearnError,
    NotQueuedError,
    TrainingBusyError,
    TrainingCancelledError,
)
from recommender.loaders.member_features import keep_features
from recommender.models import TrainingRun
from recommender.services.analysis import analyse_after, analyse_stale, train_texts_if_due
from recommender.services.batch import score_all
from recommender.services.drift import measure_drift, prune_drift_reports
from recommender.services.experiments import judge_experiments
from recommender.services.exposures import log_slate, prune_impressions, record_outcome
from recommender.services.training import cancel_training, request_refresh, run_queued, runs_to_resume
from recommender.serving.health import count_failure

log = structlog.get_logger(__name__)

STEP = 2000  # titles that one task of the nightly pass looks at
LEASE = 15 * 60
QUEUE_REST = 30  # seconds
RESUME_PAUSE = 15  # seconds, less than a dead run is left alone: its second death must be seen, too
#: A training may take as long as a night; its lease, not the broker, sees to it that it is done once.
LONG = {"time_limit": 12 * 3600, "soft_time_limit": 12 * 3600 - 300}


@shared_task(name="recommender.train_if_stale", **LONG)
def train_if_stale(**_: Any) -> None:
    """Train when ratings have changed; a run that is busy is no failure."""
    try:
        run = request_refresh()
    except TrainingBusyError as error:
        log.info("recommender.not_trained", reason=error.detail)
        return
    if run is not None:
        _train(run.pk)


@shared_task(name="recommender.train_run", **LONG)
def train_run(run_id: int, **_: Any) -> None:
    """Carry out a training that somebody asked for. A message that comes twice finds its run done, or takes it up."""
    _train(run_id)


@shared_task(name="recommender.resume_trainings")
def resume_trainings(**_: Any) -> None:
    """Send again what waits or whose worker has died; whoever is second finds nothing to do."""
    for run_id in runs_to_resume():
        if cache.add(f"recommender:resume:{run_id}", 1, RESUME_PAUSE):
            train_run.delay(run_id=run_id)


@shared_task(name="recommender.score_all", **LONG)
def score_all_members(**_: Any) -> None:
    """Compute features and picks of all members ahead of time; one worker at a time spares the others."""
    if not cache.add("recommender:score-all", 1, LONG["time_limit"]):
        return
    try:
        keep_features()
        score_all()
    finally:
        cache.delete("recommender:score-all")


def queue_training(run: TrainingRun) -> None:
    """Have a run carried out by a worker; NotQueuedError where the queue does not answer, and the run is closed."""
    try:
        train_run.delay(run_id=run.pk)
    except (OperationalError, OSError) as error:
        log.warning("recommender.training_not_queued", run=run.pk, error=type(error).__name__)
        cancel_training(run_id=run.pk)
        raise NotQueuedError from error


def _train(run_id: int) -> None:
    try:
        run_queued(run_id=run_id)
    except NothingToLearnError as error:
        log.info("recommender.not_trained", run=run_id, reason=error.detail)
    except (TrainingCancelledError, LeaseLostError) as error:
        log.info("recommender.training_stopped", run=run_id, reason=type(error).__name__)


@shared_task(name="recommender.analyse_stale")
def analyse_stale_titles(**_: Any) -> None:
    """Read again what is said of titles that changed since the last time; one worker at a time spares the others."""
    if not cache.add("recommender:analyse-stale", 1, LEASE):
        return
    try:
        analyse_stale()
    finally:
        cache.delete("recommender:analyse-stale")


@shared_task(name="recommender.analyse_all")
def analyse_all_titles(last_id: int = 0, **_: Any) -> None:
    """Train the text model where it is due, then look at all titles, part by part."""
    if not last_id:
        train_texts_if_due()
    next_id = analyse_after(last_id=last_id, limit=STEP)
    if next_id is not None:
        analyse_all_titles.delay(last_id=next_id)


def send_quietly(task: Any, **what: Any) -> None:
    """Queue what a page can do without: a queue that does not answer is counted, and left alone for half a minute."""
    if cache.get("recommender:queue-rest"):
        count_failure("log")
        return
    try:
        task.apply_async(kwargs=what, retry=False, kwargsrepr="not told")  # tastes are no business of a log
    except (OperationalError, OSError) as error:
        cache.set("recommender:queue-rest", 1, QUEUE_REST)
        count_failure("log")
        log.warning("recommender.not_logged", task=task.name, error=type(error).__name__)


@shared_task(name="recommender.log_shown")
def log_shown(
    user_id: int, model: str, titles: Sequence[Sequence[float]], arm_id: int | None, at: str, **_: Any
) -> None:
    """Remember what a member was shown; the moment `at` makes a second delivery harmless."""
    pairs = [(int(title_id), float(score)) for title_id, score in titles]
    log_slate(user_id=user_id, model=model, titles=pairs, arm_id=arm_id, at=datetime.fromisoformat(at))


@shared_task(name="recommender.log_click")
def log_click(user_id: int, title_id: int, at: str, **_: Any) -> None:
    """Remember that a member opened a pick."""
    record_outcome(user_id=user_id, title_id=title_id, kind=OutcomeKind.CLICK, at=datetime.fromisoformat(at))


@shared_task(name="recommender.judge_experiments")
def judge(**_: Any) -> None:
    """Apply the stop rule."""
    for experiment in judge_experiments():
        log.info("recommender.experiment_ended", experiment=experiment.key, verdict=experiment.verdict)


@shared_task(name="recommender.prune_impressions")
def prune_old_impressions(**_: Any) -> None:
    """Forget what was shown long ago."""
    prune_impressions()


@shared_task(name="recommender.measure_drift")
def measure(**_: Any) -> None:
    """Compare today with the time of training, and forget what was compared long ago."""
    measure_drift()
    prune_drift_reports()
