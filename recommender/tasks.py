"""Trainings and analyses in the background."""

from __future__ import annotations

from typing import Any

import structlog
from celery import shared_task
from django.core.cache import cache

from recommender.exceptions import NothingToLearnError, TrainingBusyError
from recommender.services.analysis import analyse_after, analyse_stale, train_texts_if_due
from recommender.services.training import is_stale, run_training

log = structlog.get_logger(__name__)

STEP = 2000  # titles that one task of the nightly pass looks at
LEASE = 15 * 60


@shared_task(name="recommender.train_if_stale")
def train_if_stale(**_: Any) -> None:
    """Train when ratings have changed; a run that is busy or has nothing to learn from is no failure."""
    if not is_stale():
        return
    try:
        run_training()
    except (TrainingBusyError, NothingToLearnError) as error:
        log.info("recommender.not_trained", reason=error.detail)


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
