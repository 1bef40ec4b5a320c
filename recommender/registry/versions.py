"""Which artifact serves: registration, promotion and rollback, each one transaction."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from moviesite.common.versions import bump_version
from recommender.enums import ModelStatus
from recommender.exceptions import VersionNotFoundError
from recommender.models import ModelVersion
from recommender.registry.store import ArtifactStore, Manifest

KEEP = 3  # versions of an algorithm that stay on disk beside the active one


def artifact_store() -> ArtifactStore:
    """The store of this installation."""
    return ArtifactStore(settings.MODEL_DIR)


def register_version(
    *, manifest: Manifest, digest: str, size: int, interactions: int, status: ModelStatus, note: str = ""
) -> ModelVersion:
    """Record a saved artifact."""
    return ModelVersion.objects.create(
        algorithm=manifest.algorithm,
        version=manifest.version,
        status=status,
        config=manifest.config,
        metrics=manifest.metrics,
        data_fingerprint=manifest.fingerprint,
        interactions=interactions,
        sha256=digest,
        size=size,
        note=note[:300],
        trained_at=datetime.fromisoformat(manifest.created_at),
    )


def active_version(algorithm: str) -> ModelVersion | None:
    """The version that serves."""
    return ModelVersion.objects.filter(active_key=algorithm).first()


@transaction.atomic
def promote(version: ModelVersion) -> ModelVersion:
    """Make a version the serving one; the one before it is retired in the same transaction."""
    rows = {row.pk: row for row in _locked(version.algorithm)}
    chosen = rows.get(version.pk)
    if chosen is None:
        raise VersionNotFoundError
    for row in rows.values():
        if row.active_key is not None and row.pk != chosen.pk:
            row.active_key, row.status = None, ModelStatus.RETIRED
            row.save(update_fields=["active_key", "status"])
    chosen.active_key, chosen.status = chosen.algorithm, ModelStatus.ACTIVE
    chosen.promoted_at = timezone.now()
    chosen.save(update_fields=["active_key", "status", "promoted_at"])
    transaction.on_commit(lambda: bump_version("models"))
    return chosen


def roll_back(algorithm: str) -> ModelVersion:
    """Serve the version that served before; VersionNotFoundError if there is none."""
    previous = _previous(algorithm)
    if previous is None:
        raise VersionNotFoundError(f"There is no earlier version of {algorithm}.")
    return promote(previous)


@transaction.atomic
def fall_back(algorithm: str) -> ModelVersion | None:
    """Where nothing serves, promote the version that served before; None if there is none.

    Whoever was promoted meanwhile, by a training or another process, stays in service.
    """
    _locked(algorithm)
    serving = active_version(algorithm)  # asked once the rows are held, so that no promotion is overlooked
    if serving is not None:
        return serving
    previous = _previous(algorithm)
    return promote(previous) if previous is not None else None


@transaction.atomic
def mark_broken(version: ModelVersion, reason: str) -> None:
    """Take a version whose artifact cannot be read out of service for good."""
    ModelVersion.objects.filter(pk=version.pk).update(active_key=None, status=ModelStatus.BROKEN, note=reason[:300])
    transaction.on_commit(lambda: bump_version("models"))


def prune(algorithm: str) -> int:
    """Delete artifacts that can no longer be wanted; returns how many. Their records stay."""
    store = artifact_store()
    usable = ModelVersion.objects.filter(algorithm=algorithm, status__in=(ModelStatus.ACTIVE, ModelStatus.RETIRED))
    served = usable.exclude(promoted_at=None)  # whose artifacts were deleted before; PostgreSQL would put them first
    keep = set(served.order_by("-promoted_at", "-id").values_list("version", flat=True)[: KEEP + 1])
    surplus = [name for name in store.versions(algorithm) if name not in keep]
    for name in surplus:
        store.delete(algorithm, name)
    store.sweep(algorithm)
    # Candidates of a training that was given up; its successor is the one that prunes.
    ModelVersion.objects.filter(algorithm=algorithm, version__in=surplus, status=ModelStatus.CANDIDATE).delete()
    ModelVersion.objects.filter(algorithm=algorithm, version__in=surplus, status=ModelStatus.RETIRED).update(
        promoted_at=None, note="artifact deleted"
    )
    return len(surplus)


def _previous(algorithm: str) -> ModelVersion | None:
    retired = ModelVersion.objects.filter(algorithm=algorithm, status=ModelStatus.RETIRED).exclude(promoted_at=None)
    return retired.order_by("-promoted_at", "-id").first()


def _locked(algorithm: str) -> list[ModelVersion]:
    return list(ModelVersion.objects.select_for_update().filter(algorithm=algorithm).order_by("pk"))
