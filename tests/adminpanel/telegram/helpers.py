"""Saying things to the bot."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from adminpanel import tasks
from adminpanel.services.telegram.bot import answer_update
from adminpanel.services.telegram.updates import Asked

ADDRESS = "/api/telegram/webhook"
SECRET = "a-secret-of-the-webhook"
_numbers = itertools.count(1000)


def message(text: str, *, chat: int = 7, language: str = "en", **chat_fields: Any) -> dict[str, Any]:
    """An update with a private message."""
    return {
        "update_id": next(_numbers),
        "message": {
            "message_id": 1,
            "date": 1,
            "chat": {"id": chat, "type": "private", **chat_fields},
            "from": {"id": chat, "is_bot": False, "first_name": "Nila", "language_code": language},
            "text": text,
        },
    }


def press(data: str, *, chat: int = 7) -> dict[str, Any]:
    """An update with a button that was pressed."""
    return {
        "update_id": next(_numbers),
        "callback_query": {
            "id": "q1",
            "from": {"id": chat, "is_bot": False, "first_name": "Nila", "language_code": "en"},
            "message": {"message_id": 55, "date": 1, "chat": {"id": chat, "type": "private"}},
            "chat_instance": "1",
            "data": data,
        },
    }


def deliver(update: Any, *, secret: str | None = SECRET) -> Any:
    """Bring an update to the webhook."""
    headers = {} if secret is None else {"X-Telegram-Bot-Api-Secret-Token": secret}
    body = update if isinstance(update, str | bytes) else json.dumps(update)
    return APIClient().post(ADDRESS, body, content_type="application/json", headers=headers)


class Queue:
    """What the webhook handed over; answered when a test says so."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.failure: Exception | None = None

    def delay(self, *, asked: dict[str, Any]) -> None:
        if self.failure:
            raise self.failure
        self.asked.append(asked)

    def work(self) -> list[float | None]:
        """Answer all that waits."""
        waiting, self.asked = self.asked, []
        return [answer_update(Asked(**asked)) for asked in waiting]


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch) -> Queue:
    """In place of the broker."""
    found = Queue()
    monkeypatch.setattr(tasks.answer_telegram, "delay", found.delay)
    return found
