"""Liveness and readiness. Liveness looks at nothing outside the process, or one slow database restarts every pod."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpResponse

from moviesite.common.api.renderers import to_json

_KEEP = 2.0  # seconds a readiness answer is reused: probes must not be a load of their own
_last: tuple[float, int, dict[str, Any]] | None = None
_migrated = False


def _answer(status: int, body: dict[str, Any]) -> HttpResponse:
    response = HttpResponse(to_json(body), status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def liveness(*, detailed: bool = False) -> HttpResponse:
    """200 as long as this process can answer at all."""
    return _answer(200, {"status": "ok"})


def _check_database() -> str:
    global _migrated
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    if not _migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations pending"
        _migrated = True
    return "ok"


def _check_cache() -> str:
    cache.set("health", 1, 10)
    return "ok" if cache.get("health") == 1 else "degraded"


def _run(check: Callable[[], str]) -> str:
    try:
        return check()
    except (DatabaseError, OSError) as error:
        return f"failed: {type(error).__name__}"


def readiness(*, detailed: bool = False) -> HttpResponse:
    """200 when requests can be served, else 503. A lost cache is only `degraded`; `detailed` names each part."""
    global _last
    now = time.monotonic()
    if _last is None or now - _last[0] > _KEEP:
        parts = {"database": _run(_check_database), "cache": _run(_check_cache)}
        ready = parts["database"] == "ok"
        overall = ("ok" if parts["cache"] == "ok" else "degraded") if ready else "unavailable"
        _last = (now, 200 if ready else 503, {"status": overall, "parts": parts})
    _, status, body = _last
    return _answer(status, body if detailed else {"status": body["status"]})
