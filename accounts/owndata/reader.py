"""Reading an export back, within limits: sizes are counted while reading, never believed, and nothing is unpacked."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from accounts.exceptions import ArchiveRefusedError
from accounts.models import User
from accounts.owndata.archive import FORMAT, MANIFEST, VERSION
from accounts.owndata.registry import Row, Tally, sections

MOST_FILES = 500
MOST_ROWS = 100_000  # of a section
MOST_LINE = 2 * 1024 * 1024  # bytes of a row; a list of 1,000 titles with long notes is about 1 MB
MOST_TOTAL = 256 * 1024 * 1024  # bytes read of one archive
MOST_PICTURE = 5 * 1024 * 1024
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


def refused(message: str) -> ArchiveRefusedError:
    """The archive will not do, and why, beside its field."""
    return ArchiveRefusedError(errors={"file": [message]})


class Archive:
    """An uploaded export, open for reading. ArchiveRefusedError on `file` for anything that is none."""

    def __init__(self, data: bytes) -> None:
        if data.count(b"PK\x01\x02") > MOST_FILES:
            raise refused(_("There are too many files in it."))
        self._left = MOST_TOTAL
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._names = {item.filename: item for item in self._zip.infolist()}
        except _DAMAGED as error:
            raise refused(_("This is no ZIP archive, or a damaged one.")) from error
        self._check_manifest()

    def _check_manifest(self) -> None:
        try:
            manifest = json.loads(self.read(MANIFEST, MOST_LINE) or b"")
            known = manifest["format"] == FORMAT
            version = manifest["version"]
        except (ValueError, KeyError, TypeError, RecursionError):
            known = False
        if not known:
            raise refused(_("This is no export of this site."))
        if version != VERSION:
            raise refused(_("This export is of another version of the site."))

    def _open(self, name: str) -> IO[bytes] | None:
        item = self._names.get(name)
        if item is None:
            return None
        if item.flag_bits & 1 or item.compress_type not in _METHODS:
            raise refused(_("The archive is packed in a way that is not read here."))
        return self._zip.open(item)

    def read(self, name: str, most: int = MOST_PICTURE) -> bytes | None:
        """A small file as a whole; None where there is none."""
        try:
            file = self._open(name)
            data = file.read(most + 1) if file else None
        except _DAMAGED as error:
            raise refused(_("The archive is damaged.")) from error
        if data is not None and len(data) > most:
            raise refused(_("A file in it is too large."))
        return data

    def rows(self, name: str) -> Iterator[Row]:
        """A section's rows; none where there is no such file."""
        for number, line in enumerate(self._lines(f"{name}.jsonl")):
            self._left -= len(line)
            if number == MOST_ROWS or len(line) > MOST_LINE or self._left < 0:
                raise refused(_("%(name)s.jsonl is too large.") % {"name": name})
            yield self._row(name, line)

    def _lines(self, path: str) -> Iterator[bytes]:
        try:
            file = self._open(path)
            line = file.readline(MOST_LINE + 1) if file else b""
        except _DAMAGED as error:
            raise refused(_("The archive is damaged.")) from error
        while line and file:
            yield line
            try:
                line = file.readline(MOST_LINE + 1)
            except _DAMAGED as error:
                raise refused(_("The archive is damaged.")) from error

    def _row(self, name: str, line: bytes) -> Row:
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise refused(_("%(name)s.jsonl is damaged.") % {"name": name}) from error
        if not isinstance(row, dict):
            raise refused(_("%(name)s.jsonl is damaged.") % {"name": name})
        return row


def read_archive(*, user: User, data: bytes) -> dict[str, Tally]:
    """Write all of an export that is not there yet, section by section; what became of each.

    Sections commit as they go, and what is there is passed over, so an interrupted reading is finished by another.
    """
    archive = Archive(data)
    return {
        section.name: section.restore(user, archive.rows(section.name), archive.read)
        for section in sections()
        if section.restores
    }
