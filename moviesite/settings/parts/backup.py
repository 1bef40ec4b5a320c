"""Where copies of the site go, how many are kept, and what seals them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from moviesite.settings import env

SHORTEST_KEY = 20


def backup() -> dict[str, Any]:
    """BACKUP_DIR empty means no nightly copy; BACKUP_KEY empty means archives that anybody can read."""
    key = env.text("BACKUP_KEY", "")
    if key and len(key) < SHORTEST_KEY:
        raise ImproperlyConfigured(f"BACKUP_KEY must have at least {SHORTEST_KEY} characters. {env.HINT}")
    return {
        "BACKUP_DIR": env.text("BACKUP_DIR", ""),
        "BACKUP_KEY": key,
        "BACKUP_KEEP": env.integer("BACKUP_KEEP", 14),
    }
