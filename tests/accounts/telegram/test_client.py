"""What the client makes of answers, and that the token is in none of what it leaves behind."""

from __future__ import annotations

import io
import logging
import socket
import traceback
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches

from accounts.telegram.client import Bot, Refusal, TelegramRefusedError, UncertainError, the_bot
from moviesite.common.http.errors import UpstreamError, UpstreamRefusedError, UpstreamUnavailableError
from moviesite.ops.metrics import exposition
from tests.fakes.telegram import (
    BLOCKED,
    BROKEN,
    NO_CHAT,
    NO_JSON,
    NOT_MODIFIED,
    TOKEN,
    FakeTelegram,
    bot_api,
    busy,
    hang,
    hang_up,
    refuses,
)

SECRET = TOKEN.partition(":")[2]


def _closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def _failing(fake: FakeTelegram, how: str) -> Bot:
    behaviours: dict[str, Any] = {
        "timeout": hang, "hang up": hang_up, "401": refuses(401, "Unauthorized"), "403": BLOCKED,
        "404": refuses(404, "Not Found"), "429": busy(9), "500": BROKEN, "bad json": NO_JSON,
    }  # fmt: skip
    if how in behaviours:
        fake.behaviours.append(behaviours[how])
        return the_bot()
    return Bot(_closed_port() if how == "refused" else fake.url.replace("http:", "https:"), TOKEN)


KINDS: dict[str, type[UpstreamError]] = {
    "timeout": UncertainError,
    "hang up": UncertainError,
    "401": UpstreamRefusedError,
    "403": TelegramRefusedError,
    "404": UpstreamRefusedError,
    "429": TelegramRefusedError,
    "500": UpstreamUnavailableError,
    "bad json": UncertainError,
    "refused": UpstreamUnavailableError,
    "tls": UpstreamUnavailableError,
}


@pytest.mark.parametrize("how", KINDS)
def test_token_is_in_nothing_that_a_failure_leaves(
    how: str, telegram: FakeTelegram, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    heard, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(heard)
    root.addHandler(handler)
    monkeypatch.setattr(root, "level", logging.DEBUG)
    bot = _failing(telegram, how)
    monkeypatch.setattr(bot._http, "_patience", type(bot._http._patience)(read=0.2, overall=0.4, retries=0))
    try:
        with pytest.raises(UpstreamError) as caught:
            bot.get_me()
        logging.getLogger("tests").warning("it failed", exc_info=caught.value)
    finally:
        root.removeHandler(handler)

    error = caught.value
    assert type(error) is KINDS[how]
    assert (error.__cause__, error.__context__) == (None, None)
    printed = capsys.readouterr()
    left = [
        str(error), repr(error), repr(error.args), repr(bot), repr(bot._http), repr(bot._http._upstream),
        "".join(traceback.format_exception(error)), heard.getvalue(), printed.out, printed.err, exposition().decode(),
    ]  # fmt: skip
    assert [text for text in left if SECRET in text] == []
    assert "it failed" in heard.getvalue()


def test_circuit_opens_under_a_name_without_the_token(telegram: FakeTelegram) -> None:
    telegram.behaviours += [BROKEN] * 5
    for _ in range(5):
        with pytest.raises(UpstreamUnavailableError):
            the_bot().get_me()

    assert caches["ratelimit"].get("breaker:telegram:open_until") is not None


@pytest.mark.parametrize(
    ("answer", "meaning", "wait"),
    [
        (busy(17), Refusal.BUSY, 17.0),
        (BLOCKED, Refusal.GONE, None),
        (NO_CHAT, Refusal.GONE, None),
        (NOT_MODIFIED, Refusal.OTHER, None),
    ],
)
def test_refusals_say_what_they_mean(answer: Any, meaning: Refusal, wait: float | None, telegram: FakeTelegram) -> None:
    telegram.behaviours.append(answer)
    with pytest.raises(TelegramRefusedError) as caught:
        the_bot().send_message("1", "x")

    assert (caught.value.meaning, caught.value.retry_after) == (meaning, wait)


def test_nothing_is_asked_twice(telegram: FakeTelegram) -> None:
    telegram.behaviours.append(hang_up)
    with pytest.raises(UncertainError):
        the_bot().send_message("1", "x")

    assert telegram.sent == []


def test_connection_that_never_was_is_certain() -> None:
    with pytest.raises(UpstreamUnavailableError) as caught:
        Bot(_closed_port(), TOKEN).get_me()

    assert not isinstance(caught.value, UncertainError)


def test_fields_arrive_as_documented(telegram: FakeTelegram) -> None:
    the_bot().send_message("1", "<b>Eega</b> &amp; more", [[{"text": "A", "callback_data": "a"}]])

    (sent,) = telegram.sent
    assert sent.text == "Eega & more"
    assert sent.buttons == [{"text": "A", "callback_data": "a"}]


BAD: dict[str, Callable[[Bot], object]] = {
    "empty": lambda bot: bot.send_message("1", ""),
    "unknown tag": lambda bot: bot.send_message("1", "<h1>x</h1>"),
    "open tag": lambda bot: bot.send_message("1", "<b>x"),
    "bare ampersand": lambda bot: bot.send_message("1", "a & b"),
    "too long": lambda bot: bot.send_message("1", "x" * 4097),
    "long caption": lambda bot: bot.send_photo("1", "https://x/a.jpg", "x" * 1025),
    "button without aim": lambda bot: bot.send_message("1", "x", [[{"text": "A"}]]),
    "no chat": lambda bot: bot.send_message("", "x"),
}


@pytest.mark.parametrize("how", BAD)
def test_stand_in_refuses_what_telegram_refuses(how: str, telegram: FakeTelegram) -> None:
    with pytest.raises(TelegramRefusedError):
        BAD[how](the_bot())


def test_stand_in_knows_its_token() -> None:
    with bot_api() as fake, pytest.raises(UpstreamRefusedError):
        Bot(fake.url, "1:other").get_me()
