"""Probes answer what they are asked, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django.fixtures import Settings

from moviesite.ops import health


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    health._last = None
    yield
    health._last = None


def test_liveness_touches_neither_database_nor_host_check(client: Client) -> None:
    response = client.get("/livez", headers={"host": "anything.example"})  # no database mark: a query would fail

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_readiness_when_all_is_well(client: Client) -> None:
    assert client.get("/readyz").json() == {"status": "ok"}
    assert client.get("/healthz").json() == {"status": "ok", "parts": {"database": "ok", "cache": "ok"}}


@pytest.mark.django_db
def test_a_lost_cache_only_degrades(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.cache, "get", lambda _: None)

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (200, {"status": "degraded"})


@pytest.mark.django_db
def test_a_lost_database_is_not_ready_but_alive(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> None:
        raise OperationalError("password=hunter2 is wrong")

    monkeypatch.setattr(health.connection, "cursor", fail)

    ready, detail, live = client.get("/readyz"), client.get("/healthz"), client.get("/livez")

    assert [answer.status_code for answer in (ready, detail, live)] == [503, 503, 200]
    assert detail.json()["parts"]["database"] == "failed: OperationalError"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "address", "header", "status"),
    [
        ("", "127.0.0.1", "", 200),
        ("", "203.0.113.1", "", 404),
        ("s3cret", "127.0.0.1", "", 404),
        ("s3cret", "203.0.113.1", "Bearer s3cret", 200),
        ("s3cret", "203.0.113.1", "Bearer wrong", 404),
    ],
)
def test_metrics_are_not_public(
    client: Client, settings: Settings, token: str, address: str, header: str, status: int
) -> None:
    settings.METRICS_TOKEN = token

    response = client.get("/metrics", REMOTE_ADDR=address, headers={"authorization": header})

    assert response.status_code == status


@pytest.mark.django_db
def test_metrics_count_requests_by_route(client: Client) -> None:
    client.get("/api/profiles/nobody")

    text = client.get("/metrics").content.decode()

    assert 'marquee_http_requests_total{method="GET",route="api/profiles/<str:username>",status="404"}' in text
