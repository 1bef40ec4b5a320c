"""How busy the site is, across all processes and machines, by minute.

Each process adds up what it answered and hands the sums to the shared cache every few seconds, so that a request costs
a few additions. The schedule reads finished minutes. Sums of a process that dies, or while the cache is away, are lost;
they are for a chart, not for billing.
"""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.core.cache import cache

log = structlog.get_logger(__name__)

EDGES_MS = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
EVERY = 5.0  # seconds between two hand-overs
KEPT = 900  # seconds that a minute stays readable

_lock = threading.Lock()
_sums: Counter[tuple[int, str]] = Counter()
_handed_at = time.monotonic()


@dataclass(frozen=True, slots=True)
class Minute:
    """Answers of one minute: how many, how many with a status of 500 and above, and how long they took."""

    requests: int
    errors: int
    counts: tuple[int, ...]

    def quantile_ms(self, share: float) -> float | None:
        """Milliseconds within which `share` of the answers came, linear within a class; None without any."""
        return quantile(self.counts, share)


def quantile(counts: Sequence[int], share: float) -> float | None:
    """A quantile of classes with the upper edges EDGES_MS; the last class, without one, answers with its lower edge."""
    total = sum(counts)
    if not total:
        return None
    wanted, seen = share * total, 0
    for at, count in enumerate(counts):
        if seen + count >= wanted and count:
            low = EDGES_MS[at - 1] if at else 0
            high = EDGES_MS[at] if at < len(EDGES_MS) else low
            return round(low + (high - low) * (wanted - seen) / count, 1)
        seen += count
    return float(EDGES_MS[-1])


def note_answer(seconds: float, status: int) -> None:
    """Count one answer."""
    minute = int(time.time() // 60)
    with _lock:
        _sums[minute, f"le{bisect_left(EDGES_MS, seconds * 1000)}"] += 1
        if status >= 500:
            _sums[minute, "errors"] += 1
    hand_over()


def hand_over(*, now: bool = False) -> None:
    """Give what was added up to the shared cache, at most every few seconds unless `now`."""
    global _handed_at
    with _lock:
        if not _sums or (not now and time.monotonic() - _handed_at < EVERY):
            return
        handed = dict(_sums)
        _sums.clear()
        _handed_at = time.monotonic()
    try:
        for (minute, name), count in handed.items():
            key = f"load:{minute}:{name}"
            cache.add(key, 0, KEPT)
            cache.incr(key, count)
    except (OSError, ValueError) as error:  # the cache is away, or lost the key between the two
        log.warning("load.lost", error=type(error).__name__)


def read_minute(minute: int) -> Minute:
    """What all processes answered in a minute, counted from the Unix epoch."""
    names = [*(f"le{at}" for at in range(len(EDGES_MS) + 1)), "errors"]
    keys = {f"load:{minute}:{name}": name for name in names}
    found = cache.get_many(keys)
    values = {name: int(found.get(key) or 0) for key, name in keys.items()}
    counts = tuple(values[f"le{at}"] for at in range(len(EDGES_MS) + 1))
    return Minute(sum(counts), values["errors"], counts)
