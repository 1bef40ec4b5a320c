"""Structured logs by structlog: readable lines on a terminal, one JSON object per event in production."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import structlog

from moviesite.ops.redaction import redact_rendered, redact_secrets
from moviesite.ops.tracing import current_trace


def add_trace(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """The trace that a line belongs to."""
    event.update(current_trace())
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    add_trace,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    redact_secrets,
]


def logging_config(*, level: str, as_json: bool) -> dict[str, Any]:
    """The LOGGING setting; structlog and the standard library end in the same formatter."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    renderers: list[Any] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    # Without local variables, which hold passwords and tokens where a login fails.
    if as_json:
        tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        rendered = structlog.processors.ExceptionRenderer(tracebacks)
        renderers += [rendered, redact_rendered, structlog.processors.JSONRenderer()]
    else:
        console = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
        renderers += [structlog.processors.format_exc_info, redact_rendered, console]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "structured": {
                "()": "structlog.stdlib.ProcessorFormatter",
                "foreign_pre_chain": _SHARED,
                "processors": renderers,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
            "celery.utils.functional": {"level": "WARNING"},
            "implicit": {"level": "WARNING"},
        },
    }
