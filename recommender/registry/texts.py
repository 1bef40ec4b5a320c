"""The text model in the registry: the same artifacts, records and checks as those of the recommenders."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings

from recommender.enrichment.model import TextModel
from recommender.models import ModelVersion
from recommender.registry.arrays import ArtifactError
from recommender.registry.store import ArtifactStore, Manifest
from recommender.registry.versions import active_version, mark_broken

log = structlog.get_logger(__name__)

_lock = threading.Lock()
_loaded: tuple[int, TextModel] | None = None


def text_store() -> ArtifactStore:
    """The store of this installation."""
    return ArtifactStore(settings.MODEL_DIR)


def save_text_model(
    model: TextModel, version: str, *, fingerprint: str, created_at: datetime, metrics: Mapping[str, float]
) -> Manifest:
    """Write a model under a new version name."""
    return text_store().save_arrays(
        name=model.name,
        config=model.config.to_json(),
        arrays=model.state(),
        version=version,
        fingerprint=fingerprint,
        created_at=created_at,
        metrics=metrics,
    )


def active_text_model() -> tuple[ModelVersion, TextModel] | None:
    """The serving version, or None if there is none that can be read; a damaged one is taken out of service."""
    global _loaded
    version = active_version(TextModel.name)
    if version is None:
        return None
    with _lock:
        if _loaded is None or _loaded[0] != version.pk:
            try:
                _loaded = (version.pk, read_text_model(version))
            except ArtifactError as error:
                log.error("recommender.artifact_broken", version=str(version), error=str(error))
                mark_broken(version, str(error))
                return None
        return version, _loaded[1]


def forget() -> None:
    """Drop what is loaded; the next request reads it again."""
    global _loaded
    _loaded = None


def read_text_model(version: ModelVersion) -> TextModel:
    """A version's model, every file of it verified; ArtifactError where it is damaged."""
    config, arrays = text_store().load_arrays(version.algorithm, version.version, digest=version.sha256)
    try:
        config_class: Any = TextModel.config_class
        return TextModel.from_state(config_class.from_json(config), arrays)
    except (ValueError, TypeError) as error:  # StateError and ConfigError are both
        raise ArtifactError(f"{version}: {error}") from error
