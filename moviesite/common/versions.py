"""Version numbers of what is shown, for cache keys and ETags: a write raises one, and old copies are never asked for.

The shared cache holds the numbers. A process keeps what it read for a second, so that answering from its own memory
costs no trip to the shared cache; another process's change is therefore seen within that second.
"""

from __future__ import annotations

import time

from django.core.cache import cache

from moviesite.common import replicas

READ_INTERVAL = 1.0  # seconds a process trusts what it read

_seen: dict[str, tuple[float, int, bool]] = {}


def current_version(subject: str) -> int:
    """The present version of `subject` (for example "catalog").

    One that has just been raised makes the request read from the primary: what it builds is kept under that version.
    """
    now = time.monotonic()
    known = _seen.get(subject)
    if known is not None and now - known[0] < READ_INTERVAL:
        if known[2]:
            replicas.read_primary()
        return known[1]
    version = cache.get(f"version:{subject}")
    if version is None:
        # Milliseconds, so that a cache that was emptied never counts up to a version it gave before.
        version = time.time_ns() // 1_000_000
        cache.add(f"version:{subject}", version, None)
        version = cache.get(f"version:{subject}") or version
    changed = replicas.has_changed(subject)
    if changed:
        replicas.read_primary()
    _seen[subject] = (now, int(version), changed)
    return int(version)


def bump_version(subject: str) -> None:
    """Make every cached view of `subject` stale; call it on commit."""
    replicas.note_change(subject)
    try:
        cache.incr(f"version:{subject}")
    except ValueError:
        cache.set(f"version:{subject}", time.time_ns() // 1_000_000, None)
    _seen.pop(subject, None)
