"""The serving models, kept in the process and exchanged when another version is promoted."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Any

import numpy as np
import structlog

from moviesite.common.versions import current_version
from recommender.algorithms.base import Recommender
from recommender.dataset import IdMap
from recommender.loaders.features import TitleFeatures, load_features
from recommender.models import ModelVersion
from recommender.registry.arrays import ArtifactError
from recommender.registry.versions import active_version, artifact_store, fall_back, mark_broken

log = structlog.get_logger(__name__)

#: What answers where nobody names a model: the first of these that has a version to serve.
MIX = "hybrid"
PREFERRED = (MIX, "default")


@dataclass(frozen=True, slots=True)
class ServingModel:
    """A loaded model with the titles it knows and their facts. All arrays are aligned with `items`."""

    version: ModelVersion
    model: Recommender[Any]
    items: IdMap
    features: TitleFeatures


_lock = threading.Lock()
_loaded: dict[str, ServingModel | None] = {}
_seen: dict[str, tuple[int, int]] = {}


def serving_model(algorithm: str = "") -> ServingModel | None:
    """The active model of an algorithm, "" for the site's own choice; None if there is none that can be read.

    A damaged artifact is marked broken and the version before it takes over; what was loaded stays in service while a
    new version is being read.
    """
    for name in (algorithm,) if algorithm else PREFERRED:
        found = _current(name)
        if found is not None:
            return found
    return None


def forget() -> None:
    """Drop what is loaded; the next request reads it again."""
    _loaded.clear()
    _seen.clear()


def _current(name: str) -> ServingModel | None:
    now = (current_version("models"), current_version("facts"))
    if _seen.get(name) != now:
        with _lock:
            if _seen.get(name) != now:
                _loaded[name] = _load(name)
                _seen[name] = now
    return _loaded.get(name)


def _load(name: str) -> ServingModel | None:
    while (version := active_version(name) or fall_back(name)) is not None:
        before = _loaded.get(name)
        if before is not None and before.version.pk == version.pk:
            return ServingModel(version, before.model, before.items, _features(before.items))
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
    return ServingModel(version, artifact.model, items, _features(items))


def _features(items: IdMap) -> TitleFeatures:
    """The facts of these titles; models that know the same titles share one copy."""
    now = current_version("facts")
    for name, other in _loaded.items():
        if other is not None and _seen.get(name, (0, -1))[1] == now and other.items == items:
            return other.features
    return load_features(items)
