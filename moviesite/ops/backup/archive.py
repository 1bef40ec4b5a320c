"""The file that a copy is: a compressed tar with the manifest at its end, encrypted where there is a key.

It appears under its name when it is whole and on the disk, and not before. What is taken out of one has been checked:
the compression's checksum, each file's size and SHA-256, and that no name leads anywhere but into its folder.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

from moviesite.ops.backup import manifest as manifests
from moviesite.ops.backup.errors import BackupError
from moviesite.ops.backup.manifest import File, Manifest
from moviesite.ops.backup.sealing import MAGIC, Opener, Sealer

PLAIN, SEALED = ".tar.gz", ".tar.gz.sealed"
ROOTS = ("database", "media", "models")
_LEVEL = 1  # of gzip: the next ones cost more time than they save space
_IN_MEMORY = 8 << 20
_LONGEST_MANIFEST = 64 << 20


class Writer:
    """Adds files to an archive, and remembers them in the manifest."""

    def __init__(self, tar: tarfile.TarFile, manifest: Manifest, progress: Callable[[str], None]) -> None:
        self._tar, self.manifest, self._progress = tar, manifest, progress

    def add(self, name: str, path: Path) -> None:
        """Copy a file as it is now: it is read once, so that size, digest and bytes belong together."""
        digest = hashlib.sha256()
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=None) as held:
            try:
                with path.open("rb") as source:
                    while piece := source.read(1 << 20):
                        digest.update(piece)
                        held.write(piece)
            except FileNotFoundError:
                self.manifest.vanished += 1
                return
            size = held.tell()
            held.seek(0)
            self._put(name, size, cast(BinaryIO, held))
        self.manifest.files[name] = File(size=size, sha256=digest.hexdigest())
        self._progress(name)

    def add_own(self, name: str, path: Path) -> None:
        """Add a file that nobody else writes to."""
        with path.open("rb") as source:
            digest = hashlib.file_digest(source, "sha256").hexdigest()
            source.seek(0)
            self._put(name, path.stat().st_size, source)
        self.manifest.files[name] = File(size=path.stat().st_size, sha256=digest)
        self._progress(name)

    def add_folder(self, root: str, folder: Path) -> None:
        """Add all regular files below a folder, if it is there; links are left out."""
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.is_symlink():
                self.add(f"{root}/{path.relative_to(folder).as_posix()}", path)

    def _put(self, name: str, size: int, source: BinaryIO) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode, entry.mtime = size, 0o600, int(self.manifest.started.timestamp())
        self._tar.addfile(entry, source)


@contextmanager
def writing(target: Path, manifest: Manifest, *, key: str, progress: Callable[[str], None]) -> Iterator[Writer]:
    """An archive that stands at `target` when the block has ended well, and nowhere when it has not."""
    handle, partial = tempfile.mkstemp(prefix=".partial-", dir=target.parent)  # readable for its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            sealed: Any = Sealer(file, key) if key else file
            with (
                gzip.GzipFile(fileobj=sealed, mode="wb", compresslevel=_LEVEL, mtime=0, filename="") as packed,
                tarfile.open(fileobj=packed, mode="w|") as tar,
            ):
                writer = Writer(tar, manifest, progress)
                yield writer
                text = manifest.to_json()
                writer._put(manifests.NAME, len(text), io.BytesIO(text))
            if key:
                sealed.close()
            file.flush()
            os.fsync(file.fileno())
        Path(partial).replace(target)
        _sync_folder(target.parent)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _checked_name(entry: tarfile.TarInfo) -> PurePosixPath:
    name = PurePosixPath(entry.name)
    if (
        not entry.isreg()
        or name.is_absolute()
        or ".." in name.parts
        or len(name.parts) < 2
        or name.parts[0] not in ROOTS
    ):
        raise BackupError("The archive holds something that no copy of this site holds.")
    return name


def _take(tar: tarfile.TarFile, folder: Path) -> tuple[bytes, dict[str, File]]:
    found: dict[str, File] = {}
    text = b""
    for entry in tar:
        content = tar.extractfile(entry) if entry.isreg() else None
        if entry.name == manifests.NAME and content is not None and entry.size < _LONGEST_MANIFEST:
            text = content.read()
            continue
        name = _checked_name(entry)
        if content is None or str(name) in found:
            raise BackupError("The archive holds something that no copy of this site holds.")
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with path.open("xb") as target:
            while piece := content.read(1 << 20):
                digest.update(piece)
                target.write(piece)
        found[str(name)] = File(size=entry.size, sha256=digest.hexdigest())
    return text, found


def unpack(archive: Path, folder: Path, *, key: str) -> Manifest:
    """Put the content of an archive into an empty folder, checked. Raises BackupError for anything that is not one."""
    try:
        with archive.open("rb") as file:
            magic = file.read(len(MAGIC))
            source: Any = Opener(file, key) if magic == MAGIC else file
            if source is file:
                file.seek(0)
            buffered = io.BufferedReader(source, 1 << 20) if source is not file else source
            with gzip.GzipFile(fileobj=buffered) as packed:
                with tarfile.open(fileobj=packed, mode="r|") as tar:
                    text, found = _take(tar, folder)
                while packed.read(1 << 20):  # to the end, where its checksum is
                    pass
    except FileNotFoundError as error:
        raise BackupError(f"There is no archive at {archive}.") from error
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BackupError("The archive is damaged, cut off, or none of this site.") from error
    manifest = manifests.read_manifest(text)
    if manifest.files != found:
        raise BackupError("The archive's files are not those of its manifest.")
    return manifest


def put_back(folder: Path, root: str, target: Path) -> int:
    """Move the files of a root to where the site has them, each at once; others that are there stay. How many."""
    count = 0
    for path in sorted((folder / root).rglob("*")):
        if path.is_file():
            place = target / path.relative_to(folder / root)
            place.parent.mkdir(parents=True, exist_ok=True)
            partial = place.with_name(f".partial-{place.name}")
            shutil.copyfile(path, partial)
            partial.replace(place)
            count += 1
    return count
