"""Runs the site's processes side by side on one machine and stops them in order."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESTARTS = 5  # of a worker or scheduler that ends by itself, before the site is given up
PATIENCE = 25  # seconds a process may take to finish what it is doing
POLL = 0.25


@dataclass(slots=True)
class Service:
    """A process by name; `vital` ends the whole site when it ends."""

    name: str
    command: Sequence[str]
    vital: bool = False
    restarts: int = 0
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self, environment: dict[str, str]) -> None:
        """Start in a session of its own, so that Ctrl-C reaches the supervisor alone.

        Signalling a worker's whole group would kill its pool first, and its orderly shutdown would then wait forever.
        """
        self.process = subprocess.Popen(self.command, env=environment, start_new_session=True)

    def is_running(self) -> bool:
        """Whether the process is alive."""
        return self.process is not None and self.process.poll() is None


def site_services(*, host: str, port: int, workers: int, events: bool = False) -> list[Service]:
    """Web server, worker and scheduler, by the interpreter that runs this one; `events` adds the broker's side."""
    python = sys.executable
    celery = [python, "-m", "celery", "--app", "moviesite"]
    return [
        Service(
            "web",
            [
                python, str(ROOT / "webserver.py"), "--host", host, "--port", str(port), "--workers", str(workers),
            ],
            vital=True,
        ),
        Service("worker", [*celery, "worker", "--concurrency", "1", "--loglevel", "warning"]),
        Service("beat", [*celery, "beat", "--pidfile=", "--loglevel", "warning"]),
        *([Service("events", [python, str(ROOT / "manage.py"), "consume_events"])] if events else []),
    ]  # fmt: skip


def run_services(services: list[Service], *, data_dir: Path, site_url: str, say: Callable[[str], None]) -> int:
    """Run until a signal or the end of a vital service; returns the exit code. `site_url` is where the site is met."""
    environment = {
        **os.environ,
        "SITE_URL": site_url,
        "PROMETHEUS_MULTIPROC_DIR": str(_fresh_folder(data_dir / "metrics")),
    }
    stopping: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, _frame: stopping.append(received))
    for service in services:
        service.start(environment)
    code = 0
    while not stopping:
        time.sleep(POLL)
        for service in services:
            if service.is_running():
                continue
            if service.vital or service.restarts >= RESTARTS:
                say(f"{service.name} has ended; stopping the site")
                stopping.append(signal.SIGTERM)
                code = 1
                break
            service.restarts += 1
            say(f"{service.name} has ended; starting it again ({service.restarts} of {RESTARTS})")
            service.start(environment)
    say("stopping")
    _stop(services, say)
    return code


def _fresh_folder(path: Path) -> Path:
    """An empty folder: metrics of a former run would be counted again."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def _stop(services: list[Service], say: Callable[[str], None]) -> None:
    """Ask each process to finish, wait, and only then insist."""
    for service in services:
        if service.is_running() and service.process is not None:
            service.process.terminate()
    deadline = time.monotonic() + PATIENCE
    for service in services:
        if service.process is None:
            continue
        try:
            service.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{service.name} did not finish in {PATIENCE} s and is ended")
            service.process.kill()
            service.process.wait()
