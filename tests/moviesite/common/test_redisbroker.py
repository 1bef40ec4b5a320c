"""What a channel says that has lost its connection."""

from __future__ import annotations

import pytest
import redis
from kombu import Connection
from kombu.transport import resolve_transport

from moviesite.celery import app
from moviesite.common.redisbroker import RestartableChannel, RestartableTransport


def test_redis_is_spoken_to_by_what_may_lose_it() -> None:
    assert app.main == "marquee"
    assert resolve_transport("redis") is RestartableTransport


def test_a_connection_that_was_given_up_is_a_lost_one() -> None:
    transport = RestartableTransport(Connection("redis://127.0.0.1:1/0"))
    channel = RestartableChannel.__new__(RestartableChannel)  # a whole one would ask the server at once
    channel.connection = transport
    transport.client = None

    with pytest.raises(redis.ConnectionError, match="given up"):
        channel._connparams()
    assert issubclass(redis.ConnectionError, transport.connection_errors)
