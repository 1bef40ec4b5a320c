"""What is read of an upload before any view has a say."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class QuotaUploadHandler(FileUploadHandler):
    """Refuses bodies of more than `UPLOAD_QUOTA` bytes, whatever their length is said to be.

    Checking a form's CSRF token parses its files, so that without this a visitor fills the disk before a view can look.
    Views have smaller limits of their own, with words beside the field. It must come first among the handlers.
    """

    chunk_size = 64 * 1024

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.received = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, str],  # noqa: N803  Django's name
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        """Look at what the length is said to be."""
        if content_length > settings.UPLOAD_QUOTA:
            raise RequestDataTooBig(f"an upload of {content_length} bytes")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count what really comes, and hand it on to the handlers behind."""
        self.received += len(raw_data)
        if self.received > settings.UPLOAD_QUOTA:
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The handlers behind make the file."""
        return
