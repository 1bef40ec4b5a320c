"""A stand-in, a clock, and a client that asks the one by the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from moviesite.common.http.breaker import Breaker
from moviesite.common.http.budget import Budget
from moviesite.common.http.client import HttpClient, Patience, Upstream
from tests.fakes.server import FakeUpstream, fake_upstream
from tests.moviesite.common.http.clock import Clock

#: Real pauses are slept by the clock of the test, and a busy machine must not look like a slow service.
PATIENT = Patience(connect=5.0, read=10.0, overall=30.0, retries=2, longest_pause=5.0, base_pause=1.0)
#: A hanging stand-in hangs for as long as it is waited for.
IMPATIENT = replace(PATIENT, read=0.2)


@pytest.fixture
def fake() -> Iterator[FakeUpstream]:
    """Stand-ins that behave."""
    with fake_upstream() as server:
        yield server


@pytest.fixture
def clock() -> Clock:
    """Time that stands still."""
    return Clock()


@pytest.fixture
def make_client(fake: FakeUpstream, clock: Clock) -> Callable[..., HttpClient]:
    """Makes a client of the TMDB stand-in; keyword arguments change what it knows of it."""

    def make(patience: Patience = PATIENT, **about: Any) -> HttpClient:
        upstream = Upstream(**{"name": "tmdb", "base_url": fake.at("tmdb"), **about})
        return HttpClient(
            upstream,
            patience=patience,
            breaker=Breaker(upstream.name, clock=clock),
            budget=Budget(upstream.name, upstream.limits, clock=clock, sleep=clock.sleep),
            sleep=clock.sleep,
            chance=lambda: 0.5,
        )

    return make
