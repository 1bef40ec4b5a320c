"""Values that may be a little old: who works, who waits, and what a lost cache changes."""

from __future__ import annotations

import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.core.cache import cache, caches
from pytest_django.fixtures import Settings

from moviesite.common import softcache
from moviesite.common.softcache import drop, keep
from tests.processes import run_in_processes

KEY = "tests:soft"
LOCK = f"{KEY}:loading"


def counting() -> Callable[[], int]:
    """A loader whose answers are 1, 2, 3…"""
    numbers = count(1)
    return lambda: next(numbers)


def forget_locally() -> None:
    """As another process that has read nothing yet."""
    caches["local"].clear()


def test_a_fresh_value_is_read() -> None:
    load = counting()
    first = keep(KEY, load, fresh=60)
    forget_locally()

    assert (first, keep(KEY, load, fresh=60), keep(KEY, load, fresh=60)) == (1, 1, 1)


def test_an_old_value_is_read_while_somebody_renews_it() -> None:
    load = counting()
    keep(KEY, load, fresh=0)
    cache.set(LOCK, 1, 60)

    others = keep(KEY, load, fresh=0)
    cache.delete(LOCK)

    assert (others, keep(KEY, load, fresh=0), cache.get(LOCK)) == (1, 2, None)


def test_a_loader_that_fails_leaves_the_old_value_and_no_lock() -> None:
    keep(KEY, counting(), fresh=0)

    with pytest.raises(ZeroDivisionError):
        keep(KEY, lambda: 1 // 0, fresh=0)

    cache.add(LOCK, 1, 60)
    assert keep(KEY, lambda: 1 // 0, fresh=0) == 1


def test_nobody_waits_for_ever_for_a_first_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(softcache, "PATIENCE", 0.1)
    cache.set(LOCK, 1, 60)

    assert keep(KEY, counting(), fresh=60) == 1


def test_a_dropped_value_is_made_anew() -> None:
    load = counting()
    keep(KEY, load, fresh=60)

    drop(KEY)

    assert keep(KEY, load, fresh=60) == 2


def test_without_the_shared_cache_a_process_works_once(settings: Settings) -> None:
    gone = {"BACKEND": "moviesite.common.countedcache.CountedRedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**configured.CACHES, "default": {**gone, "OPTIONS": {"IGNORE_EXCEPTIONS": True}}}
    load = counting()

    assert (keep(KEY, load, fresh=60), keep(KEY, load, fresh=60)) == (1, 1)


def _read(seconds: float) -> tuple[int, int]:
    """Loads and different values of one process that reads for so long."""
    loads = 0
    seen: set[Any] = set()

    def load() -> float:
        nonlocal loads
        loads += 1
        time.sleep(0.1)
        return time.time()

    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        seen.add(keep(KEY, load, fresh=60))
        time.sleep(0.01)
    return loads, len(seen)


@pytest.mark.concurrency
def test_of_eight_processes_one_makes_the_first_value(settings: Settings, tmp_path: Path) -> None:
    shared = {"BACKEND": "moviesite.common.sqlitecache.SqliteFileCache", "LOCATION": str(tmp_path / "cache.sqlite3")}
    settings.CACHES = {**configured.CACHES, "default": shared}

    found = run_in_processes(_read, [(0.5,)] * 8)

    assert (sum(loads for loads, _ in found), {values for _, values in found}) == (1, {1})
