"""A task that takes longer than the broker waits for it is handed out again, and its work is done once (R06)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from celery import Celery

from tests.chaos.conftest import Report
from tests.chaos.probes import TRACE
from tests.chaos.servers import Postgres, Redis, Site, until
from tests.chaos.slow_training import BODIES, COPIES, PATIENCE, SECONDS
from tests.chaos.workers import CeleryProcess, worker

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
APP = "tests.chaos.slow_training"
RUNS = 3
QUIET = 15.0  # seconds after the end, in which a late copy would still come
_QUEUE = """
from recommender.services.training import request_training
from recommender.tasks import train_run
run = request_training(kind="content-based", force=True)
run.options["algorithms"] = ["popularity"]
run.save()
print("sent", run.pk, train_run.delay(run_id=run.pk).id)
"""


@dataclass
class Pair:
    """Two workers, and what they left."""

    site: Site
    postgres: Postgres
    broker: str
    traces: redis.Redis
    workers: list[CeleryProcess] = field(default_factory=list)

    def left(self, name: str, what: str) -> int:
        """How often something stands in a list of traces."""
        found: list[bytes] = self.traces.lrange(name, 0, -1)  # type: ignore[assignment]
        return sum(line.split()[0].decode() == what for line in found)

    def run(self, run_id: str) -> tuple[Any, ...]:
        """Status, starts and number of versions of a training."""
        query = (
            "SELECT status, starts, (SELECT count(*) FROM recommender_trainingrun_versions v "
            "WHERE v.trainingrun_id = r.id) FROM recommender_trainingrun r WHERE r.id = %s"
        )
        with psycopg.connect(self.postgres.url, autocommit=True) as connection:
            found = connection.execute(query, (run_id,)).fetchone()
        assert found is not None
        return found


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """Both begun, with something to learn."""
    server, postgres = Redis(), Postgres()
    addresses = {
        "DATABASE_URL": postgres.url,
        "REDIS_URL": server.url,
        "CELERY_BROKER_URL": f"redis://127.0.0.1:{server.port}/1",
        "CHAOS_TRACE_URL": f"redis://127.0.0.1:{server.port}/2",
    }
    site = Site(tmp_path, **addresses)
    traces = redis.Redis.from_url(addresses["CHAOS_TRACE_URL"])
    made = Pair(site, postgres, addresses["CELERY_BROKER_URL"], traces)
    try:
        site.manage("migrate", "--noinput", "--verbosity=0")
        site.manage("seed_demo", "--members=20", "--ratings=600", "--verbosity=0")
        for number in range(2):
            made.workers.append(worker(site.environment, tmp_path / f"worker{number}.log", app=APP))
        yield made
    finally:
        for process in made.workers:
            process.kill()
        server.kill()
        postgres.remove()


def test_a_task_longer_than_the_broker_waits(pair: Pair, report: Report) -> None:
    _run_without_a_lease(pair)
    copies, bodies, ends = [], [], []
    for _ in range(RUNS):
        run_id, message = pair.site.manage("shell", "--verbosity=0", "--command", _QUEUE).split()[-2:]
        until(lambda run=run_id: pair.run(run)[0] == "done", "the training does not end", 180)  # type: ignore[misc]
        time.sleep(QUIET)
        copies.append(pair.left(COPIES, message))
        bodies.append(pair.left(BODIES, run_id))
        ends.append(pair.run(run_id))
    bare = pair.left(TRACE, "1")

    met = (bodies, ends) == ([1] * RUNS, [("done", 1, 1)] * RUNS) and min(copies) > 1 and bare > 1
    report(
        f"R06 tasks of {SECONDS:.0f} s, handed out again after {PATIENCE} s",
        f"two workers, {RUNS} trainings: messages came {sorted(copies)} times, bodies began {bodies} times, each made "
        f"one version; a task of that length without a lease began {bare} times",
        "each body once",
        met,
    )
    assert met, (bare, copies, bodies, ends, *(process.said() for process in pair.workers))


def _run_without_a_lease(pair: Pair) -> None:
    """A task that nothing guards, until no message of it is left: one that comes for the fourth time is given up."""
    app = Celery(broker=pair.broker, set_as_current=False)
    app.send_task("chaos.sleep", kwargs={"number": 1, "seconds": SECONDS})
    broker = redis.Redis.from_url(pair.broker)
    until(lambda: pair.left(TRACE, "1") > 1, "the message does not come again")
    until(lambda: not broker.llen("celery") and not broker.hlen("unacked"), "the messages do not end", 300)
