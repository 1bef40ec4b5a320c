"""What may happen to the files of a model: cut, flipped, empty, foreign, half written or gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils import timezone

from recommender.enums import ModelStatus
from recommender.models import ModelVersion
from recommender.registry.versions import artifact_store, register_version


def _largest(folder: Path) -> Path:
    return max(folder.glob("*.npy"), key=lambda file: file.stat().st_size)


def _cut(folder: Path) -> None:
    victim = _largest(folder)
    victim.write_bytes(victim.read_bytes()[:-100])


def _flip(folder: Path) -> None:
    victim = _largest(folder)
    content = bytearray(victim.read_bytes())
    content[-3] ^= 0x10
    victim.write_bytes(content)


def _half_written(folder: Path) -> None:
    for file in sorted(folder.glob("*.npy"))[1:]:
        file.unlink()


DAMAGES: list[Callable[[Path], Any]] = [
    _cut,
    _flip,
    _half_written,
    lambda folder: _largest(folder).write_bytes(b""),
    lambda folder: _largest(folder).write_bytes(b"\x80\x04cos\nsystem\n(S'true'\ntR."),
    lambda folder: (folder / "manifest.json").unlink(),
    lambda folder: folder.rename(folder.parent / "elsewhere"),
]


def damaged_copy(source: ModelVersion, number: int, damage: Callable[[Path], Any]) -> ModelVersion:
    """A new version with the arrays of another, registered and then damaged."""
    store, name = artifact_store(), f"copy-{number}"
    loaded = store.load(source.algorithm, source.version)
    manifest = store.save(
        loaded.model,
        name,
        fingerprint="copy",
        created_at=timezone.now(),
        extra=loaded.manifest.extra,
    )
    digest = store.digest(source.algorithm, name)
    damage(store.path(source.algorithm, name))
    if (moved := store.path(source.algorithm, "elsewhere")).exists():
        moved.rename(moved.parent / f"elsewhere-{number}")
    return register_version(manifest=manifest, digest=digest, size=1, interactions=1, status=ModelStatus.CANDIDATE)
