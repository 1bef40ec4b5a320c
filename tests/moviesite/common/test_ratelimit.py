"""Named limits: exact, shared, told in headers."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache.backends.dummy import DummyCache
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings as SettingsWrapper

from moviesite.common import ratememory
from moviesite.common.errors import RateLimitedError
from moviesite.common.ratelimit import RateLimitHeadersMiddleware, count_request, enforce, parse_rate
from moviesite.common.ratememory import RateMemory
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


@pytest.fixture
def gone(settings: SettingsWrapper) -> SettingsWrapper:
    """A shared cache that answers nothing, and four web processes."""
    settings.WEB_PROCESSES = 4
    settings.CACHES = {
        **settings.CACHES,
        "ratelimit": {"BACKEND": "tests.moviesite.common.test_ratelimit.SilentCache"},
    }
    return settings


class SilentCache(DummyCache):
    """As a Redis that is away: nothing is added, and a counter is None."""

    def add(self, *args: Any, **kwargs: Any) -> bool:
        """Never."""
        return False

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        """Nothing."""
        return None


def passed(times: int) -> int:
    return sum(not count_request(request(), "probe").exceeded for _ in range(times))


def test_without_the_shared_cache_a_process_lets_its_share_through(gone: SettingsWrapper) -> None:
    gone.RATE_LIMITS = {"probe": ("ip", "10/5m")}

    usages = [count_request(request(), "probe") for _ in range(3)]

    assert [(usage.remaining, usage.exceeded) for usage in usages] == [(6, False), (2, False), (0, True)]
    assert all(298 <= usage.reset <= 300 for usage in usages)


def test_each_process_lets_at_least_one_through(gone: SettingsWrapper) -> None:
    assert passed(5) == 1  # of three


def test_a_process_alone_goes_on_from_what_it_knew(settings: SettingsWrapper) -> None:
    settings.WEB_PROCESSES = 2
    settings.RATE_LIMITS = {"probe": ("ip", "10/d")}
    before = passed(6)

    settings.CACHES = {
        **settings.CACHES,
        "ratelimit": {"BACKEND": "tests.moviesite.common.test_ratelimit.SilentCache"},
    }

    assert (before, passed(10)) == (6, 2)


def test_a_cache_that_comes_back_empty_gives_nothing_away() -> None:
    memory = RateMemory()
    known = [memory.note("probe", count, 60) for count in (1, 2, 3)]
    alone = [memory.count_alone("probe", 10, 60, 4)[0] for _ in range(2)]

    back = [memory.note("probe", count, 60) for count in (1, 2)]

    assert (known, alone, back) == ([1, 2, 3], [7, 11], [12, 13])


def test_what_is_shared_is_believed_while_it_answers() -> None:
    memory = RateMemory()

    counts = [memory.note("probe", count, 60) for count in (6, 5, 7)]  # threads are overtaken by others

    assert counts == [6, 5, 7]


def test_memory_ends_with_its_window() -> None:
    memory = RateMemory()
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        before = memory.count_alone("probe", 10, 60, 4)
        clock.shift(61)

        assert (before, memory.count_alone("probe", 10, 60, 4)) == ((4, 60), (4, 60))


def test_the_oldest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ratememory, "ENTRIES", 2)
    memory = RateMemory()
    for name in ("a", "b", "c"):
        memory.count_alone(name, 10, 60, 1)

    assert [memory.count_alone(name, 10, 60, 1)[0] for name in ("c", "a")] == [2, 1]
