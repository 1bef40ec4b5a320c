"""RabbitMQ: a durable topic exchange that anybody may bind to, and a durable queue for our own consumers."""

from __future__ import annotations

import contextlib
import time
import uuid
from collections import deque
from collections.abc import Sequence
from typing import Any

from kombu import Connection, Consumer, Exchange, Producer, Queue
from kombu import Message as KombuMessage

from moviesite.events.messages import Message
from moviesite.events.transports.base import TIMEOUT, Incoming, TransportError, before_gaps

PREFETCH = 100


class AmqpTransport:
    """Publishes a batch, then waits for the broker's word on each message.

    They are persistent and mandatory, so that a queue that is gone is noticed, not swallowed.
    """

    source = "amqp"

    def __init__(self, url: str, name: str) -> None:
        self._inbox: deque[KombuMessage] = deque()
        self._consumer: Consumer | None = None
        self._open: dict[int, uuid.UUID] = {}  # sent and not confirmed, by the number that the broker knows it by
        self._refusals: set[uuid.UUID] = set()
        self._sent = 0
        self._broken = ""
        self._connection = Connection(
            url,
            connect_timeout=TIMEOUT,
            heartbeat=0,  # the loop may be busy with a handler; TCP tells of a broker that has gone
            transport_options={"read_timeout": TIMEOUT * 2, "write_timeout": TIMEOUT},
        )
        self._exchange = Exchange(f"{name}.events", type="topic", durable=True)
        self._queue = Queue(
            f"{name}.consumers",
            exchange=self._exchange,
            routing_key="#",
            durable=True,
            queue_arguments={"x-queue-type": "quorum"},
        )
        self._failures: tuple[type[BaseException], ...] = (
            *self._connection.connection_errors,
            *self._connection.channel_errors,
            TimeoutError,
        )
        try:
            self._channel = self._connection.channel()
            self._queue(self._channel).declare()
            self._producer = Producer(self._channel, exchange=self._exchange, auto_declare=False)
            self._channel.confirm_select()
            for name, listener in (
                ("basic_ack", self._confirmed),
                ("basic_nack", self._refused),
                ("basic_return", self._returned),
            ):
                self._channel.events[name].add(listener)
        except self._failures as error:
            self.close()
            raise TransportError(type(error).__name__) from None

    def publish(self, messages: Sequence[Message]) -> set[uuid.UUID]:
        """All at once; confirmations come in any order, for one or for all so far."""
        self._refusals.clear()
        try:
            for message in messages:
                self._sent += 1
                self._open[self._sent] = message.event_id
                self._send(message)
            deadline = time.monotonic() + TIMEOUT
            while self._open:
                self._connection.drain_events(timeout=max(0.01, deadline - time.monotonic()))
        except self._failures as error:  # a time-out is one of them; the connection is not used again
            self._broken = type(error).__name__
        unsure = self._refusals | set(self._open.values())
        self._open.clear()
        confirmed = before_gaps(messages, {message.event_id for message in messages} - unsure)
        if messages and not confirmed:
            raise TransportError(self._broken or "refused")
        return confirmed

    def _send(self, message: Message) -> None:
        if self._broken:
            raise ConnectionError
        self._producer.publish(
            message.body,
            routing_key=message.type,
            headers=message.headers,
            message_id=str(message.event_id),
            content_type="application/json",
            content_encoding="utf-8",
            delivery_mode=2,
            mandatory=True,
            timeout=TIMEOUT,
        )

    def _confirmed(self, tag: int, multiple: bool) -> None:
        for known in [known for known in self._open if known == tag or (multiple and known < tag)]:
            del self._open[known]

    def _refused(self, tag: int, multiple: bool) -> None:
        self._refusals |= {event for known, event in self._open.items() if known == tag or (multiple and known < tag)}
        self._confirmed(tag, multiple)

    def _returned(self, _error: Exception, _exchange: str, _key: str, message: Any) -> None:
        """No queue wanted it. The broker confirms it all the same, after this."""
        self._refusals.add(uuid.UUID(message.properties["message_id"]))
        self._broken = "NoRoute"  # connecting again declares the queue again

    def receive(self, *, seconds: float) -> Incoming | None:
        """Messages wait in our own memory for as long as the broker's window allows; unacknowledged, they return."""
        if self._broken:
            raise TransportError(self._broken)
        try:
            if self._consumer is None:
                channel = self._connection.channel()
                self._consumer = Consumer(
                    channel, [self._queue], on_message=self._inbox.append, prefetch_count=PREFETCH
                )
                self._consumer.consume()
            if not self._inbox:
                self._connection.drain_events(timeout=seconds)
        except TimeoutError:
            return None
        except self._failures as error:
            raise TransportError(type(error).__name__) from None
        if not self._inbox:
            return None
        message = self._inbox.popleft()
        body: Any = message.body
        return Incoming(
            body=body.encode() if isinstance(body, str) else bytes(body),
            headers=dict(message.headers or {}),
            ack=lambda: self._ack(message),
        )

    def _ack(self, message: KombuMessage) -> None:
        try:
            message.ack()
        except self._failures as error:
            raise TransportError(type(error).__name__) from None

    def close(self) -> None:
        """Unacknowledged messages go back to the queue."""
        self._inbox.clear()
        with contextlib.suppress(Exception):
            self._connection.release()
