"""Brokers for tests: RabbitMQ where it answers, and the cluster that Kafka's own library can pretend to be."""

from __future__ import annotations

import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from kombu import Connection

AMQP = "amqp://guest:guest@127.0.0.1:5672//"


@dataclass(frozen=True, slots=True)
class Broker:
    """An address and a name that nobody else uses."""

    url: str
    name: str


def answers(port: int) -> bool:
    """Whether a server listens on this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def rabbitmq() -> Iterator[Broker]:
    """A name of our own on the real server; what was declared under it is deleted."""
    if not answers(5672):
        pytest.skip("RabbitMQ does not answer on port 5672")
    name = f"test-{uuid.uuid4().hex[:12]}"
    try:
        yield Broker(AMQP, name)
    finally:
        with Connection(AMQP) as connection:
            channel: Any = connection.channel()
            channel.queue_delete(f"{name}.consumers")
            channel.exchange_delete(f"{name}.events")


@contextmanager
def kafka() -> Iterator[Broker]:
    """A mock cluster inside this process, reached over the network by this one and others."""
    library = pytest.importorskip("confluent_kafka", reason="requirements-kafka.txt is not installed")
    cluster = library.Producer({"test.mock.num.brokers": 1, "log_level": 0, "bootstrap.servers": "ignored"})
    brokers = cluster.list_topics(timeout=10).brokers.values()
    address = ",".join(f"{broker.host}:{broker.port}" for broker in brokers)
    yield Broker(f"kafka://{address}", f"test-{uuid.uuid4().hex[:12]}")
    del cluster


BROKERS = {"amqp": rabbitmq, "kafka": kafka}
