"""How much may be asked of a service, counted by all processes together."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from moviesite.common.http.errors import BudgetSpentError
from moviesite.common.http.shared import SharedState

_NAMES = {1: "second", 60: "minute", 86400: "day"}


@dataclass(frozen=True, slots=True)
class Limit:
    """`count` requests (or units, where requests cost differently) in a window of `seconds`.

    Windows begin at whole multiples since 1970, shifted by `offset` seconds: a service's day may begin elsewhere.
    """

    count: int
    seconds: int
    offset: int = 0

    @property
    def name(self) -> str:
        """The window in a word."""
        return _NAMES.get(self.seconds, f"{self.seconds}s")

    def window(self, now: float) -> int:
        """The number of the window that `now` is in."""
        return int((now - self.offset) // self.seconds)

    def ends(self, now: float) -> float:
        """Unix time at which that window ends."""
        return (self.window(now) + 1) * self.seconds + self.offset


class Budget:
    """The limits of one service. A request is counted in the shortest window first."""

    def __init__(
        self,
        upstream: str,
        limits: Sequence[Limit],
        *,
        state: SharedState | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._upstream, self._clock, self._sleep = upstream, clock, sleep
        self._limits = sorted(limits, key=lambda limit: limit.seconds)
        self._state = state or SharedState()

    def take(self, cost: int = 1, *, patience: float = 0.0) -> None:
        """Count one request of `cost`, waiting up to `patience` seconds for a window; else BudgetSpentError."""
        for limit in self._limits:
            while not self._fits(limit, cost):
                wait = limit.ends(self._clock()) - self._clock()
                if wait > patience:
                    raise self._error(limit, wait)
                self._sleep(wait)
                patience -= wait

    def exhaust(self) -> BudgetSpentError:
        """The service says itself that nothing is left: believe it until its longest window ends."""
        if not self._limits:
            return BudgetSpentError(self._upstream, "nothing is left of the budget")
        longest, now = self._limits[-1], self._clock()
        self._state.set(self._key(longest, now), longest.count, longest.seconds)
        return self._error(longest, longest.ends(now) - now)

    def left(self) -> dict[str, int]:
        """What may still be asked, by the window's name."""
        now = self._clock()
        keys = {self._key(limit, now): limit for limit in self._limits}
        spent = self._state.get_many(list(keys))
        return {limit.name: max(0, limit.count - int(spent.get(key, 0))) for key, limit in keys.items()}

    def _fits(self, limit: Limit, cost: int) -> bool:
        key = self._key(limit, self._clock())
        if self._state.count(key, cost, limit.seconds * 2) <= limit.count:
            return True
        self._state.count(key, -cost, limit.seconds * 2)  # a cheaper request may still fit
        return False

    def _key(self, limit: Limit, now: float) -> str:
        return f"budget:{self._upstream}:{limit.seconds}:{limit.window(now)}"

    def _error(self, limit: Limit, wait: float) -> BudgetSpentError:
        detail = f"more than {limit.count} in a {limit.name}"
        return BudgetSpentError(self._upstream, detail, max(0.0, wait), retry_at=self._clock() + max(0.0, wait))
