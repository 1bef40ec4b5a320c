"""A broker of each kind, and consumers that remember."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from moviesite.events import bus
from moviesite.events.transports import Transport, open_transport
from tests.moviesite.events.brokers import BROKERS, Broker


@pytest.fixture
def told() -> Iterator[list[Mapping[str, Any]]]:
    """What a consumer of `probe` events was told."""
    heard: list[Mapping[str, Any]] = []
    bus.subscribe("probe", consumer="tests.probe")(heard.append)
    yield heard
    bus._subscriptions.pop("probe")


@pytest.fixture(params=sorted(BROKERS))
def broker(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Broker]:
    """EVENTS_URL set to a broker."""
    with BROKERS[request.param]() as broker:
        settings.EVENTS_URL, settings.EVENTS_NAME = broker.url, broker.name
        yield broker


@pytest.fixture
def transport(broker: Broker) -> Iterator[Transport]:
    """A connection to it."""
    opened = open_transport()
    yield opened
    opened.close()
