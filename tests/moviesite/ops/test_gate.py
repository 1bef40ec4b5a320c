"""What is dear gives way when a process is busy with it."""

from __future__ import annotations

import threading

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django.fixtures import Settings

from moviesite.ops.gate import DEAR, GateMiddleware

CHEAP = ("/api/votes", "/login/", "/", "/livez", "/recommendations/parts/home/")


class Busy:
    """A site whose answers to /search/?slow wait until the test lets them go."""

    def __init__(self) -> None:
        self.arrived, self.go = threading.Semaphore(0), threading.Event()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "slow" in request.GET:
            self.arrived.release()
            assert self.go.wait(30)
        return HttpResponse("answered")


def _hold(gate: GateMiddleware, busy: Busy, number: int) -> list[threading.Thread]:
    threads = [
        threading.Thread(target=gate, args=(RequestFactory().get("/search/?slow"),), daemon=True) for _ in range(number)
    ]
    for thread in threads:
        thread.start()
        assert busy.arrived.acquire(timeout=30)
    return threads


@pytest.mark.parametrize("path", [f"{prefix}x" for prefix in DEAR])
def test_one_search_too_many_is_told_to_come_back(settings: Settings, path: str) -> None:
    settings.DEAR_AT_ONCE = 2
    busy = Busy()
    gate = GateMiddleware(busy)
    threads = _hold(gate, busy, 2)

    refused = gate(RequestFactory().get(path))
    cheap = [gate(RequestFactory().get(other)).status_code for other in CHEAP]
    busy.go.set()
    for thread in threads:
        thread.join(30)

    assert (refused.status_code, refused["Retry-After"], cheap) == (503, "2", [200] * 5)
    assert gate(RequestFactory().get(path)).status_code == 200


def test_nothing_is_refused_without_a_limit(settings: Settings) -> None:
    settings.DEAR_AT_ONCE = 0
    busy = Busy()
    gate = GateMiddleware(busy)
    threads = _hold(gate, busy, 5)

    assert gate(RequestFactory().get("/search/")).status_code == 200
    busy.go.set()
    for thread in threads:
        thread.join(30)


def test_a_search_that_fails_gives_its_place_back(settings: Settings) -> None:
    settings.DEAR_AT_ONCE = 1

    def fail(_: HttpRequest) -> HttpResponse:
        raise ValueError("a mistake")

    gate = GateMiddleware(fail)
    for _ in range(3):
        with pytest.raises(ValueError, match="mistake"):
            gate(RequestFactory().get("/search/"))
