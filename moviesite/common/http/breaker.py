"""Leaving a service alone while it is down, agreed between all processes through the shared cache.

Five failures within thirty seconds open the circuit for thirty seconds. Then exactly one request is let through as a
probe: it closes the circuit or opens it again. With the cache gone the circuit counts as closed.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from moviesite.common.http.errors import CircuitOpenError
from moviesite.common.http.shared import SharedState

log = structlog.get_logger(__name__)

FAILURES = 5
WINDOW = 30  # seconds in which so many failures open the circuit
OPEN_FOR = 30  # seconds, and at least so many between two probes
LONGEST_PAUSE = 3600  # seconds that a service may ask for at most
_SLOT = 6  # seconds; failures are counted in slots, so that the window slides
_REMEMBERED = 24 * 3600  # seconds an open circuit is remembered without anybody asking


class Breaker:
    """The circuit to one service. `clock` gives Unix time, as processes have no other clock in common."""

    def __init__(
        self, upstream: str, *, state: SharedState | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._upstream, self._clock = upstream, clock
        self._state = state or SharedState()
        self._open_key = f"breaker:{upstream}:open_until"

    def raise_if_open(self) -> None:
        """CircuitOpenError while the service is left alone; a probe that is due is not claimed."""
        until = self.open_until()
        if until is not None and self._clock() < until:
            raise self._error(until - self._clock())

    def enter(self) -> bool:
        """Claim a request: True for the one probe, False with a closed circuit, CircuitOpenError otherwise."""
        until = self.open_until()
        if until is None:
            return False
        now = self._clock()
        if now < until:
            raise self._error(until - now)
        # The key names the opening, so that there is one probe for each, whatever time the cache believes it is.
        if self._state.add(f"breaker:{self._upstream}:probe:{until:.3f}", 1, OPEN_FOR):
            return True
        raise self._error(OPEN_FOR)

    def succeeded(self, *, was_probe: bool) -> None:
        """The service answered; after a probe the circuit closes."""
        if was_probe:
            self._state.delete(self._open_key, *self._slots())
            log.info("upstream.circuit_closed", upstream=self._upstream)

    def failed(self, *, was_probe: bool) -> bool:
        """The service failed; True if the circuit is open now."""
        slots = self._slots()
        self._state.count(slots[0], 1, WINDOW + _SLOT)
        if was_probe or self.failures() >= FAILURES:
            self.open_for(OPEN_FOR)
            return True
        return False

    def open_for(self, seconds: float) -> None:
        """Leave the service alone for so long, as it asked itself or failed too often."""
        seconds = min(max(seconds, 0.0), LONGEST_PAUSE)
        until = max(self._clock() + seconds, self.open_until() or 0.0)
        self._state.set(self._open_key, until, _REMEMBERED)
        log.warning("upstream.circuit_opened", upstream=self._upstream, seconds=round(seconds))

    def open_until(self) -> float | None:
        """Unix time until which the circuit is open; a time that has passed means that a probe is due."""
        until = self._state.get(self._open_key)
        return float(until) if isinstance(until, int | float) else None

    def failures(self) -> int:
        """Failures in the window."""
        return sum(int(count) for count in self._state.get_many(self._slots()).values())

    def _slots(self) -> list[str]:
        """Keys of the window's counters, the present one first."""
        now = int(self._clock() // _SLOT)
        return [f"breaker:{self._upstream}:failures:{now - back}" for back in range(WINDOW // _SLOT)]

    def _error(self, seconds: float) -> CircuitOpenError:
        return CircuitOpenError(self._upstream, "left alone after failures", max(0.0, seconds))
