"""How a service stands, for dashboards; nothing is asked of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from moviesite.common.http.breaker import Breaker
from moviesite.common.http.budget import Budget, Limit


class Circuit(StrEnum):
    """Whether a service is asked."""

    CLOSED = "closed"  # as always
    OPEN = "open"  # left alone
    PROBING = "probing"  # the next request decides


@dataclass(frozen=True, slots=True)
class UpstreamStatus:
    """`open_until` is Unix time, None with a closed circuit; `left` is what may still be asked, by window."""

    name: str
    circuit: Circuit
    open_until: float | None
    failures: int
    left: dict[str, int] = field(default_factory=dict)


def upstream_status(
    name: str, limits: Sequence[Limit] = (), *, clock: Callable[[], float] = time.time
) -> UpstreamStatus:
    """How the service `name` stands, as all processes see it."""
    breaker = Breaker(name, clock=clock)
    until = breaker.open_until()
    circuit = Circuit.CLOSED if until is None else Circuit.OPEN if clock() < until else Circuit.PROBING
    return UpstreamStatus(name, circuit, until, breaker.failures(), Budget(name, limits, clock=clock).left())
