"""Forms of visitors need no token, so that pages for them carry none, set no cookie and can be kept by the edge.

docs/decisions/0025-pages-without-a-token.md says why this is safe, and what members keep.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class VisitorOriginMiddleware:
    """Accepts a form of a visitor without a session by its Origin, which browsers send and pages cannot forge.

    Stands before CsrfViewMiddleware, which judges everything else: members, and who sends no Origin, need the token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any) -> None:
        """Mark what needs no further look, as CsrfViewMiddleware itself does."""
        if request.method in SAFE or getattr(view, "csrf_exempt", False):  # the API asks for tokens by itself
            return
        if not has_session(request) and _is_from_here(request):
            request.csrf_processing_done = True  # type: ignore[attr-defined]


def has_session(request: HttpRequest) -> bool:
    """Whether the request comes with what could be a member's session, living or not."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


def token_context(request: HttpRequest) -> dict[str, str]:
    """Context processor: no token for visitors, unless their browser holds one or the view asks for it.

    A view asks by `ensure_csrf_cookie`: those that log somebody in do.
    """
    return {} if has_session(request) or "CSRF_COOKIE" in request.META else {"csrf_token": ""}


def _is_from_here(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin", "")
    return origin == f"{request.scheme}://{request.get_host()}" or origin in settings.CSRF_TRUSTED_ORIGINS
