"""Trained models as directories of plain arrays.

``<root>/<algorithm>/<version>/`` holds one .npy file per array and ``manifest.json`` with the settings, the metrics,
the fingerprint of the training data, shapes and sha256 sums. A version appears whole or not at all: it is written
beside its place, flushed and renamed. Nothing is ever unpickled. Large arrays are memory-mapped, so processes share
one copy.
"""

import json
import re
import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from recommender.algorithms.base import Recommender, StateError
from recommender.algorithms.config import ConfigError
from recommender.algorithms.registry import AlgorithmRegistry, UnknownAlgorithmError, registry
from recommender.dataset import History
from recommender.dataset.types import AnyArray
from recommender.registry.arrays import (
    ArtifactError,
    flush_directory,
    read_array,
    require_numbers,
    sha256,
    write_array,
    write_text,
)

FORMAT_VERSION = 1
MANIFEST = "manifest.json"
SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
SMOKE_TITLES = 32
LEFT_OVER = 3600  # seconds after which nobody is still writing a directory
SMOKE_TOLERANCE = 1e-3


@dataclass(frozen=True)
class Manifest:
    """What is known about an artifact without reading its arrays.

    ``files`` maps a file name to its sha256, dtype and shape; ``smoke`` holds a history and the scores it gave when the
    artifact was written.
    """

    algorithm: str
    version: str
    config: dict[str, Any]
    metrics: dict[str, float]
    fingerprint: str
    created_at: str
    files: dict[str, dict[str, Any]]
    smoke: dict[str, list[float]]
    format_version: int = FORMAT_VERSION
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class LoadedArtifact:
    """A model ready to score, with its manifest."""

    model: Recommender[Any]
    manifest: Manifest


class ArtifactStore:
    """Artifacts below one directory."""

    def __init__(self, root: Path, algorithms: AlgorithmRegistry = registry) -> None:
        self.root = Path(root)
        self.algorithms = algorithms

    def path(self, algorithm: str, version: str) -> Path:
        """Directory of a version; ArtifactError for names that are no plain file names."""
        for name in (algorithm, version):
            if not SAFE_NAME.fullmatch(name):
                raise ArtifactError(f"{name!r} is not a safe name")
        return self.root / algorithm / version

    def versions(self, algorithm: str) -> list[str]:
        """Names of the complete versions, sorted."""
        directory = self.path(algorithm, "any").parent
        if not directory.is_dir():
            return []
        return sorted(
            entry.name for entry in directory.iterdir() if (entry / MANIFEST).is_file() and entry.name[0] != "."
        )

    def save(
        self,
        model: Recommender[Any],
        version: str,
        *,
        fingerprint: str,
        created_at: datetime,
        metrics: Mapping[str, float] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Manifest:
        """Write a fitted model under a new version name; ArtifactError when it exists. Returns the manifest."""
        arrays = model.state()
        for key, array in arrays.items():
            require_numbers(key, array)  # before the model is asked for scores that such an array cannot give
        return self.save_arrays(
            name=model.name,
            config=model.config.to_json(),
            arrays=arrays,
            version=version,
            fingerprint=fingerprint,
            created_at=created_at,
            metrics=metrics,
            smoke=_smoke(model),
            extra=extra,
        )

    def save_arrays(
        self,
        *,
        name: str,
        config: dict[str, Any],
        arrays: Mapping[str, AnyArray],
        version: str,
        fingerprint: str,
        created_at: datetime,
        metrics: Mapping[str, float] | None = None,
        smoke: dict[str, list[float]] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> Manifest:
        """Write what any model has learnt; see `save`."""
        target = self.path(name, version)
        if target.exists():
            raise ArtifactError(f"{name} {version} already exists")
        target.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".staging-", dir=target.parent))
        try:
            files = {f"{key}.npy": write_array(staging / f"{key}.npy", array) for key, array in arrays.items()}
            manifest = Manifest(
                algorithm=name,
                version=version,
                config=config,
                metrics=dict(metrics or {}),
                fingerprint=fingerprint,
                created_at=created_at.isoformat(),
                files=files,
                smoke=smoke or {},
                extra=dict(extra or {}),
            )
            write_text(staging / MANIFEST, json.dumps(asdict(manifest), indent=1, sort_keys=True))
            flush_directory(staging)
            staging.chmod(0o755)
            staging.replace(target)
            flush_directory(target.parent)
        except OSError as error:
            raise ArtifactError(f"{name} {version} could not be written: {error}") from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)
        return manifest

    def manifest(self, algorithm: str, version: str) -> Manifest:
        """Read a manifest; ArtifactError when missing or malformed."""
        path = self.path(algorithm, version) / MANIFEST
        try:
            manifest = Manifest(**json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise ArtifactError(f"{algorithm} {version}: unreadable manifest: {error}") from error
        if manifest.format_version != FORMAT_VERSION:
            raise ArtifactError(f"{algorithm} {version}: format {manifest.format_version!r} is not {FORMAT_VERSION}")
        if (manifest.algorithm, manifest.version) != (algorithm, version):
            raise ArtifactError(f"{algorithm} {version}: the manifest is of {manifest.algorithm} {manifest.version}")
        if not isinstance(manifest.files, dict) or not isinstance(manifest.smoke, dict):
            raise ArtifactError(f"{algorithm} {version}: malformed manifest")
        return manifest

    def digest(self, algorithm: str, version: str) -> str:
        """sha256 of the manifest, which pins every other file: keep it elsewhere to notice an exchanged artifact."""
        try:
            return sha256(self.path(algorithm, version) / MANIFEST)
        except OSError as error:
            raise ArtifactError(f"{algorithm} {version}: unreadable manifest: {error}") from error

    def load(self, algorithm: str, version: str, *, digest: str | None = None) -> LoadedArtifact:
        """Verify every file, rebuild the model and repeat its smoke scores; ArtifactError on anything wrong.

        ``digest`` is what ``digest()`` answered when the version was saved; a different manifest is refused.
        """
        manifest, arrays = self._verified(algorithm, version, digest)
        try:
            cls = self.algorithms.get(algorithm)
            model = cls.from_state(cls.config_class.from_json(manifest.config), arrays)
        except (UnknownAlgorithmError, ConfigError, StateError) as error:
            raise ArtifactError(f"{algorithm} {version}: {error}") from error
        _check_smoke(model, manifest)
        return LoadedArtifact(model, manifest)

    def load_arrays(
        self, algorithm: str, version: str, *, digest: str | None = None
    ) -> tuple[dict[str, Any], dict[str, AnyArray]]:
        """Settings and verified arrays of a model that gives no scores of titles."""
        manifest, arrays = self._verified(algorithm, version, digest)
        return manifest.config, arrays

    def _verified(self, algorithm: str, version: str, digest: str | None) -> tuple[Manifest, dict[str, AnyArray]]:
        if digest is not None and digest != self.digest(algorithm, version):
            raise ArtifactError(f"{algorithm} {version}: the manifest is not the one that was registered")
        manifest = self.manifest(algorithm, version)
        directory = self.path(algorithm, version)
        arrays = {
            name.removesuffix(".npy"): read_array(self._inside(directory, name), facts)
            for name, facts in manifest.files.items()
        }
        return manifest, arrays

    @staticmethod
    def _inside(directory: Path, name: str) -> Path:
        if not SAFE_NAME.fullmatch(name) or not name.endswith(".npy"):
            raise ArtifactError(f"{name!r} is not a safe array file name")
        return directory / name

    def delete(self, algorithm: str, version: str) -> None:
        """Remove a version; readers that have it mapped keep their copy. ArtifactError when missing."""
        target = self.path(algorithm, version)
        if not target.is_dir():
            raise ArtifactError(f"{algorithm} {version} does not exist")
        # Renamed first, so that no reader finds half a version.
        grave = Path(tempfile.mkdtemp(prefix=".deleted-", dir=target.parent))
        target.replace(grave)
        shutil.rmtree(grave, ignore_errors=True)

    def sweep(self, algorithm: str) -> int:
        """Remove what killed processes left of writing and deleting long ago; returns how many directories."""
        parent = self.path(algorithm, "any").parent
        old = time.time() - LEFT_OVER
        found = [entry for entry in parent.glob(".*-*") if entry.is_dir() and entry.stat().st_mtime < old]
        for entry in found:
            shutil.rmtree(entry, ignore_errors=True)
        return len(found)


def _smoke_history(n_items: int) -> History:
    items = np.unique(np.linspace(0, n_items - 1, min(n_items, SMOKE_TITLES)).astype(np.int64))
    return History.of(items, np.full(items.size, 5.0))


def _smoke(model: Recommender[Any]) -> dict[str, list[float]]:
    ids, scores = model.recommend(_smoke_history(model.n_items), SMOKE_TITLES)
    return {"items": [int(item) for item in ids], "scores": [float(score) for score in scores]}


def _check_smoke(model: Recommender[Any], manifest: Manifest) -> None:
    where = f"{manifest.algorithm} {manifest.version}"
    try:
        items = np.asarray(manifest.smoke["items"], dtype=np.int64)
        expected = np.asarray(manifest.smoke["scores"], dtype=np.float32)
        scores = model.score(_smoke_history(model.n_items))
        same = np.allclose(scores[items], expected, rtol=SMOKE_TOLERANCE, atol=SMOKE_TOLERANCE)
    except (KeyError, ValueError, IndexError, TypeError, np.linalg.LinAlgError) as error:
        raise ArtifactError(f"{where}: the smoke test failed: {error}") from error
    if not same or scores.dtype != np.float32 or scores.shape != (model.n_items,):
        raise ArtifactError(f"{where}: the model does not give the scores it gave when it was saved")
