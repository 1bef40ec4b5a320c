"""The text model in the registry: the same artifacts, records and checks as those of the recommenders."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from recommender.enrichment.model import TextModel
from recommender.models import ModelVersion
from recommender.registry.plain import PlainModels
from recommender.registry.store import ArtifactStore, Manifest
from recommender.registry.versions import artifact_store

_models = PlainModels(TextModel)


def text_store() -> ArtifactStore:
    """The store of this installation."""
    return artifact_store()


def save_text_model(
    model: TextModel, version: str, *, fingerprint: str, created_at: datetime, metrics: Mapping[str, float]
) -> Manifest:
    """Write a model under a new version name."""
    return _models.save(model, version, fingerprint=fingerprint, created_at=created_at, metrics=metrics)


def active_text_model() -> tuple[ModelVersion, TextModel] | None:
    """The serving version, or None if there is none that can be read; a damaged one is taken out of service."""
    return _models.active()


def forget() -> None:
    """Drop what is loaded; the next request reads it again."""
    _models.forget()


def read_text_model(version: ModelVersion) -> TextModel:
    """A version's model, every file of it verified; ArtifactError where it is damaged."""
    return _models.read(version)
