"""JSON by orjson: a list of cards costs a quarter less than with the standard library."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import orjson
from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer


def _default(value: Any) -> Any:
    if isinstance(value, Promise):
        return str(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict | list | tuple | set):
        return list(value) if not isinstance(value, dict) else dict(value)
    if hasattr(value, "tolist"):  # numpy numbers and arrays
        return value.tolist()
    return str(value)


def to_json(data: Any) -> bytes:
    """`data` as UTF-8 JSON."""
    return orjson.dumps(data, default=_default, option=orjson.OPT_NON_STR_KEYS)


class ORJSONRenderer(BaseRenderer):
    """`application/json`."""

    media_type = "application/json"
    format = "json"
    charset = None
    render_style = "binary"

    def render(self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None) -> bytes:
        """The body; nothing at all for None, as 204 wants it."""
        return b"" if data is None else to_json(data)
