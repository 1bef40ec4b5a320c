"""The metrics endpoint and the error pages."""

from __future__ import annotations

import hmac
import ipaddress
import sys
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from moviesite.common.api.problems import problem_response
from moviesite.common.client_ip import client_ip
from moviesite.ops.away import RETRY_AFTER, is_away
from moviesite.ops.metrics import exposition


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus text for holders of METRICS_TOKEN; without a token only for this machine. Others see no page."""
    token = settings.METRICS_TOKEN
    if token:
        allowed = hmac.compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    else:
        allowed = ipaddress.ip_address(client_ip(request)).is_loopback
    if not allowed:
        return HttpResponseNotFound()
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def _error(request: HttpRequest, status: int, detail: str, **context: Any) -> HttpResponse:
    if request.path_info.startswith("/api/"):
        return problem_response(status, detail, code=HTTPStatus(status).phrase.lower().replace(" ", "_"))
    return render(request, f"{status}.html", {"detail": detail, **context}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400."""
    return _error(request, 400, _("The request could not be understood."))


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return _error(request, 403, _("You may not see this page."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _error(request, 404, _("There is nothing at this address."))


def unavailable(request: HttpRequest) -> HttpResponse:
    """503 with Retry-After: a page that needs neither database nor context."""
    if request.path_info.startswith("/api/"):
        detail = _("The site cannot answer this just now. Try it again in a few seconds.")
        response = problem_response(503, detail, code="unavailable")
    else:
        response = render(request, "503.html", status=503)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: a page that needs neither database nor context; 503 while the database is away."""
    if is_away(sys.exception()):
        return unavailable(request)
    if request.path_info.startswith("/api/"):
        return problem_response(500, _("Something failed on our side."), code="server_error")
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or old."""
    if request.path_info.startswith("/api/"):
        return problem_response(403, _("The CSRF token is missing or wrong."), code="csrf_failed")
    get_token(request)  # the page that is opened again then has one, also in a browser that sends no Origin
    return render(request, "403_csrf.html", status=403)
