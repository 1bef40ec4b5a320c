"""Named rate limits on top of django-ratelimit, with the header fields of draft-ietf-httpapi-ratelimit-headers.

Counting is done by the `ratelimit` cache, which every process shares and which counts atomically. If that cache is
gone, each of `WEB_PROCESSES` counts its share of the requests for itself, from what it knew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import ngettext
from django_ratelimit import ALL
from django_ratelimit.core import get_usage

from moviesite.common.client_ip import client_ip, network_key
from moviesite.common.errors import RateLimitedError
from moviesite.common.ratememory import RateMemory

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_RATE = re.compile(r"(\d+)/(\d*)([smhd])")

memory = RateMemory()


@dataclass(frozen=True, slots=True)
class Usage:
    """How one limit stands after a request: `quota` requests in `window` seconds, `remaining` left, `reset` in s."""

    policy: str
    quota: int
    window: int
    remaining: int
    reset: int
    exceeded: bool


def parse_rate(rate: str) -> tuple[int, int]:
    """`25/5m` as (requests, seconds), the requests multiplied by RATE_LIMIT_SCALE."""
    match = _RATE.fullmatch(rate)
    if match is None:
        raise ValueError(f"{rate!r} is not a rate like 25/5m")
    count, multiple, unit = match.groups()
    return max(1, round(int(count) * settings.RATE_LIMIT_SCALE)), int(multiple or 1) * _SECONDS[unit]


def _counted_by(request: HttpRequest, scope: str, account: str) -> str:
    if scope == "account":
        return hashlib.sha256(account.strip().lower().encode()).hexdigest()
    user = getattr(request, "user", None)
    if scope == "user" and user is not None and user.is_authenticated:
        return f"user:{user.pk}"
    return f"ip:{network_key(client_ip(request))}"


def _count(request: HttpRequest, policy: str, key: str, quota: int, window: int) -> tuple[int, int]:
    """The count of this window with this request, and the seconds it lasts."""
    found = get_usage(
        request, group=policy, key=lambda _group, _request: key, rate=(quota, window), increment=True, method=ALL
    )
    name = f"{policy}:{key}:{quota}:{window}"
    if found is None or found["time_left"] < 0:  # the shared cache did not answer
        return memory.count_alone(name, quota, window, settings.WEB_PROCESSES)
    return memory.note(name, found["count"], found["time_left"]), found["time_left"]


def count_request(request: HttpRequest, policy: str, *, account: str = "") -> Usage:
    """Count one request against the limit named `policy` and say how it stands; it refuses nothing itself."""
    scope, rate = settings.RATE_LIMITS[policy]
    quota, window = parse_rate(rate)
    key = _counted_by(request, scope, account)
    count, left = _count(request, policy, key, quota, window)
    usage = Usage(
        policy=policy,
        quota=quota,
        window=window,
        remaining=max(0, quota - count),
        reset=max(1, int(left)),
        exceeded=count > quota,
    )
    _remember(request, usage)
    return usage


def _remember(request: HttpRequest, usage: Usage) -> None:
    django_request = getattr(request, "_request", request)  # DRF wraps the request that the middleware sees
    django_request.__dict__.setdefault("rate_limit_usages", []).append(usage)


def enforce(request: HttpRequest, policy: str, *, account: str = "") -> None:
    """Count one request; RateLimitedError when it is one too many."""
    usage = count_request(request, policy, account=account)
    if usage.exceeded:
        raise RateLimitedError(
            ngettext(
                "More than %(quota)s requests in %(window)s seconds. Try again in %(reset)s second.",
                "More than %(quota)s requests in %(window)s seconds. Try again in %(reset)s seconds.",
                usage.reset,
            )
            % {"quota": usage.quota, "window": usage.window, "reset": usage.reset},
            retry_after=usage.reset,
            policy=policy,
        )


def rate_limited(
    policy: str, *, methods: tuple[str, ...] = ("GET", "HEAD", "POST")
) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Decorate a page's view with the limit named `policy`."""

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method in methods:
                enforce(request, policy)
            return view(request, *args, **kwargs)

        return limited

    return decorate


class RateLimitHeadersMiddleware:
    """Writes `RateLimit-Policy`, `RateLimit` and, on 429, `Retry-After`; the tightest limit speaks for the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        usages: list[Usage] | None = request.__dict__.get("rate_limit_usages")
        if usages:
            response["RateLimit-Policy"] = ", ".join(f'"{u.policy}";q={u.quota};w={u.window}' for u in usages)
            tightest = min(usages, key=lambda usage: (not usage.exceeded, usage.remaining))
            response["RateLimit"] = f'"{tightest.policy}";r={tightest.remaining};t={tightest.reset}'
            if response.status_code == 429:
                response["Retry-After"] = str(tightest.reset)
        return response
