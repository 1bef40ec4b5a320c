"""The two outermost middlewares: probes that must answer when all else fails, and the context of a request."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from moviesite.common.api.problems import problem_response
from moviesite.common.client_ip import client_ip, is_trusted, network_key
from moviesite.ops.context import begin_request, member_hash
from moviesite.ops.health import liveness, readiness
from moviesite.ops.load import note_answer
from moviesite.ops.metrics import LATENCY, REQUESTS
from moviesite.ops.tracing import span_of

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


def _caller(request: HttpRequest) -> dict[str, str] | None:
    """The trace of who asks, if it is one of our own proxies: a visitor cannot make us record."""
    parent = request.headers.get("traceparent", "")
    return {"traceparent": parent} if parent and is_trusted(request.META.get("REMOTE_ADDR", "")) else None


def _describe(span: Span, request: HttpRequest, response: HttpResponse) -> None:
    """Route and status; never the address, which names members and holds queries."""
    route = request.resolver_match.route if request.resolver_match else "unmatched"
    span.update_name(f"{request.method} /{route}")
    span.set_attributes(
        {"http.request.method": request.method or "GET", "http.route": f"/{route}"}
        | {"http.response.status_code": response.status_code}
    )
    if response.status_code >= 500:
        span.set_status(Status(StatusCode.ERROR))


class RequestContextMiddleware:
    """Gives a request its id, refuses one that no view could read, and writes one log line and the metrics."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        request_id = begin_request(request.headers.get("X-Request-ID"))
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        with span_of(request.method or "GET", SpanKind.SERVER, carrier=_caller(request)) as span:
            if refusal := _refusal(request):
                response = problem_response(400, refusal, code="invalid")
            else:
                response = self.get_response(request)
            _describe(span, request, response)
            self._record(request, response, time.perf_counter() - started)
        response["X-Request-ID"] = request_id
        response.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), interest-cohort=()")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
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
        note_answer(seconds, response.status_code)
        user = request.__dict__.get("_cached_user")
        log.info(
            "request",
            method=method,
            route=route,
            status=response.status_code,
            ms=round(seconds * 1000, 1),
            member=member_hash(getattr(user, "pk", None)),
            client=network_key(client_ip(request)),
        )
