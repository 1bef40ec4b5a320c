"""Workers and schedulers as docs/operations.md starts them, which a test may kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tests.chaos.servers import PATIENCE, ROOT, until

QUIET = ("--loglevel", "warning", "--without-gossip", "--without-mingle")


class CeleryProcess:
    """One `celery` command in a session of its own; what it says goes into a file."""

    def __init__(self, environment: Mapping[str, str], log: Path, *command: str, app: str = "moviesite") -> None:
        self._command = [sys.executable, "-m", "celery", "--app", app, *command]
        self._environment, self._log = dict(environment), log
        self.process: subprocess.Popen[bytes]

    def start(self) -> None:
        """Start; does not wait."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command, env=self._environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True
            )

    def children(self) -> list[int]:
        """Processes of its pool."""
        with suppress(FileNotFoundError):
            path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
            return [int(pid) for pid in path.read_text().split()]
        return []

    def said(self) -> str:
        """The end of what it wrote."""
        return self._log.read_text(errors="replace")[-3000:] if self._log.exists() else ""

    def kill(self) -> None:
        """SIGKILL to the process and all of its pool."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """SIGTERM to the parent alone; whoever does not end by then is killed."""
        self.process.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        self.kill()


def worker(environment: Mapping[str, str], log: Path, *, concurrency: int = 2, app: str = "moviesite") -> CeleryProcess:
    """A worker that has begun, with its pool."""
    made = CeleryProcess(environment, log, "worker", "--concurrency", str(concurrency), *QUIET, app=app)
    made.start()
    until(lambda: len(made.children()) >= concurrency, "the worker has no pool")
    return made


def beat(environment: Mapping[str, str], log: Path, *, app: str = "moviesite") -> CeleryProcess:
    """A scheduler."""
    made = CeleryProcess(environment, log, "beat", "--pidfile=", "--loglevel", "warning", app=app)
    made.start()
    return made
