"""Training: load, choose settings, judge, fit on everything, save, register, promote if good enough."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import DatabaseError

from recommender.algorithms.registry import registry
from recommender.dataset import Interactions
from recommender.engines.base import LOCAL, Engine
from recommender.enums import ModelStatus
from recommender.evaluation.backtest import judge
from recommender.evaluation.choosing import choose_settings
from recommender.evaluation.splits import last_n
from recommender.exceptions import LeaseLostError, NothingToLearnError, TrainingCancelledError
from recommender.fusion.default import DefaultConfig
from recommender.loaders.interactions import load_dataset
from recommender.models import ModelVersion, TrainingRun
from recommender.onboarding.interview import Interview
from recommender.registry.versions import active_version
from recommender.training.baseline import keep_baseline
from recommender.training.interviews import train_interview
from recommender.training.publishing import PERSONAL, made_already, publish, refusal, register

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
    run: TrainingRun,
    algorithms: Sequence[str] = SERVED,
    *,
    progress: Progress = _silent,
    force: bool = False,
    engine: Engine = LOCAL,
) -> list[Outcome]:
    """Train and register each algorithm in turn; promote all that the gate allows, together, and end the run.

    What a process that died has made for the same run is taken as it is. An algorithm that fails is left out, and told
    in the `error` of the run; where all fail, the first error goes up. NothingToLearnError with too few ratings;
    UnknownAlgorithmError for a name that is none. `force` promotes whatever the gate says. `engine` fits the models.
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
            made[name] = _train_one(run, name, data, made, progress=step, force=force, engine=engine)
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
    questions = _interview(run, data, made, failures)
    told = "; ".join(f"{name}: {type(error).__name__}: {error}" for name, error in failures)
    publish(run, [*versions, *questions], told)
    return [Outcome(version, version.status == ModelStatus.ACTIVE, seconds[version.algorithm]) for version in versions]


def _interview(
    run: TrainingRun, data: Interactions, made: dict[str, ModelVersion], failures: list[tuple[str, Exception]]
) -> list[ModelVersion]:
    """What newcomers are asked goes with the models that learn from the answers; without it they are asked by fame."""
    if not any(name in made for name in PERSONAL):
        return []
    try:
        version = made.get(Interview.name) or train_interview(run, data)
    except FATAL:
        raise
    except Exception as error:  # the models have not deserved it
        log.error("recommender.training_failed", algorithm=Interview.name, exc_info=error)
        failures.append((Interview.name, error))
        return []
    return [] if version is None else [version]


def _train_one(
    run: TrainingRun,
    name: str,
    data: Interactions,
    made: dict[str, ModelVersion],
    *,
    progress: Progress,
    force: bool,
    engine: Engine,
) -> ModelVersion:
    split = last_n(data)
    choice = choose_settings(
        name,
        split.train,
        base=_base_settings(data, made),
        progress=lambda done, message: progress(0.5 * done, message),
    )
    progress(0.5, "judging on held-out ratings")
    metrics: dict[str, float] = {}
    if split.users.size >= LEAST_JUDGED:
        judged = engine.fit(
            name, choice.config, split.train, progress=lambda done, message: progress(0.5 + 0.15 * done, message)
        )
        progress(0.65, "judging on held-out ratings")
        metrics = judge(judged, split).to_json()
    progress(0.7, "learning from all ratings")
    model = engine.fit(name, choice.config, data, progress=lambda done, message: progress(0.7 + 0.2 * done, message))
    progress(0.9, "saving")
    reason = "" if force else refusal(name, metrics, {other: row.metrics for other, row in made.items()})
    version = register(run, model, data, metrics, reason)
    if name in PERSONAL:
        keep_baseline(version, data, model)
    log.info("recommender.trained", algorithm=name, version=version.version, refused=reason, metrics=metrics)
    return version


def _base_settings(data: Interactions, made: dict[str, ModelVersion]) -> DefaultConfig | None:
    """The settings that were chosen for the same ratings, in this run or before."""
    base = made.get("default") or active_version("default")
    if base is None or base.data_fingerprint != data.fingerprint():
        return None
    return DefaultConfig.from_json(base.config)
