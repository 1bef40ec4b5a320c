"""An upload unpacked within limits. Nothing is written to disk, and sizes are counted while reading, never believed."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, Final

from ratings.importers.errors import DamagedUploadError, UnsafeArchiveError, UploadTooLargeError

MOST_MEMBERS: Final = 4000
MOST_FILE: Final = 32 * 1024 * 1024  # bytes of one unpacked file; ten thousand long reviews are about 20 MB
MOST_TOTAL: Final = 64 * 1024 * 1024
MOST_RATIO: Final = 150  # unpacked to packed; honest tables pack 3 to 20
FREE: Final = 1024 * 1024  # below this size the ratio says nothing
READABLE: Final = (".csv", ".json", ".xml", ".tsv", ".txt")
_CHUNK: Final = 256 * 1024
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True, slots=True)
class File:
    """A file by its path inside the upload."""

    path: str
    data: bytes

    @property
    def name(self) -> str:
        """Without folders, in small letters."""
        return PurePosixPath(self.path).name.casefold()


@dataclass(frozen=True, slots=True)
class Upload:
    """What was uploaded: one file, or the readable ones of an archive."""

    name: str
    files: tuple[File, ...]
    is_archive: bool = False


def open_upload(name: str, data: bytes) -> Upload:
    """The files of an upload; UnreadableUploadError says in a sentence what is wrong with it."""
    if not data.strip():
        raise DamagedUploadError("The file is empty.")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Upload(name, _unzipped(data), is_archive=True)
    if data.startswith(b"\x1f\x8b"):
        return Upload(name, (File(name.removesuffix(".gz"), _gunzipped(data)),))
    if len(data) > MOST_FILE:
        raise UploadTooLargeError(f"The file is larger than {MOST_FILE // 1024 // 1024} MB.")
    return Upload(name, (File(name, data),))


def _gunzipped(data: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(data, MOST_FILE + 1)
    except zlib.error:
        raise DamagedUploadError("The packed file is damaged.") from None
    _check_size("The packed file", len(found), len(data))
    if not unpacker.eof:
        raise DamagedUploadError("The packed file ends too early.")
    return found


def _unzipped(data: bytes) -> tuple[File, ...]:
    if data.count(b"PK\x01\x02") > MOST_MEMBERS:
        raise UploadTooLargeError(f"The archive holds more than {MOST_MEMBERS} files.")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _members(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError):
        raise DamagedUploadError("The archive is damaged.") from None


def _members(archive: zipfile.ZipFile) -> tuple[File, ...]:
    files: list[File] = []
    total = 0
    for item in archive.infolist():
        path = item.filename
        if item.is_dir() or not path.casefold().endswith(READABLE) or path.startswith("__MACOSX/"):
            continue  # archives inside the archive are among what is passed over
        if path.startswith(("/", "\\")) or ".." in path.replace("\\", "/").split("/") or ":" in path[:3]:
            raise UnsafeArchiveError("The archive names files outside itself.")
        if item.flag_bits & 1:
            raise UnsafeArchiveError("The archive is protected by a password.")
        if item.compress_type not in _METHODS:
            raise UnsafeArchiveError("The archive is packed in a way that is not read here.")
        with archive.open(item) as stream:
            content = _bounded(stream, path, item.compress_size)
        total += len(content)
        if total > MOST_TOTAL:
            raise UploadTooLargeError(f"The archive unpacks to more than {MOST_TOTAL // 1024 // 1024} MB.")
        files.append(File(path, content))
    return tuple(files)


def _bounded(stream: IO[bytes], path: str, packed: int) -> bytes:
    parts: list[bytes] = []
    size = 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        _check_size(f"{PurePosixPath(path).name[:60]} in the archive", size, packed)
        parts.append(chunk)
    return b"".join(parts)


def _check_size(what: str, size: int, packed: int) -> None:
    if size > MOST_FILE:
        raise UploadTooLargeError(f"{what} unpacks to more than {MOST_FILE // 1024 // 1024} MB.")
    if size > FREE and size > MOST_RATIO * max(1, packed):
        raise UnsafeArchiveError(f"{what} is packed too tightly to be what it says.")
