"""A job in a process group of its own, which tells its progress in lines of JSON and never outlives its caller."""

import json
import os
import queue
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any

from recommender.algorithms.base import MissingPackageError, Progress, report
from recommender.engines.base import EngineError

TICK = 1.0  # seconds after which a silent job's last progress is told again, so that a wish to cancel is heard
PATIENCE = 5.0  # seconds from a polite end to a hard one
LAST_LINES = 3  # of standard error, for a job that ends without a word

Job = subprocess.Popen[str]


def run_job(command: Sequence[str], *, timeout: float, progress: Progress | None = None) -> None:
    """Run to the end; what ``progress`` raises ends the job and its children, and goes on up.

    Lines of standard output are {"done", "message"} or {"error", "message"}; others are passed over.
    MissingPackageError when the program cannot be run, or says that software is missing; EngineError when it fails,
    ends without success or takes more than ``timeout`` seconds.
    """
    try:
        job = subprocess.Popen(
            list(command),
            stdin=subprocess.PIPE,  # never written to; its end tells the job that its caller has died
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            errors="replace",
            start_new_session=True,
        )
    except OSError as error:
        raise MissingPackageError(f"{command[0]} cannot be run: {error.strerror}") from error
    with _ended_with(job):
        _follow(job, timeout, progress)


def _follow(job: Job, timeout: float, progress: Progress | None) -> None:
    """Pass its progress on until it ends, and judge how it did."""
    lines: queue.Queue[str | None] = queue.Queue()
    last_words: deque[str] = deque(maxlen=LAST_LINES)
    _read(job.stdout, lines.put, lambda: lines.put(None))
    errors = _read(job.stderr, lambda line: last_words.append(line.strip()))
    deadline = time.monotonic() + timeout
    done, message, failure = 0.0, "starting", dict[str, Any]()
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise EngineError(f"The job took more than {timeout:g} seconds and was ended.")
        try:
            line = lines.get(timeout=min(TICK, left))
        except queue.Empty:
            line = ""
        if line is None:
            break
        told = _parsed(line)
        failure = told if "error" in told else failure
        done, message = told.get("done", done), told.get("message", message)
        report(progress, done, message)
    with suppress(subprocess.TimeoutExpired):  # which leaves no status, and no status is no success
        job.wait(PATIENCE)
    errors.join(PATIENCE)
    if failure:
        raise (MissingPackageError if failure["error"] == "missing" else EngineError)(message)
    if job.returncode != 0:
        raise EngineError(f"The job ended with status {job.returncode}: {' / '.join(last_words) or 'it said nothing'}")


def _parsed(line: str) -> dict[str, Any]:
    """What a line says, or nothing for one that was not meant for us."""
    try:
        told = json.loads(line)
        return {**told, "done": float(told["done"])} if "error" not in told else {"message": "the job failed", **told}
    except (ValueError, TypeError, KeyError):
        return {}


def _read(stream: IO[str] | None, use: Callable[[str], None], at_end: Callable[[], None] | None = None) -> Any:
    """Read lines in a thread, so that neither pipe can fill up and stop the job."""

    def work() -> None:
        with suppress(ValueError):  # closed, as nobody wants to know any more
            for line in stream or ():
                use(line)
        if at_end is not None:
            at_end()

    thread = threading.Thread(target=work, name="job-reader", daemon=True)
    thread.start()
    return thread


@contextmanager
def _ended_with(job: Job) -> Iterator[None]:
    """Leave nothing behind: at the end of the block the whole group is ended, politely and then for good."""
    try:
        yield
    finally:
        for sign in (signal.SIGTERM, signal.SIGKILL):
            with suppress(ProcessLookupError):  # all of them have ended already
                os.killpg(job.pid, sign)
            with suppress(subprocess.TimeoutExpired):
                job.wait(PATIENCE)
        for stream in (job.stdin, job.stdout, job.stderr):
            if stream is not None:
                stream.close()
