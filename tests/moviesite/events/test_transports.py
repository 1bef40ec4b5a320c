"""Events go through RabbitMQ and Kafka, in order, with one effect, and wait where the broker is away."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from kombu import Connection
from pytest_django.fixtures import Settings

from adminpanel.supervisor import site_services
from moviesite.events import bus, loop, relay, tasks
from moviesite.events.consume import handle
from moviesite.events.dispatch import publish_pending
from moviesite.events.messages import Message
from moviesite.events.models import DeadLetter, OutboxEvent
from moviesite.events.transports import Incoming, Transport, TransportError, open_transport
from moviesite.events.transports.base import before_gaps
from tests.moviesite.events.brokers import Broker

Told = list[Mapping[str, Any]]

pytestmark = pytest.mark.django_db(transaction=True)


def publish(number: int = 1, aggregate: str = "title:1") -> OutboxEvent:
    with transaction.atomic():
        return bus.publish("probe", aggregate=aggregate, payload={"number": number})


def take(transport: Transport, count: int) -> list[Incoming]:
    """So many messages, unacknowledged."""
    found: list[Incoming] = []
    for _ in range(200):
        incoming = transport.receive(seconds=0.2)
        found += [incoming] if incoming else []
        if len(found) == count:
            break
    return found


def overdue() -> None:
    OutboxEvent.objects.update(created_at=timezone.now() - timedelta(hours=1))


@pytest.mark.services
def test_an_event_goes_out_and_comes_back(transport: Transport, told: Told) -> None:
    event = publish(7)
    told_before = list(told)

    confirmed = publish_pending(transport)
    (incoming,) = take(transport, 1)
    outcome = handle(incoming, source=transport.source)

    event.refresh_from_db()
    assert (told_before, confirmed, outcome, told) == ([], 1, "handled", [{"type": "probe", "number": 7}])
    assert incoming.body == b'{"type":"probe","number":7}'
    assert dict(incoming.headers) == {
        "event_id": str(event.event_id),
        "type": "probe",
        "aggregate": "title:1",
        "occurred_at": event.created_at.isoformat(),
    }
    assert None not in (event.published_at, event.delivered_at)


@pytest.mark.services
def test_order_holds_within_an_aggregate(transport: Transport, told: Told) -> None:
    for number in range(12):
        publish(number, aggregate=f"title:{number % 3}")

    publish_pending(transport)
    for incoming in take(transport, 12):
        handle(incoming, source=transport.source)

    heard = [event["number"] for event in told]
    assert sorted(heard) == list(range(12))
    assert [[number for number in heard if number % 3 == rest] for rest in range(3)] == [
        [0, 3, 6, 9], [1, 4, 7, 10], [2, 5, 8, 11]
    ]  # fmt: skip


@pytest.mark.services
def test_a_message_that_comes_again_has_no_second_effect(transport: Transport, told: Told) -> None:
    event = publish()
    publish_pending(transport)
    OutboxEvent.objects.filter(pk=event.pk).update(published_at=None)
    publish_pending(transport)

    outcomes = [handle(incoming, source=transport.source) for incoming in take(transport, 2)]

    assert (outcomes, len(told)) == (["handled", "known"], 1)


@pytest.mark.services
def test_what_was_not_acknowledged_comes_again(transport: Transport, told: Told) -> None:
    publish(5)
    publish_pending(transport)
    take(transport, 1)
    transport.close()

    second = open_transport()
    outcomes = [handle(incoming, source=second.source) for incoming in take(second, 1)]
    second.close()

    assert (outcomes, [event["number"] for event in told]) == (["handled"], [5])


@pytest.mark.services
def test_the_loop_does_it_all(transport: Transport, told: Told) -> None:
    transport.close()
    for number in range(5):
        publish(number)
    turns = itertools.count()

    loop.EventLoop(stopping=lambda: len(told) == 5 or next(turns) > 500).run()

    assert [event["number"] for event in told] == [0, 1, 2, 3, 4]
    assert OutboxEvent.objects.filter(published_at=None).count() == 0


@pytest.mark.services
@pytest.mark.parametrize("broker", ["amqp"], indirect=True)
def test_a_queue_that_is_gone_is_noticed_and_made_again(transport: Transport, broker: Broker, told: Told) -> None:
    event = publish(3)
    with Connection(broker.url) as other:
        other.channel().queue_delete(f"{broker.name}.consumers")

    with pytest.raises(TransportError, match="NoRoute"):
        publish_pending(transport)
    event.refresh_from_db()
    second = open_transport()
    publish_pending(second)
    outcomes = [handle(incoming, source=second.source) for incoming in take(second, 1)]
    second.close()

    assert (event.published_at, outcomes, [news["number"] for news in told]) == (None, ["handled"], [3])


def test_behind_a_gap_nothing_of_its_aggregate_is_confirmed() -> None:
    messages = [
        Message(uuid.UUID(int=number), "probe", f"title:{number % 2}", "2026-11-21T00:00:00+00:00", b"{}")
        for number in range(6)
    ]

    confirmed = before_gaps(messages, {message.event_id for message in messages} - {uuid.UUID(int=2)})

    assert sorted(event.int for event in confirmed) == [0, 1, 3, 5]


class Away:
    """A broker that confirms the first `count` messages of each call."""

    source = "amqp"

    def __init__(self, count: int = 0) -> None:
        self.count = count
        self.seen: list[Message] = []

    def publish(self, messages: Any) -> set[Any]:
        self.seen += messages
        if not self.count:
            raise TransportError("ConnectionRefusedError")
        return {message.event_id for message in messages[: self.count]}

    def receive(self, *, seconds: float) -> None:
        return None

    def close(self) -> None:
        """Nothing is held."""


@pytest.fixture
def outside(settings: Settings) -> None:
    settings.EVENTS_URL = "amqp://127.0.0.1:1//"


def test_a_page_does_not_ask_the_broker(outside: None, told: Told) -> None:
    publish()

    assert (told, OutboxEvent.objects.filter(published_at=None, delivered_at=None).count()) == ([], 1)


def test_rows_wait_while_the_broker_is_away(outside: None, told: Told) -> None:
    publish()

    with pytest.raises(TransportError):
        publish_pending(Away())

    assert list(OutboxEvent.objects.values_list("published_at", "claimed_until", "attempts")) == [(None, None, 0)]


def test_what_was_not_confirmed_is_published_again(outside: None, told: Told) -> None:
    first, second = publish(1), publish(2)
    broker = Away(1)

    counts = [publish_pending(broker), publish_pending(broker)]

    assert counts == [1, 1]
    assert [m.event_id for m in broker.seen] == [first.event_id, second.event_id, second.event_id]


def test_a_claim_holds_back_younger_ones_of_the_aggregate(outside: None, told: Told) -> None:
    held = publish(1)
    publish(2)
    other = publish(3, aggregate="title:2")
    OutboxEvent.objects.filter(pk=held.pk).update(claimed_until=timezone.now() + timedelta(hours=1))
    broker = Away(9)

    publish_pending(broker)

    assert [message.event_id for message in broker.seen] == [other.event_id]


def test_a_claim_lapses(outside: None, told: Told) -> None:
    event = publish(1)
    OutboxEvent.objects.filter(pk=event.pk).update(claimed_until=timezone.now() - timedelta(seconds=1))
    broker = Away(9)

    publish_pending(broker)

    assert [message.event_id for message in broker.seen] == [event.event_id]


def test_an_unreachable_broker_never_ends_the_loop(outside: None, told: Told) -> None:
    publish()
    turns = itertools.count()

    loop.EventLoop(stopping=lambda: next(turns) > 3).run()

    assert (told, OutboxEvent.objects.filter(delivered_at=None).count()) == ([], 1)


def test_after_a_while_events_are_delivered_in_process_and_still_published(outside: None, told: Told) -> None:
    publish(1)
    publish(2)
    tasks.relay()
    told_early = list(told)
    overdue()
    tasks.relay()
    broker = Away(9)
    publish_pending(broker)

    rows = OutboxEvent.objects.filter(delivered_at=None) | OutboxEvent.objects.filter(published_at=None)
    assert (told_early, [event["number"] for event in told]) == ([], [1, 2])
    assert (len(broker.seen), rows.count()) == (2, 0)


def test_a_failure_is_tried_again_by_the_row_and_its_followers_wait(
    outside: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[int] = []

    def fail_once(payload: Mapping[str, Any]) -> None:
        heard.append(payload["number"])
        if heard == [1]:
            raise LookupError("not yet")

    monkeypatch.setitem(bus._subscriptions, "probe", [bus.Subscription("tests.once", fail_once)])
    publish(1)
    publish(2)
    broker = Away(9)
    publish_pending(broker)
    outcomes = [handle(Incoming(message.body, message.headers, lambda: None), source="amqp") for message in broker.seen]
    waiting = list(heard)
    OutboxEvent.objects.update(available_at=timezone.now())
    relay.relay_overdue()

    assert (outcomes, waiting, heard) == (["handled", "handled"], [1], [1, 1, 2])


def test_switching_a_broker_on_and_off_delivers_each_event_once(settings: Settings, told: Told) -> None:
    settings.EVENTS_URL = "amqp://127.0.0.1:1//"
    for number in range(100):
        publish(number, aggregate=f"title:{number % 7}")
    broker = Away(30)
    publish_pending(broker)
    settings.EVENTS_URL = ""
    relay.relay_pending(limit=1000)
    settings.EVENTS_URL = "amqp://127.0.0.1:1//"
    outcomes = {handle(Incoming(message.body, message.headers, lambda: None), source="amqp") for message in broker.seen}

    assert [event["number"] for event in told] == list(range(100))
    assert (outcomes, OutboxEvent.objects.filter(published_at=None).count()) == ({"known"}, 0)


def test_turned_on_later_it_is_not_told_the_past(settings: Settings, told: Told) -> None:
    publish()
    settings.EVENTS_URL = "amqp://127.0.0.1:1//"
    broker = Away(9)

    assert (publish_pending(broker), broker.seen) == (0, [])


def test_prune_keeps_what_the_broker_has_yet_to_be_told(outside: None, told: Told) -> None:
    publish()
    OutboxEvent.objects.update(delivered_at=timezone.now() - timedelta(days=15))

    tasks.prune()

    assert OutboxEvent.objects.count() == 1


def test_the_command_refuses_without_a_broker() -> None:
    with pytest.raises(CommandError, match="EVENTS_URL is empty"):
        call_command("consume_events")


def test_the_site_runs_the_loop_only_with_a_broker() -> None:
    names = [[s.name for s in site_services(host="h", port=1, workers=1, events=events)] for events in (False, True)]

    assert names == [["web", "worker", "beat"], ["web", "worker", "beat", "events"]]
    assert DeadLetter.objects.count() == 0
