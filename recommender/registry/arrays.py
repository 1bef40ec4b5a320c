"""Reading and writing single .npy files, verified and without pickles."""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from recommender.dataset.types import AnyArray

MAP_FROM_BYTES = 1 << 20
CHUNK = 1 << 20


class ArtifactError(Exception):
    """An artifact is missing, damaged, foreign, or already there."""


def require_numbers(name: str, array: AnyArray) -> None:
    """ArtifactError for an array of Python objects, which only a pickle could hold."""
    if array.dtype.hasobject:
        raise ArtifactError(f"{name} holds Python objects, not numbers")


def write_array(path: Path, array: AnyArray) -> dict[str, Any]:
    """Write and flush one array; returns its facts (sha256, dtype, shape). ArtifactError for object arrays."""
    plain = np.ascontiguousarray(array).reshape(array.shape)
    require_numbers(path.name, plain)
    with path.open("wb") as stream:
        np.lib.format.write_array(stream, plain, allow_pickle=False)
        stream.flush()
        os.fsync(stream.fileno())
    return {"sha256": sha256(path), "dtype": str(plain.dtype), "shape": list(plain.shape)}


def read_array(path: Path, facts: Mapping[str, Any]) -> AnyArray:
    """Read one array after comparing its sha256, then its dtype and shape; large files are memory-mapped read-only."""
    try:
        if sha256(path) != facts["sha256"]:
            raise ArtifactError(f"{path.name} is damaged: its sha256 differs from the manifest")
        mapped = path.stat().st_size >= MAP_FROM_BYTES
        array = np.load(path, mmap_mode="r" if mapped else None, allow_pickle=False)
        if not isinstance(array, np.ndarray):
            raise ArtifactError(f"{path.name} is not an array file")
        if [str(array.dtype), list(array.shape)] != [facts["dtype"], facts["shape"]]:
            raise ArtifactError(f"{path.name} is {array.dtype}{list(array.shape)}, the manifest says otherwise")
    except (OSError, ValueError, EOFError, KeyError, TypeError) as error:
        raise ArtifactError(f"{path.name} is unreadable: {error}") from error
    return array


def sha256(path: Path) -> str:
    """Hex digest of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def write_text(path: Path, text: str) -> None:
    """Write and flush a small text file."""
    with path.open("w", encoding="utf-8") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def flush_directory(path: Path) -> None:
    """Make the names in a directory survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
