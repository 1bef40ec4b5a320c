"""Trainings in the background."""

from __future__ import annotations

from typing import Any

import structlog
from celery import shared_task

from recommender.exceptions import NothingToLearnError, TrainingBusyError
from recommender.services.training import is_stale, run_training

log = structlog.get_logger(__name__)


@shared_task(name="recommender.train_if_stale")
def train_if_stale(**_: Any) -> None:
    """Train when ratings have changed; a run that is busy or has nothing to learn from is no failure."""
    if not is_stale():
        return
    try:
        run_training()
    except (TrainingBusyError, NothingToLearnError) as error:
        log.info("recommender.not_trained", reason=error.detail)
