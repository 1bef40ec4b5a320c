"""Training: load, choose settings, judge, fit on everything, save, register, promote if good enough."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError

from recommender.algorithms.base import Recommender
from recommender.algorithms.registry import registry
from recommender.dataset import Interactions
from recommender.enums import ModelStatus
from recommender.evaluation.backtest import judge
from recommender.evaluation.splits import last_n
from recommender.exceptions import LeaseLostError, NothingToLearnError, TrainingCancelledError
from recommender.loaders.interactions import load_dataset
from recommender.models import ModelVersion, TrainingRun
from recommender.training.baseline import keep_baseline
from recommender.training.publishing import PERSONAL, made_already, publish, refusal, register
from recommender.training.settings import chosen_settings

log = structlog.get_logger(__name__)

#: What the site trains by default: what is measured against, the model itself, and its mix with models of facts.
SERVED = ("popularity", "default", "hybrid")
LEAST_RATINGS = 20
LEAST_JUDGED = 20  # members; with fewer the figures say nothing

Progress = Callable[[float, str], None]
#: What ends a training, whichever algorithm was at work.
FATAL = (TrainingCancelledError, LeaseLostError, SoftTimeLimitExceeded, DatabaseError)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A trained version and whether it serves now."""

    version: ModelVersion
    promoted: bool
    seconds: float


def _silent(done: float, message: str) -> None:
    """Nobody listens."""


def train(
    run: TrainingRun, algorithms: Sequence[str] = SERVED, *, progress: Progress = _silent, force: bool = False
) -> list[Outcome]:
    """Train and register each algorithm in turn; promote all that the gate allows, together, and end the run.

    What a process that died has made for the same run is taken as it is. An algorithm that fails is left out, and told
    in the `error` of the run; where all fail, the first error goes up. NothingToLearnError with too few ratings;
    UnknownAlgorithmError for a name that is none. `force` promotes whatever the gate says.
    """
    for name in algorithms:
        registry.get(name)
    progress(0.0, "reading ratings")
    data = load_dataset()
    if data.n_ratings < LEAST_RATINGS:
        raise NothingToLearnError
    made, seconds, failures = made_already(run), dict.fromkeys(algorithms, 0.0), list[tuple[str, Exception]]()
    for number, name in enumerate(algorithms):
        if name in made:
            continue
        start, span = 0.05 + 0.93 * number / len(algorithms), 0.93 / len(algorithms)

        def step(done: float, message: str, start: float = start, span: float = span, name: str = name) -> None:
            progress(start + span * done, f"{name}: {message}")

        began = time.monotonic()
        try:
            made[name] = _train_one(run, name, data, made, progress=step, force=force)
        except FATAL:
            raise
        except Exception as error:  # whatever an algorithm may raise; the others have not deserved it
            log.error("recommender.training_failed", algorithm=name, exc_info=error)
            failures.append((name, error))
        seconds[name] = time.monotonic() - began
    if not made:
        raise failures[0][1]
    progress(0.99, "putting into service")
    versions = [made[name] for name in algorithms if name in made]
    publish(run, versions, "; ".join(f"{name}: {type(error).__name__}: {error}" for name, error in failures))
    return [Outcome(version, version.status == ModelStatus.ACTIVE, seconds[version.algorithm]) for version in versions]


def _train_one(
    run: TrainingRun,
    name: str,
    data: Interactions,
    made: dict[str, ModelVersion],
    *,
    progress: Progress,
    force: bool,
) -> ModelVersion:
    split = last_n(data)
    settings = chosen_settings(
        name, split.train, data.fingerprint(), made, lambda done, message: progress(0.5 * done, message)
    )
    model: Recommender[Any] = registry.create(name, settings)
    progress(0.5, "judging on held-out ratings")
    metrics: dict[str, float] = {}
    if split.users.size >= LEAST_JUDGED:
        judged = registry.create(name, model.config)
        judged.fit(split.train, progress=lambda done, message: progress(0.5 + 0.15 * done, message))
        progress(0.65, "judging on held-out ratings")
        metrics = judge(judged, split).to_json()
    progress(0.7, "learning from all ratings")
    model.fit(data, progress=lambda done, message: progress(0.7 + 0.2 * done, message))
    progress(0.9, "saving")
    reason = "" if force else refusal(name, metrics, {other: row.metrics for other, row in made.items()})
    version = register(run, model, data, metrics, reason)
    if name in PERSONAL:
        keep_baseline(version, data, model)
    log.info("recommender.trained", algorithm=name, version=version.version, refused=reason, metrics=metrics)
    return version
