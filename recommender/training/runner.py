"""Training: load, choose settings, judge, fit on everything, save, register, promote if good enough."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from django.utils import timezone

from recommender.algorithms.base import Recommender
from recommender.algorithms.registry import registry
from recommender.dataset import Interactions
from recommender.enums import ModelStatus
from recommender.evaluation.backtest import Scores, judge
from recommender.evaluation.selection import select_default
from recommender.evaluation.splits import last_n
from recommender.exceptions import NothingToLearnError
from recommender.loaders.interactions import load_interactions
from recommender.models import ModelVersion
from recommender.registry.versions import active_version, artifact_store, promote, prune, register_version

log = structlog.get_logger(__name__)

#: What the site trains by default: the model that serves, and its fallback.
SERVED = ("popularity", "default")
LEAST_RATINGS = 20
LEAST_JUDGED = 20  # members; with fewer the figures say nothing
TOLERANCE = 0.95  # a candidate may lose this much NDCG against the active version before the gate refuses it

Progress = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A trained version and whether it serves now."""

    version: ModelVersion
    promoted: bool
    seconds: float


def _silent(done: float, message: str) -> None:
    """Nobody listens."""


def train(algorithms: Sequence[str] = SERVED, *, progress: Progress = _silent, force: bool = False) -> list[Outcome]:
    """Train, register and, where the gate allows, promote each algorithm in turn.

    NothingToLearnError with too few ratings; UnknownAlgorithmError for a name that is none. `force` promotes whatever
    the gate says.
    """
    for name in algorithms:
        registry.get(name)
    progress(0.0, "reading ratings")
    data = load_interactions()
    if data.n_ratings < LEAST_RATINGS:
        raise NothingToLearnError
    outcomes = []
    for number, name in enumerate(algorithms):
        start, span = 0.05 + 0.95 * number / len(algorithms), 0.95 / len(algorithms)

        def step(done: float, message: str, start: float = start, span: float = span, name: str = name) -> None:
            progress(start + span * done, f"{name}: {message}")

        outcomes.append(_train_one(name, data, progress=step, force=force))
    progress(1.0, "done")
    return outcomes


def _train_one(name: str, data: Interactions, *, progress: Progress, force: bool) -> Outcome:
    began = time.monotonic()
    split = last_n(data)
    model: Recommender[Any] = registry.create(name)
    if name == "default":
        selection = select_default(split.train, progress=lambda done, message: progress(0.5 * done, message))
        model = registry.create(name, selection.config)
    progress(0.5, "judging on held-out ratings")
    scores = None
    if split.users.size >= LEAST_JUDGED:
        scores = judge(registry.create(name, model.config).fit(split.train), split)
    progress(0.7, "learning from all ratings")
    model.fit(data, progress=lambda done, message: progress(0.7 + 0.2 * done, message))
    progress(0.9, "saving")
    version, reason = _save(name, model, data, scores, force)
    if not reason:
        promote(version)
    prune(name)
    log.info("recommender.trained", algorithm=name, version=version.version, refused=reason, metrics=version.metrics)
    return Outcome(version, promoted=not reason, seconds=time.monotonic() - began)


def _save(
    name: str, model: Recommender[Any], data: Interactions, scores: Scores | None, force: bool
) -> tuple[ModelVersion, str]:
    """Write artifact and record; the second value says why the gate refuses it, "" if it does not."""
    store = artifact_store()
    now = timezone.now()
    metrics = scores.to_json() if scores else {}
    reason = "" if force else _refusal(name, metrics)
    manifest = store.save(
        model,
        now.strftime("%Y%m%d-%H%M%S-%f"),
        fingerprint=data.fingerprint(),
        created_at=now,
        metrics=metrics,
        extra={"items": [int(item) for item in data.items.ids]},
    )
    directory = store.path(name, manifest.version)
    version = register_version(
        manifest=manifest,
        digest=store.digest(name, manifest.version),
        size=sum(file.stat().st_size for file in directory.iterdir()),
        interactions=data.n_ratings,
        status=ModelStatus.REFUSED if reason else ModelStatus.CANDIDATE,
        note=reason,
    )
    return version, reason


def _refusal(name: str, metrics: dict[str, float]) -> str:
    """Why these figures are not good enough, or "" if they are: the quality gate."""
    if not metrics:
        return ""
    current = active_version(name)
    before = current.metrics.get("ndcg@10") if current else None
    if before is not None and metrics["ndcg@10"] < TOLERANCE * before:
        return f"NDCG@10 {metrics['ndcg@10']:.4f} is below {TOLERANCE:.0%} of the active version's {before:.4f}"
    if name == "default":
        popularity = active_version("popularity")
        floor = popularity.metrics.get("ndcg@10") if popularity else None
        if floor is not None and metrics["ndcg@10"] < TOLERANCE * floor:
            return f"NDCG@10 {metrics['ndcg@10']:.4f} is below that of plain popularity, {floor:.4f}"
    return ""
