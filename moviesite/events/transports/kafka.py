"""Kafka: one topic, keyed by aggregate, so that all news of one thing lies in one partition, in order."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Producer
from confluent_kafka import Message as KafkaMessage

from moviesite.events.messages import Message
from moviesite.events.transports.base import TIMEOUT, Incoming, TransportError, before_gaps

SESSION = 10_000  # milliseconds after which the partitions of a consumer that is silent go to another
COMMIT = 500  # milliseconds between two commits; what was done in between comes again after a crash, and is known


def _quiet(_: KafkaError) -> None:
    """The library's own reconnecting is no news; what matters is raised where it was asked for."""


class KafkaTransport:
    """An idempotent producer that waits for all in-sync replicas; a consumer that commits what is done."""

    source = "kafka"

    def __init__(self, url: str, name: str) -> None:
        self._topic, self._group = f"{name}.events", f"{name}.consumers"
        self._consumer: Consumer | None = None
        self._common: dict[str, Any] = {
            "bootstrap.servers": url.removeprefix("kafka://").rstrip("/"),
            "error_cb": _quiet,
            "log_level": 0,
        }
        self._producer = Producer(
            {
                **self._common,
                "enable.idempotence": True,
                "acks": "all",
                "linger.ms": 5,
                "message.timeout.ms": int(TIMEOUT * 1000),
            }
        )
        try:
            self._producer.list_topics(timeout=TIMEOUT)
        except KafkaException as error:
            raise _failure(error) from None

    def publish(self, messages: Sequence[Message]) -> set[uuid.UUID]:
        """All at once; each is confirmed by its delivery report."""
        reported: set[uuid.UUID] = set()

        def note(message: Message) -> Any:
            def report(error: KafkaError | None, _: KafkaMessage) -> None:
                if error is None:
                    reported.add(message.event_id)

            return report

        try:
            for message in messages:
                self._producer.produce(
                    self._topic,
                    key=message.aggregate.encode(),
                    value=message.body,
                    headers=[(name, value.encode()) for name, value in message.headers.items()],
                    on_delivery=note(message),
                )
            # Reports of failure come after message.timeout.ms, so that nothing is sent later behind our back.
            self._producer.flush(TIMEOUT * 2)
        except (KafkaException, BufferError) as error:
            raise _failure(error) from None
        confirmed = before_gaps(messages, reported)
        if messages and not confirmed:
            raise TransportError("nothing was confirmed")
        return confirmed

    def receive(self, *, seconds: float) -> Incoming | None:
        """The next message; soon after its `ack` it is committed, and it comes again where that is missing."""
        try:
            if self._consumer is None:
                self._consumer = Consumer(
                    {
                        **self._common,
                        "group.id": self._group,
                        "auto.offset.reset": "earliest",
                        "enable.auto.offset.store": False,  # by `ack` alone; what is stored is committed beside
                        "auto.commit.interval.ms": COMMIT,
                        "session.timeout.ms": SESSION,
                    }
                )
                self._consumer.subscribe([self._topic])
            message = self._consumer.poll(seconds)
        except KafkaException as error:
            raise _failure(error) from None
        if message is None:
            return None
        failure = message.error()
        if failure is not None:
            if failure.code() in {KafkaError._PARTITION_EOF, KafkaError.UNKNOWN_TOPIC_OR_PART}:
                return None  # the topic is made by the first message
            raise TransportError(failure.name())
        return Incoming(body=_bytes(message.value()), headers=_headers(message), ack=lambda: self._store(message))

    def _store(self, message: KafkaMessage) -> None:
        if self._consumer is None:
            return
        try:
            self._consumer.store_offsets(message=message)
        except KafkaException as error:
            if error.args[0].code() != KafkaError._STATE:  # another has the partition now, and this message with it
                raise _failure(error) from None

    def close(self) -> None:
        """Leave the group, so that another takes over at once."""
        with contextlib.suppress(Exception):
            self._producer.purge()
            self._producer.flush(1)
        if self._consumer is not None:
            with contextlib.suppress(Exception):
                self._consumer.close()


def _headers(message: KafkaMessage) -> Mapping[str, str]:
    return {
        str(name): _bytes(value).decode(errors="backslashreplace")
        for name, value in dict(message.headers() or []).items()
    }


def _bytes(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else bytes(value or b"")


def _failure(error: Exception) -> TransportError:
    first = error.args[0] if error.args else None
    return TransportError(first.name() if isinstance(first, KafkaError) else type(error).__name__)
