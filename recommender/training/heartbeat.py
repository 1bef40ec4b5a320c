"""A sign of life while a step of a training is silent, and progress that is written sparingly."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import structlog
from django.db import DatabaseError, connection, transaction

from recommender.exceptions import LeaseLostError, TrainingCancelledError
from recommender.models import TrainingRun
from recommender.training import lease

log = structlog.get_logger(__name__)

BEAT = 4.0  # seconds between two signs of life
PAUSE = 0.5  # seconds between two writes of the progress, unless it has moved by STRIDE
STRIDE = 0.01

Progress = Callable[[float, str], None]


@contextmanager
def beating(run: TrainingRun, pause: float = BEAT) -> Iterator[None]:
    """Show signs of life from a thread of its own inside the block.

    Inside a transaction nobody else would see them, so there is no thread there.
    """
    if transaction.get_connection().in_atomic_block:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_beat, args=(run, stop, pause), name="training-heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(2 * pause)


def _beat(run: TrainingRun, stop: threading.Event, pause: float) -> None:
    try:
        while not stop.wait(pause):
            try:
                lease.beat(run)
            except (TrainingCancelledError, LeaseLostError):
                return  # the next progress of the training itself ends it
            except DatabaseError as error:  # the next beat may get through
                log.warning("recommender.heartbeat_missed", run=run.pk, error=type(error).__name__)
                connection.close()
    finally:
        connection.close()


def sparing(run: TrainingRun, listener: Progress | None) -> Progress:
    """A progress that tells `listener` all, and writes it to the run twice a second or at each percent."""
    written_at, written = -PAUSE, -STRIDE

    def tell(done: float, message: str) -> None:
        nonlocal written_at, written
        now = time.monotonic()
        if now - written_at >= PAUSE or abs(done - written) >= STRIDE:
            lease.report_progress(run, done, message)
            written_at, written = now, done
        if listener is not None:
            listener(done, message)

    return tell
