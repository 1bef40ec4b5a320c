"""Why an uploaded file cannot be read at all: one sentence each, fit to be shown to the member who sent it."""

from __future__ import annotations


class UnreadableUploadError(Exception):
    """The file is refused as a whole. The message is a sentence."""


class UploadTooLargeError(UnreadableUploadError):
    """More bytes, files or rows than anybody's history holds."""


class UnsafeArchiveError(UnreadableUploadError):
    """An archive that is encrypted, packed too tightly, or that names files outside itself."""


class DamagedUploadError(UnreadableUploadError):
    """The file ends too early, or is not what it says it is."""


class UnknownFormatError(UnreadableUploadError):
    """Nobody's export looks like this."""
