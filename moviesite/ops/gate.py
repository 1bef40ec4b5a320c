"""Shedding what is dear before what is needed: searches and recommendations give way to votes, logins and probes.

A process has so many threads. Searches and recommendations may hold all but one of them; one more is told at once to
come back later, which costs next to nothing, so that whoever votes or logs in always finds a thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from moviesite.ops.metrics import SHED
from moviesite.ops.views import unavailable

DEAR = (
    "/search/", "/recommendations/", "/api/search", "/api/recommendations", "/api/ml/", "/api/movies/search",
    "/api/content/search", "/api/content/similar/",
)  # fmt: skip


def is_dear(path: str) -> bool:
    """Whether a path may be refused. Parts of a page may not: one browser asks for several of them at once."""
    return path.startswith(DEAR) and "/parts/" not in path


class GateMiddleware:
    """503 with Retry-After for a search or recommendation beyond DEAR_AT_ONCE in this process; 0 lets all through."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        limit = settings.DEAR_AT_ONCE
        self._places = threading.BoundedSemaphore(limit) if limit > 0 else None

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or refuse without a look at anything."""
        if self._places is None or not is_dear(request.path_info):
            return self.get_response(request)
        if not self._places.acquire(blocking=False):
            SHED.inc()
            return unavailable(request)
        try:
            return self.get_response(request)
        finally:
            self._places.release()
