"""The two outermost middlewares: probes that must answer when all else fails, and the context of a request."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from moviesite.common.api.problems import problem_response
from moviesite.common.client_ip import client_ip, network_key
from moviesite.ops.context import begin_request
from moviesite.ops.health import liveness, readiness
from moviesite.ops.metrics import LATENCY, REQUESTS

log = structlog.get_logger("moviesite.request")

GetResponse = Callable[[HttpRequest], HttpResponse]
LARGEST_KEY = 2**63 - 1
QUIET = ("/static/", "/livez", "/readyz", "/healthz", "/metrics")


class ProbeMiddleware:
    """Answers /livez, /readyz and /healthz before hosts, sessions or databases are looked at."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.probes = {"/livez": liveness, "/readyz": readiness, "/healthz": readiness}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = self.probes.get(request.path_info)
        if probe is None or request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        return probe(detailed=request.path_info == "/healthz")


def _refusal(request: HttpRequest) -> str:
    """Why a request cannot be read, "" if it can. Error pages read it too, so it must be refused before them."""
    query, cookies = request.META.get("QUERY_STRING", ""), request.META.get("HTTP_COOKIE", "")
    if "\x00" in request.path_info or "%00" in query or "\\000" in cookies:
        # PostgreSQL cannot hold NUL in text: what SQLite would answer must not be a 500 there.
        return "NUL characters are not accepted."
    if query.count("&") >= settings.DATA_UPLOAD_MAX_NUMBER_FIELDS:
        return "Too many parameters."
    # Django decodes address and body by this, also with codecs that make no text, or text that cannot be stored.
    charset = (request.content_params or {}).get("charset", "utf-8")
    return "" if charset.lower() in {"utf-8", "utf8", "us-ascii"} else "Only UTF-8 is accepted."


class RequestContextMiddleware:
    """Gives a request its id, refuses one that no view could read, and writes one log line and the metrics."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = begin_request(request.headers.get("X-Request-ID"))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        if refusal := _refusal(request):
            response = problem_response(400, refusal, code="invalid")
        else:
            response = self.get_response(request)
        response["X-Request-ID"] = request_id
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        self._record(request, response, time.perf_counter() - started)
        return response

    def process_view(
        self, request: HttpRequest, view: object, args: tuple[object, ...], kwargs: dict[str, object]
    ) -> None:
        """404 for a number in the address that no key of any database can be; SQLite would raise instead."""
        if any(isinstance(value, int) and value > LARGEST_KEY for value in kwargs.values()):
            raise Http404

    def _record(self, request: HttpRequest, response: HttpResponse, seconds: float) -> None:
        if request.path_info.startswith(QUIET):
            return
        match = request.resolver_match
        route = match.route if match else "unmatched"
        method = request.method or "GET"
        REQUESTS.labels(method, route, str(response.status_code)).inc()
        LATENCY.labels(method, route).observe(seconds)
        user = request.__dict__.get("_cached_user")
        log.info(
            "request",
            method=method,
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            member=getattr(user, "pk", None),
            client=network_key(client_ip(request)),
        )
