"""Where events go besides our own consumers."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured

from moviesite.settings import env

SCHEMES = ("amqp://", "amqps://", "kafka://")


def events() -> dict[str, Any]:
    """EVENTS_URL empty is in process; the name begins those of exchange, queue, topic and group."""
    url = env.text("EVENTS_URL", "")
    if url and not url.startswith(SCHEMES):
        raise ImproperlyConfigured(f"EVENTS_URL must begin with one of {', '.join(SCHEMES)}. {env.HINT}")
    return {
        "EVENTS_URL": url,
        "EVENTS_NAME": env.text("EVENTS_NAME", "marquee"),
        "EVENTS_FALLBACK_SECONDS": env.integer("EVENTS_FALLBACK_SECONDS", 60),
    }
