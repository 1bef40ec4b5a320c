"""Values that are dear to work out and may be a little old: one process renews them while all others go on reading.

A value has two ages. While it is fresh it is read, from this process's memory where it is there. Then the first reader
to come takes a lock and works it out anew; everybody else is given the old one, for as long as it is kept. Only where
nothing is kept do readers wait, for the one that works. A lock whose owner has died ends by itself, and where the
shared cache is gone each process works for itself.

Fresh ages vary by a tenth, so that values that were made together are not renewed together.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Any, TypedDict, TypeVar

from django.core.cache import caches

from moviesite.common.http.shared import SharedState

T = TypeVar("T")

LOCKED = 30.0  # seconds after which a reader that renews is taken for dead
PATIENCE = 5.0  # seconds that a reader waits for the first value before it works it out itself
POLL = 0.05
JITTER = 0.1
_shared = SharedState("default")


class _Entry(TypedDict):
    until: float  # Unix time, as processes have no other clock in common
    value: Any


def keep(key: str, load: Callable[[], T], *, fresh: float, stale: float = 3600.0) -> T:
    """The value of `load`, which must be JSON: at most `fresh` seconds old, or `stale` more while it is renewed."""
    local: _Entry | None = caches["local"].get(key)
    if local is not None and time.time() < local["until"]:
        kept: T = local["value"]
        return kept
    entry: _Entry | None = _shared.get(key) or local
    lock = f"{key}:loading"
    if entry is not None and time.time() < entry["until"]:
        caches["local"].set(key, entry, fresh + stale)
    elif _shared.add(lock, 1, LOCKED):
        try:
            entry = _renewed(key) or _renew(key, load, fresh, stale)  # somebody may have been quicker
        finally:
            _shared.delete(lock)
    elif entry is None:
        entry = _wait(key) or _renew(key, load, fresh, stale)
    value: T = entry["value"]
    return value


def drop(key: str) -> None:
    """Forget a value; another process may read its own copy for as long as that is fresh."""
    _shared.delete(key)
    caches["local"].delete(key)


def _renewed(key: str) -> _Entry | None:
    entry: _Entry | None = _shared.get(key)
    return entry if entry is not None and time.time() < entry["until"] else None


def _renew(key: str, load: Callable[[], Any], fresh: float, stale: float) -> _Entry:
    value = load()
    entry = _Entry(until=time.time() + fresh * random.uniform(1 - JITTER, 1 + JITTER), value=value)
    _shared.set(key, entry, fresh + stale)
    caches["local"].set(key, entry, fresh + stale)
    return entry


def _wait(key: str) -> _Entry | None:
    """What another process is about to store; None if that takes too long."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        time.sleep(POLL)
        entry: _Entry | None = _shared.get(key)
        if entry is not None:
            return entry
    return None
