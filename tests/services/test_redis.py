"""Cache and limits on a real Redis, and what happens when it is gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import caches
from django.test import RequestFactory
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from moviesite.common.ratelimit import count_request
from tests.processes import run_in_processes

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(not configured.REDIS_URL, reason="REDIS_URL is not set: Redis is tested where it is"),
]


def _hammer(times: int) -> int:
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.77")
    return sum(not count_request(request, "probe").exceeded for _ in range(times))


def test_exactly_the_quota_passes_over_four_processes(settings: Settings) -> None:
    settings.RATE_LIMIT_SCALE = 1
    settings.RATE_LIMITS = {"probe": ("ip", "10/d")}

    assert sum(run_in_processes(_hammer, [(100,)] * 4)) == 10


def test_values_come_back_as_they_went_in() -> None:
    for value in (0, 7, "text", 1.5, None, True, [1, "a"], {"a": [1]}):
        caches["default"].set("key", value)

        assert caches["default"].get("key", "missing") == value


@pytest.fixture
def gone(settings: Settings) -> Any:
    """Caches that point to a port where nothing listens."""
    broken = {
        name: {**options, "LOCATION": "redis://127.0.0.1:1/0"} if "redis" in options["BACKEND"] else options
        for name, options in configured.CACHES.items()
    }
    settings.CACHES = broken
    return settings


@pytest.mark.django_db
def test_pages_and_logins_go_on_without_redis(gone: Any, api: APIClient) -> None:
    statuses = [
        api.get("/api/profiles").status_code,
        api.post("/api/auth/register", {"username": "vani", "password": "seven brown lamps"}).status_code,
        api.post("/api/auth/login", {"username": "vani", "password": "seven brown lamps"}).status_code,
        api.get("/readyz").status_code,
    ]

    assert statuses == [200, 201, 200, 200]


@pytest.mark.django_db
def test_limits_hold_in_the_process_without_redis(gone: Any, api: APIClient) -> None:
    gone.RATE_LIMIT_SCALE = 1
    gone.WEB_PROCESSES = 1
    gone.RATE_LIMITS = {**configured.RATE_LIMITS, "read": ("ip", "3/m")}

    assert [api.get("/api/profiles").status_code for _ in range(5)] == [200, 200, 200, 429, 429]
