"""What the site tells of itself to other services. Nothing is sent anywhere unless an address is set."""

from __future__ import annotations

from typing import Any

from moviesite.settings import env


def observing() -> dict[str, Any]:
    """Addresses of the trace collector and the error service, and how much they get."""
    return {
        "OTEL_ENDPOINT": env.text("OTEL_EXPORTER_OTLP_ENDPOINT", ""),
        "TRACE_SHARE": env.number("TRACE_SHARE", 0.1),
        "ERROR_DSN": env.text("ERROR_DSN", ""),
        "RELEASE": env.text("RELEASE", ""),
        "WORKER_METRICS_PORT": int(env.number("WORKER_METRICS_PORT", 0)),
    }
