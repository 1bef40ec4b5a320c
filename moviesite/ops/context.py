"""The identity of the request being served, for logs and error bodies."""

from __future__ import annotations

import hashlib
import re
import uuid
from contextvars import ContextVar

from django.conf import settings

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


def member_hash(member_id: int | None) -> str:
    """Twelve hexadecimal digits that stand for a member in logs: the same for one key, and nobody's id."""
    if member_id is None:
        return ""
    key = hashlib.sha256(f"logs:{settings.SECRET_KEY}".encode()).digest()[:32]
    return hashlib.blake2s(str(member_id).encode(), key=key, digest_size=6).hexdigest()
