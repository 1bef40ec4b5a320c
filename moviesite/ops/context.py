"""The identity of the request being served, for logs and error bodies."""

from __future__ import annotations

import re
import uuid
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")
_SAFE = re.compile(r"[A-Za-z0-9._-]{8,64}")


def current_request_id() -> str:
    """The id of the request in hand, "" outside of one."""
    return _request_id.get()


def begin_request(offered: str | None) -> str:
    """Start a request with the id its caller offered if it is harmless, else a new one."""
    value = offered if offered and _SAFE.fullmatch(offered) else uuid.uuid4().hex
    _request_id.set(value)
    return value
