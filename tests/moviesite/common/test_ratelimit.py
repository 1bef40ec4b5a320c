"""Named limits: exact, shared, told in headers."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings as SettingsWrapper

from moviesite.common.errors import RateLimitedError
from moviesite.common.ratelimit import RateLimitHeadersMiddleware, count_request, enforce, parse_rate
from tests.processes import run_in_processes


@pytest.fixture(autouse=True)
def _limits(settings: SettingsWrapper) -> None:
    settings.RATE_LIMIT_SCALE = 1
    settings.RATE_LIMITS = {"probe": ("ip", "3/5m"), "name": ("account", "2/h")}


def request(address: str = "203.0.113.1") -> HttpRequest:
    return RequestFactory().get("/", REMOTE_ADDR=address)


@pytest.mark.parametrize(("rate", "expected"), [("25/5m", (25, 300)), ("3/s", (3, 1)), ("1/2d", (1, 172800))])
def test_parse_rate(rate: str, expected: tuple[int, int]) -> None:
    assert parse_rate(rate) == expected


def test_scale_multiplies_every_rate(settings: SettingsWrapper) -> None:
    settings.RATE_LIMIT_SCALE = 2.5

    assert parse_rate("10/m") == (25, 60)


def test_the_request_after_the_last_allowed_one_is_refused() -> None:
    remaining = [count_request(request(), "probe").remaining for _ in range(3)]

    assert remaining == [2, 1, 0]
    with pytest.raises(RateLimitedError) as caught:
        enforce(request(), "probe")
    assert 0 < caught.value.retry_after <= 300


def test_addresses_are_counted_apart() -> None:
    for _ in range(3):
        enforce(request(), "probe")

    assert count_request(request("203.0.113.2"), "probe").remaining == 2


def test_one_ipv6_subscriber_is_one_client() -> None:
    for last in range(3):
        enforce(request(f"2001:db8::{last + 1}"), "probe")

    assert count_request(request("2001:db8::ffff"), "probe").exceeded


def test_an_account_is_counted_whatever_its_case_and_address() -> None:
    enforce(request(), "name", account="Meera")
    enforce(request("203.0.113.2"), "name", account=" meera ")

    assert count_request(request("203.0.113.3"), "name", account="MEERA").exceeded


def test_headers_follow_the_draft() -> None:
    def view(inner: HttpRequest) -> HttpResponse:
        enforce(inner, "probe")
        return HttpResponse()

    response = RateLimitHeadersMiddleware(view)(request())

    assert response["RateLimit-Policy"] == '"probe";q=3;w=300'
    assert re.fullmatch(r'"probe";r=2;t=\d+', response["RateLimit"])


def test_refusal_says_when_to_come_back() -> None:
    def view(inner: HttpRequest) -> HttpResponse:
        for _ in range(4):
            count_request(inner, "probe")
        return HttpResponse(status=429)

    response = RateLimitHeadersMiddleware(view)(request())

    assert response["Retry-After"] == response["RateLimit"].rpartition("t=")[2]


def _hammer(path: str, times: int) -> int:
    from django.core.cache import caches
    from django.test import override_settings

    backend = {"BACKEND": "moviesite.common.sqlitecache.SqliteFileCache", "LOCATION": path}
    with override_settings(CACHES={"default": backend, "ratelimit": backend, "local": backend}):
        del caches  # reopened by the override
        return sum(not count_request(request(), "probe").exceeded for _ in range(times))


def test_exactly_the_quota_passes_over_four_processes(tmp_path: Path, settings: SettingsWrapper) -> None:
    settings.RATE_LIMITS = {"probe": ("ip", "10/d")}

    passed = run_in_processes(_hammer, [(str(tmp_path / "limits.sqlite3"), 100)] * 4)

    assert sum(passed) == 10
