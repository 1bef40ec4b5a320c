"""Request bodies: JSON of bounded depth and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

import orjson
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

MAX_DEPTH = 32


def _depth_exceeds(body: bytes, limit: int) -> bool:
    """Whether brackets nest deeper than `limit`; strings are skipped, so it may be asked before parsing."""
    depth, in_string, escaped = 0, False, False
    for byte in body:
        if in_string:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                in_string = False
        elif byte == 0x22:
            in_string = True
        elif byte in b"[{":
            depth += 1
            if depth > limit:
                return True
        elif byte in b"]}":
            depth -= 1
    return False


class BodyTooLargeError(APIException):
    """413; Django's own limit is only for bodies that it reads itself."""

    status_code = 413
    default_detail = gettext_lazy("The body is too large.")
    default_code = "body_too_large"


class StrictJSONParser(BaseParser):
    """`application/json` by RFC 8259, of bounded size: no NaN, at most 32 levels, no NUL in text."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """The parsed body; ParseError (400) says what is wrong with it."""
        body = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(body) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise BodyTooLargeError
        if not body.strip():
            return {}
        # Brackets are rare in honest bodies, so the slow walk is only taken for suspicious ones.
        if body.count(b"[") + body.count(b"{") > MAX_DEPTH and _depth_exceeds(body, MAX_DEPTH):
            raise ParseError(_("JSON nested deeper than %(depth)s levels.") % {"depth": MAX_DEPTH})
        if b"\\u0000" in body or b"\x00" in body:
            raise ParseError(_("NUL characters are not accepted."))
        try:
            return orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise ParseError(_("Not valid JSON: %(error)s") % {"error": error}) from error
