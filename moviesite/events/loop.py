"""The long-running side of EVENTS_URL: publish, take, sweep, until told to stop."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import structlog
from django.db import DatabaseError, close_old_connections

from moviesite.events.consume import handle_all
from moviesite.events.dispatch import publish_pending
from moviesite.events.gauges import measure_outbox
from moviesite.events.relay import relay_overdue
from moviesite.events.transports import Incoming, Transport, TransportError, open_transport

log = structlog.get_logger(__name__)

POLL = 0.2  # seconds between two looks at the outbox while no message comes
SWEEP = 1.0  # seconds between two looks for what is overdue
MEASURE = 10.0  # seconds between two counts for the metrics
SHORTLY = 0.01  # seconds to wait for another message while they come
AT_ONCE = 0.001  # seconds for one that has come
TOGETHER = 50  # messages that are handled together; the broker's window holds more
TAKEN = 200  # messages between two looks at the outbox: more than a batch, so that they do not pile up
LONGEST_PAUSE = 30.0  # seconds between two tries to reach a broker that is away


class EventLoop:
    """One process of it; any number may run. `stopping` is asked between any two pieces of work."""

    def __init__(self, *, stopping: Callable[[], bool], connect: Callable[[], Transport] = open_transport) -> None:
        self._stopping, self._connect = stopping, connect
        self._transport: Transport | None = None
        self._failures = 0
        self._next_try = self._next_sweep = self._next_measure = 0.0

    def run(self) -> None:
        """Until `stopping`; neither a broker nor a database that goes away ends it."""
        try:
            while not self._stopping():
                self.turn()
        finally:
            if self._transport is not None:
                self._transport.close()

    def turn(self) -> None:
        """Publish what waits, handle what came, sweep what is overdue."""
        close_old_connections()
        try:
            transport = self._connected()
            if transport is None:
                time.sleep(POLL)
            else:
                publish_pending(transport)
                self._take(transport)
            self._sweep()
        except TransportError as error:
            self._lost(error)
        except DatabaseError as error:
            log.warning("events.database_lost", error=type(error).__name__)
            self._lost(TransportError("given back"))  # what was taken and not committed goes back to the broker

    def _take(self, transport: Transport) -> None:
        wait, taken = POLL, 0
        while taken < TAKEN:
            incoming = _gather(transport, wait)
            if not incoming:
                return
            handle_all(incoming, source=transport.source)
            taken += len(incoming)
            wait = SHORTLY
            if self._stopping():
                return

    def _sweep(self) -> None:
        now = time.monotonic()
        if now >= self._next_sweep:
            self._next_sweep = now + SWEEP
            relay_overdue()
        if now >= self._next_measure:
            self._next_measure = now + MEASURE
            measure_outbox()

    def _connected(self) -> Transport | None:
        if self._transport is None and time.monotonic() >= self._next_try:
            self._transport = self._connect()
            self._failures = 0
            log.info("events.connected", transport=self._transport.source)
        return self._transport

    def _lost(self, error: Exception) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None
        pause = min(LONGEST_PAUSE, 0.5 * 2**self._failures)
        self._failures += 1
        self._next_try = time.monotonic() + random.uniform(pause / 2, pause)
        log.warning("events.transport_lost", error=str(error), pause=round(pause, 1))


def _gather(transport: Transport, seconds: float) -> list[Incoming]:
    """What has come: waits for the first message, and takes with it what lies there already."""
    found: list[Incoming] = []
    while len(found) < TOGETHER:
        incoming = transport.receive(seconds=seconds if not found else AT_ONCE)
        if incoming is None:
            break
        found.append(incoming)
    return found
