"""The serving model, kept in the process and exchanged when another version is promoted."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
import structlog

from moviesite.common.versions import current_version
from recommender.algorithms.base import Recommender
from recommender.dataset import IdMap
from recommender.enums import ModelStatus
from recommender.loaders.features import TitleFeatures, load_features
from recommender.models import ModelVersion
from recommender.registry.arrays import ArtifactError
from recommender.registry.versions import active_version, artifact_store, mark_broken, promote

log = structlog.get_logger(__name__)

ALGORITHM = "default"


@dataclass(frozen=True, slots=True)
class ServingModel:
    """A loaded model with the titles it knows and their facts. All arrays are aligned with `items`."""

    version: ModelVersion
    model: Recommender[Any]
    items: IdMap
    features: TitleFeatures


_lock = threading.Lock()
_loaded: ServingModel | None = None
_seen: tuple[int, int] | None = None


def serving_model() -> ServingModel | None:
    """The active model, or None if there is none that can be read.

    A damaged artifact is marked broken and the version before it takes over; what was loaded stays in service while a
    new version is being read.
    """
    global _loaded, _seen
    now = (current_version("models"), current_version("facts"))
    if _seen == now:
        return _loaded
    with _lock:
        if _seen != now:
            _loaded = _load()
            _seen = now
    return _loaded


def forget() -> None:
    """Drop what is loaded; the next request reads it again."""
    global _loaded, _seen
    _loaded, _seen = None, None


def _load() -> ServingModel | None:
    while (version := active_version(ALGORITHM) or _fall_back()) is not None:
        if _loaded is not None and _loaded.version.pk == version.pk:
            return ServingModel(version, _loaded.model, _loaded.items, load_features(_loaded.items))
        try:
            return _read(version)
        except ArtifactError as error:
            log.error("recommender.artifact_broken", version=str(version), error=str(error))
            mark_broken(version, str(error))
    return None


def _read(version: ModelVersion) -> ServingModel:
    artifact = artifact_store().load(version.algorithm, version.version, digest=version.sha256)
    items = IdMap(np.asarray(artifact.manifest.extra.get("items", ()), dtype=np.int64))
    if len(items) != artifact.model.n_items:
        raise ArtifactError(f"{version}: {len(items)} titles for {artifact.model.n_items} columns")
    return ServingModel(version, artifact.model, items, load_features(items))


def _fall_back() -> ModelVersion | None:
    """The latest version that served before, promoted again."""
    retired = ModelVersion.objects.filter(algorithm=ALGORITHM, status=ModelStatus.RETIRED).exclude(promoted_at=None)
    version = retired.order_by("-promoted_at", "-id").first()
    return promote(version) if version is not None else None
