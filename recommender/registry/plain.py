"""Models that give no scores of titles: settings and arrays in the registry, the serving one kept in the process."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

import structlog

from recommender.dataset.types import AnyArray
from recommender.models import ModelVersion
from recommender.registry.arrays import ArtifactError
from recommender.registry.store import Manifest
from recommender.registry.versions import active_version, artifact_store, mark_broken

log = structlog.get_logger(__name__)


class PlainModel(Protocol):
    """What the registry asks of such a model."""

    name: ClassVar[str]
    config_class: ClassVar[type[Any]]
    config: Any

    def state(self) -> dict[str, AnyArray]:
        """Everything learnt, as plain arrays."""
        ...

    @classmethod
    def from_state(cls, config: Any, arrays: Mapping[str, AnyArray]) -> Self:
        """Rebuild from `state`; StateError when the arrays do not fit together."""
        ...


ModelT = TypeVar("ModelT", bound=PlainModel)


class PlainModels(Generic[ModelT]):
    """The versions of one kind of model."""

    def __init__(self, kind: type[ModelT]) -> None:
        self.kind = kind
        self._lock = threading.Lock()
        self._loaded: tuple[int, ModelT] | None = None

    def save(
        self,
        model: ModelT,
        version: str,
        *,
        fingerprint: str,
        created_at: datetime,
        metrics: Mapping[str, float] | None = None,
    ) -> Manifest:
        """Write a model under a new version name."""
        return artifact_store().save_arrays(
            name=model.name,
            config=model.config.to_json(),
            arrays=model.state(),
            version=version,
            fingerprint=fingerprint,
            created_at=created_at,
            metrics=metrics,
        )

    def active(self) -> tuple[ModelVersion, ModelT] | None:
        """The serving version, or None if there is none that can be read; a damaged one is taken out of service."""
        version = active_version(self.kind.name)
        if version is None:
            return None
        with self._lock:
            if self._loaded is None or self._loaded[0] != version.pk:
                try:
                    self._loaded = (version.pk, self.read(version))
                except ArtifactError as error:
                    log.error("recommender.artifact_broken", version=str(version), error=str(error))
                    mark_broken(version, str(error))
                    return None
            return version, self._loaded[1]

    def forget(self) -> None:
        """Drop what is loaded; the next request reads it again."""
        self._loaded = None

    def read(self, version: ModelVersion) -> ModelT:
        """A version's model, every file of it verified; ArtifactError where it is damaged."""
        config, arrays = artifact_store().load_arrays(version.algorithm, version.version, digest=version.sha256)
        try:
            return self.kind.from_state(self.kind.config_class.from_json(config), arrays)
        except (ValueError, TypeError) as error:  # StateError and ConfigError are both
            raise ArtifactError(f"{version}: {error}") from error
