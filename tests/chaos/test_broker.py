"""The broker is restarted again and again while tasks pour in: all of them are done, and soon (R12)."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from celery import Celery
from kombu.exceptions import OperationalError

from moviesite.settings.parts.celery import transport_options
from tests.chaos.conftest import SCALE, Report
from tests.chaos.probes import TRACE
from tests.chaos.servers import PATIENCE, Redis, Site, free_port, listens, until
from tests.chaos.workers import CeleryProcess, worker

pytestmark = [pytest.mark.chaos, pytest.mark.slow]
TASKS, RATE, RESTARTS, GAP = round(1000 * SCALE), 50.0, 5, 2.0
SWEEP = 30.0  # seconds between two looks for what no message has brought
MUST = 60.0  # seconds until nothing is left


@dataclass(frozen=True)
class Broker:
    """An address, and how to end the server as a restart does and start it again."""

    url: str
    stop: Callable[[], None]
    start: Callable[[], None]


@contextmanager
def redis_broker(folder: Path) -> Iterator[Broker]:
    """redis-server that writes down all it is told, as a broker must."""
    if not shutil.which("redis-server"):
        pytest.skip("redis-server is not here")
    port, running = free_port(), list[subprocess.Popen[bytes]]()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", ""]
    command += ["--appendonly", "yes", "--appendfsync", "everysec", "--maxmemory-policy", "noeviction"]

    def start() -> None:
        running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL))
        until(lambda: listens(port), "Redis did not start")

    def stop() -> None:
        running[-1].terminate()
        running[-1].wait(PATIENCE)

    start()
    try:
        yield Broker(f"redis://127.0.0.1:{port}/0", stop, start)
    finally:
        stop()


@contextmanager
def rabbitmq_broker(folder: Path) -> Iterator[Broker]:
    """A node of its own, with its own files and its own name."""
    plain = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")  # the one on the path changes the user where it can
    server = str(plain) if plain.exists() else shutil.which("rabbitmq-server")
    if not server:
        pytest.skip("rabbitmq-server is not here")
    port, distribution, running = free_port(), free_port(), list[subprocess.Popen[bytes]]()
    (folder / "enabled_plugins").write_text("[].\n")
    (folder / "rabbitmq.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{port}\n")
    environment = {
        **os.environ,
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"chaos{port}@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(distribution),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_PID_FILE": str(folder / "pid"),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }

    def start() -> None:
        with (folder / "said.log").open("ab") as log:
            running.append(
                subprocess.Popen([server], env=environment, stdout=log, stderr=log, start_new_session=True, cwd=folder)
            )
        until(lambda: listens(port), "RabbitMQ did not start", 180)

    def stop() -> None:
        with suppress(ProcessLookupError):
            os.killpg(running[-1].pid, signal.SIGTERM)
        try:
            running[-1].wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(running[-1].pid, signal.SIGKILL)
            running[-1].wait()
        until(lambda: not listens(port), "RabbitMQ did not end")

    start()
    try:
        yield Broker(f"amqp://guest:guest@127.0.0.1:{port}//", stop, start)
    finally:
        stop()


BROKERS = {"redis": redis_broker, "rabbitmq": rabbitmq_broker}


@pytest.fixture(params=sorted(BROKERS))
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    """A broker that may be restarted."""
    folder = tmp_path / request.param
    folder.mkdir()
    with BROKERS[request.param](folder) as made:
        yield made


@pytest.fixture
def traces() -> Iterator[Redis]:
    """Where tasks leave their numbers; nobody breaks it."""
    server = Redis()
    yield server
    server.kill()


def _pour(app: Celery, restart: Callable[[], None]) -> tuple[int, int]:
    """Send all tasks at a steady rate, beside the restarts; what cannot be sent waits, as in the outbox.

    Returns how often the broker was restarted, and how many were sent again.
    """
    refused, restarts = 0, 0

    def break_it() -> None:
        nonlocal restarts
        for _ in range(RESTARTS):
            time.sleep(GAP)
            restart()
            restarts += 1

    breaking = threading.Thread(target=break_it, daemon=True)
    breaking.start()
    for number in range(TASKS):
        time.sleep(1 / RATE)
        while True:
            try:
                app.send_task("chaos.mark", kwargs={"number": number}, retry=False)
                break
            except (OperationalError, OSError):
                refused += 1
                time.sleep(0.1)
    breaking.join()
    return restarts, refused


@dataclass
class Rows:
    """What is to be done, as tables know it: a message is only a hint, and a sweep sends what is left."""

    app: Celery
    traces: redis.Redis
    worker: CeleryProcess
    swept: int = 0
    worker_starts: int = 1

    def done(self) -> set[int]:
        """Numbers that were left."""
        return {int(line.split()[0]) for line in self.traces.lrange(TRACE, 0, -1)}

    def supervise(self) -> None:
        """Start a worker that has ended, as whatever runs it does."""
        if self.worker.process.poll() is not None:
            self.worker.start()
            self.worker_starts += 1

    def finish(self) -> float:
        """Seconds until all is done; once in SWEEP seconds, what is left is sent again."""
        began = time.monotonic()
        next_sweep = began + SWEEP
        while (left := set(range(TASKS)) - self.done()) and time.monotonic() - began < 2 * MUST:
            self.supervise()
            if time.monotonic() >= next_sweep:
                next_sweep += SWEEP
                self.swept += len(left)
                for number in left:
                    self.app.send_task("chaos.mark", kwargs={"number": number})
            time.sleep(0.2)
        return time.monotonic() - began


def test_the_broker_is_restarted(
    broker: Broker, traces: Redis, tmp_path: Path, request: pytest.FixtureRequest, report: Report
) -> None:
    site = Site(tmp_path, CELERY_BROKER_URL=broker.url, CHAOS_TRACE_URL=traces.url)
    working = worker(site.environment, tmp_path / "worker.log", app="tests.chaos.probes")
    app = Celery(broker=broker.url, set_as_current=False)
    app.conf.broker_transport_options = transport_options(broker.url, tmp_path)
    rows = Rows(app, redis.Redis.from_url(traces.url), working)

    def restart() -> None:
        broker.stop()
        broker.start()
        rows.supervise()

    try:
        restarts, refused = _pour(app, restart)
        seconds = rows.finish()
    finally:
        working.stop()

    done = rows.done()
    again = int(rows.traces.llen(TRACE)) - len(done)
    met = len(done) == TASKS and seconds < MUST and restarts == RESTARTS
    report(
        f"R12 broker restarted ({request.node.callspec.id})",
        f"{restarts} times at {GAP:.0f}-s gaps, {TASKS:,} tasks at {RATE:.0f} a second, {refused} refused and sent "
        f"later: {len(done):,} done {seconds:.1f} s after the last, {again} of them twice; {rows.swept} lost by the "
        f"broker and sent again by a sweep; worker started {rows.worker_starts} times",
        f"all done, nothing left in {MUST:.0f} s",
        met,
    )
    assert met, working.said()
