"""What Telegram sends to the webhook: read strictly, passed over where it is none of ours, and taken in once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from django.conf import settings
from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError
from prometheus_client import Counter

from accounts.models import TelegramUpdate
from moviesite.common.errors import UnavailableError

UPDATES = Counter("marquee_telegram_updates_total", "Updates that the bot was sent", ["outcome"])
LARGEST = 256 * 1024  # bytes; Telegram's are a few thousand
ALLOWED = ("message", "callback_query")  # kinds of updates that Telegram is asked to send
_MOST_TEXT = 300
_LARGEST_ID = 2**52  # Telegram's own promise about numbers of chats


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody's words to the bot, or a button they pressed: then `query_id`, `data` and `message_id` are there.

    `language` is an IETF tag, "" where Telegram does not know.
    """

    update_id: int
    chat_id: int
    is_private: bool
    text: str = ""
    language: str = ""
    query_id: str = ""
    data: str = ""
    message_id: int = 0


def accept_update(body: bytes, hand_over: Callable[[dict[str, Any]], object]) -> str:
    """Take an update in and hand it to a worker: "taken", "repeated" or "ignored".

    UnavailableError where the queue takes nothing; then Telegram sends the update again.
    """
    asked = read_update(body)
    outcome = "ignored" if asked is None else _take(asked, hand_over)
    UPDATES.labels(outcome).inc()
    return outcome


def _take(asked: Asked, hand_over: Callable[[dict[str, Any]], object]) -> str:
    try:
        with transaction.atomic():
            TelegramUpdate.objects.create(update_id=asked.update_id)
            hand_over(asdict(asked))
    except IntegrityError:
        return "repeated"
    except (OperationalError, OSError):
        raise UnavailableError from None
    return "taken"


def read_update(body: bytes) -> Asked | None:
    """What an update asks; None for what is malformed, or not for this bot to answer.

    In groups it answers only those who reply to it.
    """
    if len(body) > LARGEST:
        return None
    try:
        update = orjson.loads(body)
        return _message(update) if "message" in update else _pressed(update) if "callback_query" in update else None
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
        return None


def _message(update: dict[str, Any]) -> Asked | None:
    message = update["message"]
    text, is_private = message.get("text"), message["chat"]["type"] == "private"
    if not isinstance(text, str) or message["from"].get("is_bot") or not (is_private or _replies(message)):
        return None
    return Asked(
        update_id=_number(update["update_id"]),
        chat_id=_number(message["chat"]["id"]),
        is_private=is_private,
        text=text.replace("\x00", "")[:_MOST_TEXT],
        language=str(message["from"].get("language_code") or "")[:12],
    )


def _replies(message: dict[str, Any]) -> bool:
    """Whether it answers a message of this bot, whose number its token begins with."""
    author = (message.get("reply_to_message") or {}).get("from") or {}
    return str(author.get("id")) == settings.TELEGRAM_BOT_TOKEN.partition(":")[0]


def _pressed(update: dict[str, Any]) -> Asked | None:
    query = update["callback_query"]
    message = query["message"]
    if message["chat"]["type"] != "private":  # a group has no voice of its own
        return None
    return Asked(
        update_id=_number(update["update_id"]),
        chat_id=_number(message["chat"]["id"]),
        is_private=True,
        language=str(query["from"].get("language_code") or "")[:12],
        query_id=str(query["id"])[:64],
        data=str(query["data"])[:64],
        message_id=_number(message["message_id"]),
    )


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST_ID:
        raise ValueError
    return value
