"""What a process knows of the limits, for when the shared cache is gone or comes back empty."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

ENTRIES = 10_000  # clients and policies that one process remembers


@dataclass(slots=True)
class _Known:
    count: int
    ends: float  # Unix time
    alone: bool = False  # the shared cache was away in this window, so what it says may begin at nothing again


class RateMemory:
    """Counts by name within their windows, the oldest forgotten beyond `ENTRIES`. Threads may share one.

    While the shared counter answers it is right and only noted. While it does not, the process goes on from what it
    noted and counts each request as `share` of them, as its neighbours do the same: together they let through what is
    left of the quota, and each at least one. When the counter is back, whatever it lost, a process that had to count
    for itself never believes in less than it knows until the window ends.
    """

    def __init__(self) -> None:
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._lock = Lock()

    def note(self, name: str, count: int, seconds: int) -> int:
        """The count after a request, where the shared counter says `count` and its window lasts `seconds` more."""
        with self._lock:
            known = self._live(name, seconds)
            known.count = max(count, known.count + 1 if known.alone else known.count)
            return known.count if known.alone else count

    def count_alone(self, name: str, quota: int, window: int, share: int) -> tuple[int, int]:
        """The count after a request that only this process knows of, and the seconds until it begins anew."""
        with self._lock:
            known = self._live(name, window)
            first, known.alone = not known.alone, True
            after = known.count + share
            known.count = min(after, quota) if first and known.count < quota else after
            return known.count, max(1, round(known.ends - time.time()))

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._known.clear()

    def _live(self, name: str, seconds: int) -> _Known:
        now = time.time()
        known = self._known.get(name)
        if known is None or known.ends <= now:
            known = self._known[name] = _Known(0, now + seconds)
            if len(self._known) > ENTRIES:
                self._known.popitem(last=False)
        self._known.move_to_end(name)
        return known
