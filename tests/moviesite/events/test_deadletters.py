"""What cannot be handled comes to one desk, and leaves it by somebody's decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from moviesite.events import bus, deadletters, relay
from moviesite.events.consume import handle
from moviesite.events.messages import message_of
from moviesite.events.models import BODY_LIMIT, DeadLetter, OutboxEvent
from moviesite.events.transports import Incoming
from moviesite.ops.metrics import EVENTS_WAITING

pytestmark = pytest.mark.django_db(transaction=True)
State = DeadLetter.State


def publish(number: int = 1) -> OutboxEvent:
    with transaction.atomic():
        return bus.publish("probe", aggregate="title:1", payload={"number": number})


def bury(monkeypatch: pytest.MonkeyPatch) -> OutboxEvent:
    """An event whose consumer has given up."""

    def fail(_: Mapping[str, Any]) -> None:
        raise LookupError("not there")

    monkeypatch.setitem(bus._subscriptions, "probe", [bus.Subscription("tests.fail", fail)])
    event = publish()
    for _ in range(relay.MAX_ATTEMPTS - 1):
        OutboxEvent.objects.update(available_at=timezone.now())
        relay.relay_pending()
    event.refresh_from_db()
    return event


def receive(body: bytes, headers: dict[str, str]) -> tuple[str, int]:
    """What became of a message, and how often it was acknowledged."""
    acked: list[int] = []
    return handle(Incoming(body, headers, lambda: acked.append(1)), source="amqp"), len(acked)


GOOD = {
    "event_id": "7d4cb6a0-0d4a-4a6f-9a3f-111111111111",
    "type": "probe",
    "aggregate": "title:1",
    "occurred_at": "2026-11-21T00:00:00+00:00",
}


@pytest.mark.parametrize(
    ("body", "headers", "error"),
    [
        (b"{}", {}, "headers missing: event_id, type, aggregate, occurred_at"),
        (b"{}", {**GOOD, "event_id": "seven"}, "event_id is not a UUID"),
        (b"\xff\x00{", GOOD, "the body is not JSON"),
        (b"[]", GOOD, "the body is not an event of the type in its headers"),
        (b'{"type":"other"}', GOOD, "the body is not an event of the type in its headers"),
        (b'{"type":"probe"}', GOOD, "no such event in the outbox"),
    ],
)
def test_a_message_nobody_can_handle_is_kept_and_not_asked_for_again(
    body: bytes, headers: dict[str, str], error: str
) -> None:
    outcome = receive(body, headers)

    letter = DeadLetter.objects.get()
    assert (outcome, letter.error, letter.source, letter.state) == (("dead", 1), error, "amqp", State.WAITING)
    assert letter.body == body.decode(errors="backslashreplace").replace("\x00", "\\x00")


def test_the_same_letter_again_only_counts() -> None:
    receive(b"?", GOOD)
    receive(b"?", GOOD)

    assert list(DeadLetter.objects.values_list("attempts", flat=True)) == [2]


def test_a_long_body_is_cut() -> None:
    receive(b"x" * (BODY_LIMIT + 1), GOOD)

    letter = DeadLetter.objects.get()
    assert (len(letter.body), letter.is_cut) == (BODY_LIMIT, True)


def test_a_message_may_not_name_an_event_of_another_type() -> None:
    event = publish()
    message = message_of(event)

    outcome = receive(b'{"type":"member_erased"}', {**message.headers, "type": "member_erased"})

    assert (outcome, DeadLetter.objects.get().error) == (("dead", 1), "no such event in the outbox")


def test_an_event_that_gave_up_is_on_the_same_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    event = bury(monkeypatch)

    letter = DeadLetter.objects.get()
    assert (letter.source, letter.event_id, letter.error) == ("outbox", event.event_id, "LookupError: not there")
    assert (letter.attempts, letter.body) == (relay.MAX_ATTEMPTS, "")


def test_younger_ones_pass_a_dead_one(monkeypatch: pytest.MonkeyPatch) -> None:
    bury(monkeypatch)
    heard: list[int] = []
    monkeypatch.setitem(
        bus._subscriptions, "probe", [bus.Subscription("tests.fail", lambda payload: heard.append(payload["number"]))]
    )
    publish(2)

    assert heard == [2]


def test_queued_again_it_is_delivered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    bury(monkeypatch)
    heard: list[int] = []
    monkeypatch.setitem(
        bus._subscriptions, "probe", [bus.Subscription("tests.fail", lambda payload: heard.append(payload["number"]))]
    )

    result = deadletters.requeue_letters(letters=DeadLetter.objects.all())
    relay.relay_pending()
    relay.relay_pending()

    assert (result, heard, DeadLetter.objects.get().state) == ((1, 0), [1], State.REQUEUED)


def test_dying_again_it_waits_again(monkeypatch: pytest.MonkeyPatch) -> None:
    bury(monkeypatch)
    deadletters.requeue_letters(letters=DeadLetter.objects.all())
    for _ in range(relay.MAX_ATTEMPTS):
        OutboxEvent.objects.update(available_at=timezone.now())
        relay.relay_pending()

    assert [(letter.state, letter.attempts) for letter in DeadLetter.objects.all()] == [(State.WAITING, 16)]


def test_an_unreadable_letter_cannot_be_queued_again() -> None:
    receive(b"?", GOOD)

    result = deadletters.requeue_letters(letters=DeadLetter.objects.all())

    assert (result, DeadLetter.objects.get().state) == ((0, 1), State.WAITING)


def test_a_discarded_letter_stays_so(monkeypatch: pytest.MonkeyPatch) -> None:
    event = bury(monkeypatch)

    discarded = deadletters.discard_letters(letters=DeadLetter.objects.all())
    result = deadletters.requeue_letters(letters=DeadLetter.objects.all())

    event.refresh_from_db()
    assert (discarded, result, event.dead_at is not None) == (1, (0, 1), True)


def test_queueing_the_event_settles_its_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    bury(monkeypatch)

    count = deadletters.requeue_events(events=OutboxEvent.objects.all())

    assert (count, DeadLetter.objects.get().state) == (1, State.REQUEUED)


def test_the_gauge_counts_the_desk() -> None:
    from moviesite.events.gauges import measure_outbox

    receive(b"?", GOOD)
    measure_outbox()

    assert EVENTS_WAITING.labels("desk")._value.get() == 1


@pytest.fixture
def staff(client: Client) -> Callable[..., Client]:
    """A member of staff with the named permissions on letters."""

    def log_in(*codenames: str) -> Client:
        user = User.objects.create_user(username="staff", password="ten white lamps", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=["view_deadletter", *codenames]))
        client.force_login(user)
        return client

    return log_in


@pytest.mark.parametrize(
    ("action", "codename", "state"),
    [("requeue", "requeue_deadletter", State.REQUEUED), ("discard", "discard_deadletter", State.DISCARDED)],
)
@pytest.mark.parametrize("allowed", [True, False])
def test_each_action_needs_its_own_permission(
    monkeypatch: pytest.MonkeyPatch,
    staff: Callable[..., Client],
    action: str,
    codename: str,
    state: str,
    allowed: bool,
) -> None:
    bury(monkeypatch)
    others = {"requeue_deadletter", "discard_deadletter"} - {codename}
    client = staff(*([codename] if allowed else others))

    client.post(
        "/admin/events/deadletter/",
        {"action": action, "_selected_action": [str(DeadLetter.objects.get().pk)]},
    )

    assert DeadLetter.objects.get().state == (state if allowed else State.WAITING)
