"""The site's Celery application with jobs that leave a trace, for workers and schedulers of tests to load."""

from __future__ import annotations

import os
import time
from typing import Any

import redis
from celery import shared_task, signals

from moviesite.celery import app

TRACE, BEATS = "chaos:ran", "chaos:beats"
TICK = 5.0  # seconds
app.conf.beat_schedule = {"chaos.tick": {"task": "chaos.tick", "schedule": TICK}}


def trace() -> redis.Redis:
    """The list of what was run; it is no part of what a test breaks."""
    return redis.Redis.from_url(os.environ["CHAOS_TRACE_URL"])


@signals.beat_init.connect  # type: ignore[untyped-decorator]
def _begun(**_: Any) -> None:
    trace().rpush(BEATS, os.getpid())


def _leave(number: int) -> None:
    trace().rpush(TRACE, f"{number} {time.time():.3f} {os.getpid()}")


@shared_task(name="chaos.tick")  # type: ignore[untyped-decorator]
def tick(**_: Any) -> None:
    """What the scheduler sends."""
    _leave(0)


@shared_task(name="chaos.mark")  # type: ignore[untyped-decorator]
def mark(number: int, **_: Any) -> None:
    """Leave a number."""
    _leave(number)


@shared_task(name="chaos.sleep")  # type: ignore[untyped-decorator]
def sleep(number: int, seconds: float, **_: Any) -> None:
    """Leave a number, and take a while."""
    _leave(number)
    time.sleep(seconds)


@shared_task(name="chaos.die")  # type: ignore[untyped-decorator]
def die(number: int, **_: Any) -> None:
    """Leave a number, and end the process that runs it."""
    _leave(number)
    os.kill(os.getpid(), 9)
