"""Events are written with their change, delivered at least once, in order, with one effect each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from moviesite.events import bus, relay
from moviesite.events.models import OutboxEvent, ProcessedEvent
from moviesite.events.tasks import prune
from tests.processes import run_in_processes


@pytest.fixture
def heard() -> Iterator[list[Mapping[str, Any]]]:
    """A consumer of `probe` events that remembers what it was told."""
    told: list[Mapping[str, Any]] = []
    bus.subscribe("probe", consumer="tests.probe")(told.append)
    yield told
    bus._subscriptions.pop("probe")


def publish(number: int = 1, aggregate: str = "title:1") -> OutboxEvent:
    with transaction.atomic():
        return bus.publish("probe", aggregate=aggregate, payload={"number": number})


@pytest.mark.django_db(transaction=True)
def test_an_event_is_delivered_after_its_transaction(heard: list[Mapping[str, Any]]) -> None:
    with transaction.atomic():
        bus.publish("probe", aggregate="title:1", payload={"number": 1})
        told_inside = list(heard)

    assert told_inside == []
    assert heard == [{"type": "probe", "number": 1}]
    assert OutboxEvent.objects.filter(delivered_at=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_rolled_back_change_tells_nothing(heard: list[Mapping[str, Any]]) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        bus.publish("probe", aggregate="title:1", payload={"number": 1})
        raise ZeroDivisionError

    assert (heard, OutboxEvent.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_publishing_outside_a_transaction_is_a_mistake() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        bus.publish("probe", aggregate="title:1", payload={})


@pytest.mark.django_db(transaction=True)
def test_redelivery_has_no_second_effect(heard: list[Mapping[str, Any]]) -> None:
    event = publish()
    OutboxEvent.objects.filter(pk=event.pk).update(delivered_at=None)

    relay.relay_pending()

    assert len(heard) == 1


@pytest.mark.django_db(transaction=True)
def test_a_failing_consumer_postpones_and_then_buries_the_event(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: Mapping[str, Any]) -> None:
        raise LookupError("not there")

    monkeypatch.setitem(bus._subscriptions, "probe", [bus.Subscription("tests.fail", fail)])
    event = publish()
    for _ in range(relay.MAX_ATTEMPTS - 1):
        OutboxEvent.objects.update(available_at=timezone.now())
        relay.relay_pending()
    event.refresh_from_db()

    assert (event.attempts, event.delivered_at, event.last_error) == (8, None, "LookupError: not there")
    assert event.dead_at is not None
    assert ProcessedEvent.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_order_is_kept_within_an_aggregate(heard: list[Mapping[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relay, "relay_soon", lambda: None)
    first = publish(1)
    publish(2)
    publish(3, aggregate="title:2")
    OutboxEvent.objects.filter(pk=first.pk).update(available_at=timezone.now() + timedelta(hours=1))

    relay.relay_pending()

    assert [event["number"] for event in heard] == [3]


def _publish_and_relay(worker: int, count: int) -> None:
    def consume(payload: Mapping[str, Any]) -> None:
        User.objects.create_user(username=f"event-{payload['number']}")

    bus.subscribe("probe", consumer="tests.users")(consume)
    for number in range(count):
        publish(worker * 1000 + number, aggregate=f"title:{number % 3}")
    relay.relay_pending(limit=10_000)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_four_relays_deliver_each_event_once() -> None:
    run_in_processes(_publish_and_relay, [(worker, 15) for worker in range(4)])
    bus.subscribe("probe", consumer="tests.users")(lambda payload: None)
    OutboxEvent.objects.update(available_at=timezone.now())
    relay.relay_pending(limit=10_000)
    bus._subscriptions.pop("probe")

    assert User.objects.filter(username__startswith="event-").count() == 60
    assert OutboxEvent.objects.filter(delivered_at=None).count() == 0


@pytest.mark.django_db(transaction=True)
def test_prune_forgets_only_what_is_old_and_delivered(heard: list[Mapping[str, Any]]) -> None:
    old, fresh = publish(1), publish(2)
    OutboxEvent.objects.filter(pk=old.pk).update(delivered_at=timezone.now() - timedelta(days=15))

    prune()

    assert list(OutboxEvent.objects.values_list("pk", flat=True)) == [fresh.pk]
