"""From trained models to versions that serve: registered one by one, promoted together, or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from recommender.algorithms.base import Recommender
from recommender.dataset import Interactions
from recommender.enums import ModelStatus
from recommender.models import ModelVersion, TrainingRun
from recommender.registry.arrays import ArtifactError
from recommender.registry.store import Manifest
from recommender.registry.versions import active_version, artifact_store, promote, prune, register_version
from recommender.training import lease

log = structlog.get_logger(__name__)

TOLERANCE = 0.95  # a candidate may lose this much NDCG against the active version before the gate refuses it
FIGURE = "ndcg@10"
PERSONAL = ("default", "hybrid")  # what must not be worse than plain popularity

Metrics = Mapping[str, float]


def register(
    run: TrainingRun, model: Recommender[Any], data: Interactions, metrics: Metrics, reason: str
) -> ModelVersion:
    """Write artifact and record as a candidate of the run, or as refused for a `reason`.

    The record is made by the owner of the lease or not at all; an artifact without one is deleted by the next `prune`.
    """
    store, now = artifact_store(), timezone.now()
    manifest = store.save(
        model,
        now.strftime("%Y%m%d-%H%M%S-%f"),
        fingerprint=data.fingerprint(),
        created_at=now,
        metrics=metrics,
        extra={"items": [int(item) for item in data.items.ids]},
    )
    return record(run, manifest, data.n_ratings, reason)


def record(run: TrainingRun, manifest: Manifest, ratings: int, reason: str = "") -> ModelVersion:
    """Record an artifact as a candidate of the run, or as refused for a `reason`, if the run still holds its lease."""
    store = artifact_store()
    directory = store.path(manifest.algorithm, manifest.version)
    with transaction.atomic():
        lease.hold(run)
        version = register_version(
            manifest=manifest,
            digest=store.digest(manifest.algorithm, manifest.version),
            size=sum(file.stat().st_size for file in directory.iterdir()),
            interactions=ratings,
            status=ModelStatus.REFUSED if reason else ModelStatus.CANDIDATE,
            note=reason,
        )
        run.versions.add(version)
    return version


def made_already(run: TrainingRun) -> dict[str, ModelVersion]:
    """Versions by algorithm that a process which has died left whole."""
    versions = {version.algorithm: version for version in run.versions.order_by("pk")}
    store = artifact_store()
    for name, version in list(versions.items()):
        if version.status == ModelStatus.CANDIDATE and version.version not in store.versions(name):
            run.versions.remove(version)
            version.delete()
            del versions[name]
    return versions


def publish(run: TrainingRun, versions: list[ModelVersion], error: str) -> None:
    """Promote every candidate and end the run, in one transaction; then delete what nobody can want any more."""
    with transaction.atomic():
        lease.hold(run)
        for version in versions:
            if version.status == ModelStatus.CANDIDATE:
                promote(version)
        lease.finish_run(run, versions, error)
    for version in versions:
        version.refresh_from_db()
        prune(version.algorithm)


def discard(run: TrainingRun) -> None:
    """Delete the candidates of a run that came to nothing."""
    store = artifact_store()
    for version in run.versions.filter(status=ModelStatus.CANDIDATE):
        run.versions.remove(version)
        version.delete()
        try:
            store.delete(version.algorithm, version.version)
        except ArtifactError as error:
            log.warning("recommender.artifact_not_deleted", version=str(version), error=str(error))


def refusal(name: str, metrics: Metrics, fresh: Mapping[str, Metrics]) -> str:
    """Why these figures are not good enough, or "" if they are: the quality gate.

    `fresh` has the figures of this run's own versions by algorithm.
    """
    if not metrics:
        return ""
    current = active_version(name)
    before = current.metrics.get(FIGURE) if current else None
    if before is not None and metrics[FIGURE] < TOLERANCE * before:
        return f"NDCG@10 {metrics[FIGURE]:.4f} is below {TOLERANCE:.0%} of the active version's {before:.4f}"
    if name in PERSONAL:
        popularity = active_version("popularity")
        floor = fresh.get("popularity", popularity.metrics if popularity else {}).get(FIGURE)
        if floor is not None and metrics[FIGURE] < TOLERANCE * floor:
            return f"NDCG@10 {metrics[FIGURE]:.4f} is below that of plain popularity, {floor:.4f}"
    if name == "hybrid" and (alone := fresh.get("default", {}).get(FIGURE)) is not None and metrics[FIGURE] < alone:
        return f"NDCG@10 {metrics[FIGURE]:.4f} is below that of its own base, {alone:.4f}"
    return ""
