"""A task that kills whoever runs it is given up, and those behind it are done (R05)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery

from tests.chaos.conftest import Report
from tests.chaos.probes import TRACE
from tests.chaos.servers import Redis, Site, until
from tests.chaos.workers import worker

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
GOOD = 100
MOST_STARTS = 3


@pytest.fixture
def server() -> Iterator[Redis]:
    """Broker, cache and traces."""
    made = Redis()
    yield made
    made.kill()


def test_a_task_that_kills_its_process(server: Redis, tmp_path: Path, report: Report) -> None:
    addresses = {
        "REDIS_URL": server.url,
        "CELERY_BROKER_URL": f"redis://127.0.0.1:{server.port}/1",
        "CHAOS_TRACE_URL": f"redis://127.0.0.1:{server.port}/2",
    }
    site = Site(tmp_path, **addresses)
    site.manage("migrate", "--noinput", "--verbosity=0")
    app = Celery(broker=addresses["CELERY_BROKER_URL"], set_as_current=False)
    traces = redis.Redis.from_url(addresses["CHAOS_TRACE_URL"])

    def ran() -> list[int]:
        return [int(line.split()[0]) for line in traces.lrange(TRACE, 0, -1)]

    app.send_task("chaos.die", kwargs={"number": -1})
    for number in range(GOOD):
        app.send_task("chaos.mark", kwargs={"number": number})
    working = worker(site.environment, tmp_path / "worker.log", concurrency=1, app="tests.chaos.probes")
    try:
        seconds = until(lambda: set(ran()) >= set(range(GOOD)), "the good tasks are not done", 180)
        with sqlite3.connect(site.folder / "marquee.sqlite3") as database:
            query = "SELECT count(*) FROM events_deadletter WHERE source = 'task' AND type = 'chaos.die'"
            until(lambda: database.execute(query).fetchone() == (1,), "nothing lies on the desk", 120)
    finally:
        working.stop()

    starts, done = ran().count(-1), len(set(ran()) - {-1})
    met = starts <= MOST_STARTS and done == GOOD
    report(
        "R05 a task that kills its process",
        f"started {starts} times and put on the desk; {done} of {GOOD} tasks behind it done after {seconds:.1f} s",
        f"at most {MOST_STARTS} starts, all the others done",
        met,
    )
    assert met
