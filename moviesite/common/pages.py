"""Middleware that turns the product's own errors into pages, so that views need not."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from moviesite.common.api.problems import problem_response
from moviesite.common.errors import DomainError, RateLimitedError

PAGES = {400: "400.html", 401: "403.html", 403: "403.html", 404: "404.html", 429: "429.html"}


class DomainErrorMiddleware:
    """Renders a DomainError that no view caught; API views have their own handler and never get here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A response for a DomainError, None for anything else."""
        if not isinstance(exception, DomainError):
            return None
        if request.path_info.startswith("/api/"):
            return problem_response(exception.status, exception.detail, code=exception.code, title=exception.title)
        template = PAGES.get(exception.status, "400.html")
        retry_after = exception.retry_after if isinstance(exception, RateLimitedError) else None
        context = {"detail": exception.detail, "retry_after": retry_after}
        return render(request, template, context, status=exception.status)
