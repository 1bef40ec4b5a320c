"""Killed at any of five points and started again: nothing is lost, nothing done twice, order kept (R07)."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from tests.moviesite.events.brokers import Broker, rabbitmq
from tests.moviesite.events.crashes import POINTS, Outcome, crash, kafka_apart

APART = {"amqp": rabbitmq, "kafka": kafka_apart}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def apart(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Broker]:
    """EVENTS_URL set to a broker that lives in no process of the test."""
    with APART[request.param]() as broker:
        settings.EVENTS_URL, settings.EVENTS_NAME = broker.url, broker.name
        settings.EVENTS_FALLBACK_SECONDS = 3600  # so that the broker has to bring everything
        yield broker


def faults(outcome: Outcome) -> tuple[int, int, int, int]:
    return outcome.lost, outcome.doubled, outcome.out_of_order, outcome.dead


@pytest.mark.services
@pytest.mark.concurrency
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("apart", ["amqp"], indirect=True)
def test_a_process_killed_once(apart: Broker, point: str) -> None:
    assert faults(crash(point, events=200, kills=1)) == (0, 0, 0, 0)


@pytest.mark.slow
@pytest.mark.concurrency
@pytest.mark.parametrize("apart", ["kafka"], indirect=True)
def test_a_process_killed_once_with_kafka(apart: Broker) -> None:
    assert faults(crash("before ack", events=200, kills=1)) == (0, 0, 0, 0)


@pytest.mark.chaos
@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("apart", sorted(APART), indirect=True)
def test_processes_killed_five_times(
    apart: Broker, point: str, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = crash(point, events=2000, kills=5)

    with capsys.disabled():
        sys.stdout.write("\n" + outcome.line("events", connection.vendor, apart.url.partition(":")[0], point))
    assert faults(outcome) == (0, 0, 0, 0)
