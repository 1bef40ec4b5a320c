"""Many readers of a value that ends: one of them works it out, and nobody waits for it (R09)."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from pytest_django.fixtures import Settings

from moviesite.common import softcache
from moviesite.settings.parts.caches import caches as cache_settings
from tests.chaos.conftest import Report
from tests.chaos.servers import Redis
from tests.processes import run_in_processes

pytestmark = pytest.mark.chaos
READERS = 32
FRESH, LOAD, LASTS = 2.0, 0.3, 6.5  # seconds
ROUNDS = 3


@dataclass
class Readings:
    """What one process met: moments of its loads, waits after the first value, seconds of reads that loaded nothing."""

    loads: list[float] = field(default_factory=list)
    waits: int = 0
    reads: list[float] = field(default_factory=list)


def _read(key: str) -> Readings:
    found = Readings()
    wait: Any = softcache._wait

    def load() -> float:
        found.loads.append(time.time())
        time.sleep(LOAD)
        return found.loads[-1]

    def counted_wait(name: str) -> Any:
        found.waits += bool(found.reads)
        return wait(name)

    setattr(softcache, "_wait", counted_wait)  # noqa: B010  this process ends with its readings
    deadline = time.monotonic() + LASTS
    while time.monotonic() < deadline:
        before, began = len(found.loads), time.monotonic()
        softcache.keep(key, load, fresh=FRESH)
        if len(found.loads) == before:
            found.reads.append(time.monotonic() - began)
        time.sleep(0.02)
    return found


@pytest.fixture(params=["sqlite", "redis"])
def _shared_cache(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """The caches as a site has them, of its own."""
    server = Redis() if request.param == "redis" else None
    settings.CACHES = {**configured.CACHES, **cache_settings(server.url if server else "", tmp_path)}
    yield
    if server is not None:
        server.kill()


@pytest.mark.usefixtures("_shared_cache")
def test_a_value_that_ends_is_made_once(request: pytest.FixtureRequest, report: Report) -> None:
    loads, waits, crowds, slowest = [], 0, 0, []
    for number in range(ROUNDS):
        found: list[Readings] = run_in_processes(_read, [(f"chaos:{number}",)] * READERS)
        moments = sorted(moment for one in found for moment in one.loads)
        loads.append(len(moments))
        crowds += sum(later - earlier < FRESH / 2 for earlier, later in pairwise(moments))
        waits += sum(one.waits for one in found)
        reads = sorted(seconds for one in found for seconds in one.reads[1:])
        slowest.append(reads[int(len(reads) * 0.99)] * 1000)

    met = max(loads) <= 5 and not crowds and not waits
    report(
        f"R09 stampede ({request.node.callspec.id})",
        f"{READERS} processes, {LASTS} s, a value that lasts {FRESH:.0f} s and takes {LOAD} s: "
        f"{statistics.median(loads):.0f} loads (three rounds: {loads}), {crowds} of them twice for one expiry; "
        f"{waits} readers waited once there was a value; p99 of a read {statistics.median(slowest):.0f} ms",
        "at most 5 loads, 1 for each expiry; 0 waiting",
        met,
    )
    assert met, (loads, crowds, waits)
