"""What an archive says about itself."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from moviesite.ops.backup.errors import BackupError

FORMAT = 1
NAME = "manifest.json"
NATIVE, LOGICAL = "native", "logical"


@dataclass(frozen=True, slots=True)
class Content:
    """A table: how many rows, and the sum of their digests, in whatever order they lie."""

    rows: int
    checksum: str


@dataclass(frozen=True, slots=True)
class File:
    """A file: bytes, and SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """`started` is the moment that the copy shows; a native copy fits its engine only, a logical one any."""

    engine: str
    form: str
    started: datetime
    finished: datetime | None = None
    migrations: list[tuple[str, str]] = field(default_factory=list)
    tables: dict[str, Content] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    vanished: int = 0  # files that were deleted while they were about to be copied

    def to_json(self) -> bytes:
        """For the archive."""
        shape = {"format": FORMAT, **asdict(self)}
        return json.dumps(shape, indent=1, sort_keys=True, default=lambda moment: moment.isoformat()).encode()


def read_manifest(text: bytes) -> Manifest:
    """The manifest in `text`. Raises BackupError for anything else."""
    try:
        shape: dict[str, Any] = json.loads(text)
        if shape.pop("format") != FORMAT:
            raise BackupError("The archive was made by another release, whose form this one does not know.")
        manifest = Manifest(**shape)
        manifest.started = datetime.fromisoformat(shape["started"])
        manifest.finished = datetime.fromisoformat(shape["finished"])
        manifest.migrations = [(app, name) for app, name in shape["migrations"]]
        manifest.tables = {name: Content(**content) for name, content in shape["tables"].items()}
        manifest.files = {name: File(**file) for name, file in shape["files"].items()}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BackupError("The archive's manifest cannot be read.") from error
    return manifest


def differences(expected: Manifest, found: dict[str, Content]) -> list[str]:
    """What is not as the manifest says, a sentence for each table."""
    sentences = []
    for name in sorted(expected.tables.keys() | found.keys()):
        there, here = expected.tables.get(name), found.get(name)
        if there is None or here is None:
            sentences.append(f"{name}: only in the {'archive' if here is None else 'database'}")
        elif there.rows != here.rows:
            sentences.append(f"{name}: {there.rows} rows in the archive, {here.rows} in the database")
        elif there != here:
            sentences.append(f"{name}: the contents differ")
    return sentences
