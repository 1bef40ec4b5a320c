"""Two schedulers run each turn of a job once, and the one that is left goes on (R08)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
import redis

from tests.chaos.conftest import Report
from tests.chaos.probes import BEATS, TICK, TRACE
from tests.chaos.servers import Postgres, Redis, Site, until
from tests.chaos.workers import CeleryProcess, beat, worker

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
APP = "tests.chaos.probes"
MINUTE = 60.0


@dataclass
class Pair:
    """Two schedulers, a worker, and when the job ran."""

    site: Site
    folder: Path
    traces: redis.Redis
    beats: list[CeleryProcess] = field(default_factory=list)

    def start_beat(self) -> None:
        """One more, which has begun."""
        made = beat(self.site.environment, self.folder / "beat.log", app=APP)
        self.beats.append(made)
        begun = str(made.process.pid).encode()
        until(lambda: begun in self.traces.lrange(BEATS, 0, -1), "the scheduler does not begin", 120)

    def ran(self, since: float = 0.0) -> list[float]:
        """Unix times of the runs."""
        found: list[bytes] = self.traces.lrange(TRACE, 0, -1)  # type: ignore[assignment]
        return sorted(at for at in (float(line.split()[1]) for line in found) if at >= since)


@pytest.fixture(params=["sqlite", "postgresql"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """Everything begun, with the job running."""
    server = Redis()
    postgres = Postgres() if request.param == "postgresql" else None
    environment = {
        "REDIS_URL": server.url,
        "CELERY_BROKER_URL": f"redis://127.0.0.1:{server.port}/1",
        "CHAOS_TRACE_URL": f"redis://127.0.0.1:{server.port}/2",
    }
    if postgres is not None:
        environment["DATABASE_URL"] = postgres.url
    site = Site(tmp_path, **environment)
    made = Pair(site, tmp_path, redis.Redis.from_url(environment["CHAOS_TRACE_URL"]))
    working: CeleryProcess | None = None
    try:
        site.manage("migrate", "--noinput", "--verbosity=0")
        working = worker(site.environment, tmp_path / "worker.log", concurrency=1, app=APP)
        made.start_beat()
        made.start_beat()
        until(lambda: len(made.ran()) > 2, "the job does not run", 120)
        yield made
    finally:
        for process in (*made.beats, *([working] if working else [])):
            process.kill()
        server.kill()
        if postgres is not None:
            postgres.remove()


def test_two_schedulers(pair: Pair, request: pytest.FixtureRequest, report: Report) -> None:
    began = time.time()
    time.sleep(MINUTE)
    runs = pair.ran(began)
    closest = min(later - earlier for earlier, later in pairwise(runs))

    gaps = []
    for _ in range(3):
        killed = time.time()
        pair.beats.pop(0).kill()
        time.sleep(4 * TICK)
        gaps.append(max(later - earlier for earlier, later in pairwise(pair.ran(killed - TICK))))
        pair.start_beat()
        time.sleep(2 * TICK)

    met = 11 <= len(runs) <= 13 and max(gaps) < 2 * TICK and closest > TICK / 2
    report(
        f"R08 two schedulers ({request.node.callspec.id})",
        f"{len(runs)} runs of a {TICK:.0f}-s job in a minute, no two closer than {closest:.1f} s; one killed, three "
        f"times: longest pause {max(gaps):.1f} s",
        f"12 ± 1; pause < {2 * TICK:.0f} s",
        met,
    )
    assert met, (runs, gaps)
