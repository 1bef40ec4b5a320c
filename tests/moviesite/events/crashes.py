"""Processes of the event loop that are killed at a chosen point, and what the tables say afterwards."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connections
from django.db.models import Q

from moviesite.events import bus, dispatch
from moviesite.events.loop import EventLoop
from moviesite.events.models import DeadLetter, OutboxEvent, ProcessedEvent
from moviesite.events.transports import Incoming, Transport, open_transport
from tests.moviesite.events.brokers import Broker

POINTS = ("before publish", "before confirm", "before mark", "before commit", "before ack")
AGGREGATES = 20
PATIENCE = 240  # seconds for one process
CONSUMER = "tests.effects"
_FORK = multiprocessing.get_context("fork")


class Fuse:
    """Kills this process, at once and without any goodbye, when it is touched for the n-th time."""

    def __init__(self, touches: int) -> None:
        self._left = touches

    def touch(self) -> bool:
        """Whether the next call would be the last."""
        self._left -= 1
        return self._left <= 0

    def blow(self) -> None:
        """SIGKILL."""
        os.kill(os.getpid(), signal.SIGKILL)


class Doomed:
    """A transport with a fuse at one point."""

    def __init__(self, inner: Transport, point: str, fuse: Fuse) -> None:
        self._inner, self._point, self._fuse = inner, point, fuse
        self.source = inner.source

    def publish(self, messages: Sequence[Any]) -> set[uuid.UUID]:
        if self._point == "before publish" and self._fuse.touch():
            self._fuse.blow()
        if self._point == "before confirm" and self._fuse.touch():
            self._hide_confirmations()
        return self._inner.publish(messages)

    def _hide_confirmations(self) -> None:
        """Let what is to be sent be sent, and die before the broker's word on it is read."""
        inner: Any = self._inner
        if self.source == "amqp":
            plain = inner._channel._basic_publish
            inner._channel.basic_publish = lambda *a, confirm_timeout=None, **k: (plain(*a, **k), self._fuse.blow())
        else:
            real = inner._producer

            class Producer:
                produce = staticmethod(real.produce)

                @staticmethod
                def flush(_: float, blow: Callable[[], None] = self._fuse.blow) -> None:
                    real.flush(0.005)
                    blow()

            inner._producer = Producer

    def receive(self, *, seconds: float) -> Incoming | None:
        incoming = self._inner.receive(seconds=seconds)
        if incoming is None or self._point != "before ack" or not self._fuse.touch():
            return incoming
        return replace(incoming, ack=self._fuse.blow)

    def close(self) -> None:
        self._inner.close()


def _effect(payload: Mapping[str, Any]) -> None:
    """What a consumer does: a row, whose ids tell the order and whose number shows a second effect."""
    DeadLetter.objects.create(
        key=uuid.uuid4().hex,
        source="effect",
        aggregate=f"title:{payload['number'] % AGGREGATES}",
        body=str(payload["number"]),
        error="",
    )


def _run(point: str, touches: int) -> None:
    """A process of the loop: killed at `point`, or, without one, ended when nothing is left to do."""
    connections.close_all()
    dispatch.LEASE = timedelta(seconds=1)
    fuse = Fuse(touches)
    if point == "before mark":
        note = dispatch._note
        dispatch._note = lambda confirmed: fuse.blow() if fuse.touch() else note(confirmed)
    if point == "before commit":

        def last_effect(payload: Mapping[str, Any]) -> None:
            _effect(payload)
            if fuse.touch():
                fuse.blow()

        bus._subscriptions["probe"] = [bus.Subscription(CONSUMER, last_effect)]
    asked = 0

    def stopping() -> bool:
        nonlocal asked
        asked += 1
        return asked % 20 == 0 and not point and not _left()

    EventLoop(stopping=stopping, connect=lambda: Doomed(open_transport(), point, fuse)).run()
    os._exit(0)


def _left() -> bool:
    return OutboxEvent.objects.filter(Q(delivered_at=None) | Q(published_at=None)).exists()


def _start(point: str, touches: int) -> Any:
    connections.close_all()
    for cache in caches.all(initialized_only=True):
        cache.close()
    process = _FORK.Process(target=_run, args=(point, touches))
    process.start()
    return process


def _finish(process: Any) -> int:
    process.join(PATIENCE)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise AssertionError("a process of the loop did not end")
    return int(process.exitcode)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is left of so many events after so many kills."""

    events: int
    kills: int
    lost: int
    doubled: int
    out_of_order: int
    dead: int
    seconds: float

    def line(self, *names: str) -> str:
        """For docs/operations.md."""
        return (
            f"| {' | '.join(names)} | {self.events:,} | {self.kills} | {self.lost} | {self.doubled} | "
            f"{self.out_of_order} | {self.seconds:.1f} s |"
        )


def crash(point: str, *, events: int, kills: int) -> Outcome:
    """Publish `events`, kill `kills` processes at `point`, let two healthy ones finish, and count."""
    OutboxEvent.objects.bulk_create(
        OutboxEvent(type="probe", aggregate=f"title:{n % AGGREGATES}", payload={"type": "probe", "number": n})
        for n in range(events)
    )
    bus._subscriptions["probe"] = [bus.Subscription(CONSUMER, _effect)]
    # A batch is one touch of the publishing points, a message one of the consuming ones.
    touches = 2 if point in POINTS[:3] and events > dispatch.BATCH * (kills + 1) else 1
    if point in POINTS[3:]:
        touches = max(1, events // (kills + 2))
    began = time.monotonic()
    try:
        ends = [_finish(_start(point, touches)) for _ in range(kills)]
        assert ends == [-signal.SIGKILL] * kills, ends
        healthy = [_start("", 0), _start("", 0)]
        assert [_finish(process) for process in healthy] == [0, 0]
    finally:
        bus._subscriptions.pop("probe", None)
    return _count(events, kills, time.monotonic() - began)


def _count(events: int, kills: int, seconds: float) -> Outcome:
    rows = list(DeadLetter.objects.filter(source="effect").order_by("id").values_list("aggregate", "body"))
    numbers = [int(body) for _, body in rows]
    orders: dict[str, list[int]] = defaultdict(list)
    for aggregate, body in rows:
        orders[aggregate].append(int(body))
    assert ProcessedEvent.objects.filter(consumer=CONSUMER).count() == len(numbers)
    return Outcome(
        events=events,
        kills=kills,
        lost=events - len(set(numbers)),
        doubled=len(numbers) - len(set(numbers)),
        out_of_order=sum(later < earlier for order in orders.values() for earlier, later in pairwise(order)),
        dead=OutboxEvent.objects.exclude(dead_at=None).count(),
        seconds=seconds,
    )


_CLUSTER = """
import sys
from confluent_kafka import Producer
cluster = Producer({"test.mock.num.brokers": 1, "log_level": 0, "bootstrap.servers": "ignored"})
print(",".join(f"{b.host}:{b.port}" for b in cluster.list_topics(timeout=10).brokers.values()), flush=True)
sys.stdin.read()
"""


@contextmanager
def kafka_apart() -> Iterator[Broker]:
    """The mock cluster in a process of its own, as this one is going to fork."""
    pytest.importorskip("confluent_kafka", reason="requirements-kafka.txt is not installed")
    cluster = subprocess.Popen(
        [sys.executable, "-c", _CLUSTER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert cluster.stdin is not None
    assert cluster.stdout is not None
    try:
        yield Broker(f"kafka://{cluster.stdout.readline().strip()}", f"test-{uuid.uuid4().hex[:12]}")
    finally:
        cluster.stdin.close()
        cluster.wait(10)
        cluster.stdout.close()
