"""Readers of other sites' public pages. Off unless the operator turns them on, whose legal responsibility they are."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from moviesite.settings import env

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def letterboxd() -> dict[str, Any]:
    """The settings, checked: an address without a path, encrypted unless it is this machine's own."""
    url = env.text("LETTERBOXD_URL", "https://letterboxd.com").rstrip("/")
    parts = urlsplit(url)
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not secure or not parts.hostname or parts.path or parts.query or parts.username:
        raise ImproperlyConfigured(f"LETTERBOXD_URL must be an address like https://letterboxd.com. {env.HINT}")
    return {"LETTERBOXD_READER": env.boolean("LETTERBOXD_READER", False), "LETTERBOXD_URL": url}
