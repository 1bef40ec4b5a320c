from __future__ import annotations

from typing import Any

import pytest
from kombu.exceptions import OperationalError

from accounts.models import TelegramUpdate
from adminpanel.services.telegram.updates import LARGEST, UPDATES
from tests.adminpanel.telegram.helpers import Queue, deliver, message, press
from tests.fakes.telegram import FakeTelegram

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("telegram")]


def test_update_is_taken_and_answered_at_once(queue: Queue, telegram: FakeTelegram) -> None:
    response = deliver(message("/help"))

    assert (response.status_code, response.json()) == (200, {"ok": True})
    assert [asked["text"] for asked in queue.asked] == ["/help"]
    assert telegram.sent == []


@pytest.mark.parametrize("secret", [None, "", "wrong", "a-secret-of-the-webhooK", "ä"])
def test_forged_update_is_refused(secret: str | None, queue: Queue) -> None:
    response = deliver(message("/help"), secret=secret)

    assert response.status_code == 403
    assert response["Content-Type"] == "application/problem+json"
    assert (queue.asked, TelegramUpdate.objects.count()) == ([], 0)


@pytest.mark.parametrize("lacking", ["TELEGRAM_WEBHOOK_SECRET", "TELEGRAM_BOT_TOKEN"])
def test_address_is_not_there_without_secret_or_bot(lacking: str, settings: Any) -> None:
    setattr(settings, lacking, "")

    assert deliver(message("/help"), secret="").status_code == 404


def test_same_update_is_handed_over_once(queue: Queue) -> None:
    update = message("/help")

    assert [deliver(update).status_code for _ in range(2)] == [200, 200]
    assert len(queue.asked) == 1


BAD: dict[str, Any] = {
    "no json": "{",
    "no object": "[]",
    "a number": "7",
    "nothing": "",
    "another kind": {"update_id": 1, "edited_message": {}},
    "no chat": {"update_id": 1, "message": {"text": "/help"}},
    "no text": {"update_id": 1, "message": {"chat": {"id": 1, "type": "private"}, "from": {"id": 1}}},
    "id of words": message("/help") | {"update_id": "x"},
    "id too large": message("/help") | {"update_id": 2**70},
    "chat of words": message("/help", id="7"),
    "button without message": {"update_id": 1, "callback_query": {"id": "1", "from": {"id": 1}, "data": "x"}},
    "zero bytes": b"\x00\xff",
}


@pytest.mark.parametrize("how", BAD)
def test_what_is_no_update_is_passed_over_and_counted(how: str, queue: Queue) -> None:
    before = UPDATES.labels("ignored")._value.get()
    response = deliver(BAD[how])

    assert response.status_code == 200
    assert (queue.asked, UPDATES.labels("ignored")._value.get() - before) == ([], 1)


def test_body_is_capped(queue: Queue) -> None:
    response = deliver(message("x" * LARGEST))

    assert (response.status_code, queue.asked) == (200, [])


def test_update_comes_again_when_the_queue_is_away(queue: Queue) -> None:
    update = message("/help")
    queue.failure = OperationalError("away")
    assert deliver(update).status_code == 503
    queue.failure = None

    assert deliver(update).status_code == 200
    assert len(queue.asked) == 1


def _in_group(text: str, author: int | None) -> dict[str, Any]:
    update = message(text, chat=-5, type="group")
    if author is not None:
        update["message"]["reply_to_message"] = {"message_id": 2, "from": {"id": author, "is_bot": True}}
    return update


def test_group_is_heard_only_where_it_replies_to_the_bot(queue: Queue, telegram: FakeTelegram) -> None:
    for update in (_in_group("/help", None), _in_group("/help", 99), _in_group("/help", 4242)):
        deliver(update)

    assert len(queue.asked) == 1
    queue.work()
    assert len(telegram.said()) == 1


def test_group_does_not_vote_or_link(queue: Queue, telegram: FakeTelegram) -> None:
    for text in ("/vote", "/start abc", "/stop"):
        deliver(_in_group(text, 4242))
    pressed = press("v:1:a")
    pressed["callback_query"]["message"]["chat"]["type"] = "supergroup"
    deliver(pressed)

    assert queue.work() == [None] * 3
    assert telegram.sent == []
