"""Asking the Bot API (https://core.telegram.org/bots/api).

The token is part of each address. So nothing below this module knows the address: what goes wrong is named and never
chained, and log lines, metrics and the circuit know the service by its name and the method by its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, ClassVar

import orjson
import requests
from django.conf import settings
from urllib3.exceptions import HTTPError, MaxRetryError

from moviesite.common.http.body import BodyError, parse_json, read_body
from moviesite.common.http.budget import Limit
from moviesite.common.http.client import HttpClient, Patience, Upstream
from moviesite.common.http.deadlines import reading_until
from moviesite.common.http.errors import (
    UpstreamAnswerError,
    UpstreamError,
    UpstreamRefusedError,
    UpstreamUnavailableError,
)
from moviesite.common.http.sessions import shared_session

NAME = "telegram"
LIMITS = (Limit(25, 1),)  # Telegram sends about 30 messages a second for a bot
Buttons = Sequence[Sequence[Mapping[str, str]]]


class Refusal(StrEnum):
    """What a refusal means for who is written to."""

    BUSY = "busy"  # later, after `retry_after`
    GONE = "gone"  # the chat is closed to this bot
    OTHER = "other"  # this message, for ever


class TelegramRefusedError(UpstreamAnswerError):
    """Telegram took the request and said no; nothing was sent."""

    outcome: ClassVar[str] = "refused"

    def __init__(self, meaning: Refusal, retry_after: float | None, status: int) -> None:
        super().__init__(NAME, f"answered {status} ({meaning})", retry_after, status)
        self.args = (meaning, retry_after, status)
        self.meaning = meaning


class UncertainError(UpstreamUnavailableError):
    """The request left and no answer came that can be read: it may have been carried out."""


class _BotHttp(HttpClient):
    """Posts instead of asking, and tries nothing again: sending twice is worse than sending late."""

    def __init__(self, base_url: str, token: str) -> None:
        patience = Patience(read=10.0, overall=12.0, retries=0, longest_pause=2.0)
        super().__init__(Upstream(NAME, base_url, limits=LIMITS), patience=patience)
        self._token = token

    def _ask(self, path: str, params: Mapping[str, str], deadline: float) -> Any:
        problem: UpstreamError | None = None
        try:
            with reading_until(deadline):
                return self._exchange(path, params, deadline)
        except BodyError:
            problem = UncertainError(NAME, "an answer that cannot be read")
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            kind = UpstreamUnavailableError if _never_left(error) else UncertainError
            problem = kind(NAME, f"no answer ({type(error).__name__})")
        raise problem

    def _exchange(self, path: str, params: Mapping[str, str], deadline: float) -> Any:
        left = self._left(deadline)
        with shared_session().post(
            f"{self._upstream.base_url}/bot{self._token}{path}",
            data=params,
            headers={"User-Agent": "Marquee/1.0", "Accept": "application/json", "Accept-Encoding": "gzip"},
            timeout=(min(self._patience.connect, left), min(self._patience.read, left)),
            allow_redirects=False,
            stream=True,
        ) as response:
            return self._take_in(response, deadline)

    def _take_in(self, response: requests.Response, deadline: float) -> Any:
        status = response.status_code
        try:
            answer = parse_json(response, read_body(response, lambda: self._left(deadline)))
        except UpstreamUnavailableError:
            raise UncertainError(NAME, "took too long") from None
        except BodyError:
            if status < 300:
                raise
            answer = None
        if status == 200 and isinstance(answer, dict) and answer.get("ok") is True and "result" in answer:
            return answer["result"]
        if status < 300:
            raise BodyError("no result")
        raise _refusal(status, answer if isinstance(answer, dict) else {})


def _never_left(error: Exception) -> bool:
    """Whether there was no connection to send anything over."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.SSLError):
        return True
    return bool(error.args) and isinstance(error.args[0], MaxRetryError)


def _refusal(status: int, answer: Mapping[str, Any]) -> UpstreamError:
    """What a status means. Telegram's own words are read and not repeated."""
    said = str(answer.get("description") or "").lower()
    if status == 429:
        parameters = answer.get("parameters")
        wait = parameters.get("retry_after") if isinstance(parameters, dict) else None
        return TelegramRefusedError(Refusal.BUSY, float(wait) if isinstance(wait, int | float) else 30.0, status)
    if status == 403 or (status == 400 and ("chat not found" in said or "user is deactivated" in said)):
        return TelegramRefusedError(Refusal.GONE, None, status)
    if status in {401, 404}:
        return UpstreamRefusedError(NAME, "the token is not accepted", status=status)
    if status >= 500:
        return UpstreamUnavailableError(NAME, f"answered {status}", status=status)
    return TelegramRefusedError(Refusal.OTHER, None, status)


class Bot:
    """The methods this site uses. `chat` is a chat's number or a channel's name; texts are HTML (see `text`).

    Each raises UpstreamError: TelegramRefusedError where Telegram said no, UncertainError where nobody knows.
    """

    def __init__(self, base_url: str, token: str) -> None:
        self._http = _BotHttp(base_url, token)

    def __repr__(self) -> str:
        return "<Bot>"

    def call(self, method: str, **fields: Any) -> Any:
        """Ask; fields that are None are left out, and what is no text goes as JSON."""
        sent = {name: _as_text(value) for name, value in fields.items() if value is not None}
        return self._http.get(f"/{method}", sent)

    def get_me(self) -> dict[str, Any]:
        """The bot itself."""
        return dict(self.call("getMe"))

    def send_message(self, chat: str, html: str, buttons: Buttons = ()) -> None:
        """A message, without a preview of what it links to."""
        self.call(
            "sendMessage", chat_id=chat, text=html, parse_mode="HTML",
            link_preview_options={"is_disabled": True}, reply_markup=_keyboard(buttons),
        )  # fmt: skip

    def send_preview(self, chat: str, html: str, url: str, buttons: Buttons = ()) -> None:
        """A message above a large preview of `url`."""
        preview = {"url": url, "prefer_large_media": True}
        self.call(
            "sendMessage", chat_id=chat, text=html, parse_mode="HTML",
            link_preview_options=preview, reply_markup=_keyboard(buttons),
        )  # fmt: skip

    def send_photo(self, chat: str, photo: str, html: str, buttons: Buttons = ()) -> None:
        """A picture, which Telegram fetches from the address `photo`, with a caption."""
        self.call(
            "sendPhoto", chat_id=chat, photo=photo, caption=html, parse_mode="HTML", reply_markup=_keyboard(buttons)
        )

    def edit_message(self, chat: str, message_id: int, html: str, buttons: Buttons = ()) -> None:
        """Another text and other buttons for a message that was sent."""
        self.call(
            "editMessageText", chat_id=chat, message_id=message_id, text=html, parse_mode="HTML",
            link_preview_options={"is_disabled": True}, reply_markup=_keyboard(buttons),
        )  # fmt: skip

    def answer_button(self, query_id: str, text: str = "") -> None:
        """Tell who pressed a button that it was heard; `text` is shown for a moment, 200 characters at most."""
        self.call("answerCallbackQuery", callback_query_id=query_id, text=text[:200] or None)


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _keyboard(buttons: Buttons) -> dict[str, Any] | None:
    return {"inline_keyboard": [[dict(one) for one in row] for row in buttons]} if buttons else None


def is_on() -> bool:
    """Whether the operator gave a bot."""
    return bool(settings.TELEGRAM_BOT_TOKEN)


def the_bot() -> Bot:
    """The site's bot."""
    return Bot(settings.TELEGRAM_API_BASE, settings.TELEGRAM_BOT_TOKEN)
