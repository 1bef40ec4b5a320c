"""A Bot API on this machine: it holds each request against the documented shapes, and fails in the documented ways.

Shapes, limits and errors as in https://core.telegram.org/bots/api.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

TOKEN = "4242:canary-AAEhBOweik6ad6PsVWRpqB_uD"
BOT = {"id": 4242, "is_bot": True, "first_name": "Marquee", "username": "marquee_bot"}
ENTITIES = {"lt", "gt", "amp", "quot"}
TAGS = {"b", "strong", "i", "em", "u", "s", "a", "code", "pre", "tg-spoiler", "blockquote"}

#: (status, body, further header fields), or a function that breaks the connection in its own way.
Behaviour = tuple[int, bytes, dict[str, str]] | Callable[["Handler"], None]


class BadRequest(Exception):  # noqa: N818  the API's own word
    """Bad Request: and why."""


class _Html(HTMLParser):
    """Reads a text as Telegram does, and refuses what Telegram refuses."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.text, self.links, self._open = "", [], []  # type: ignore[var-annotated]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise BadRequest(f'can\'t parse entities: Unsupported start tag "{tag}"')
        self._open.append(tag)
        self.links += [value for name, value in attrs if tag == "a" and name == "href"]

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            raise BadRequest("can't parse entities: Unmatched end tag")

    def handle_data(self, data: str) -> None:
        if "<" in data or "&" in data:
            raise BadRequest("can't parse entities")
        self.text += data

    def handle_entityref(self, name: str) -> None:
        if name not in ENTITIES:
            raise BadRequest(f"can't parse entities: unknown entity {name}")
        self.text += {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}[name]

    def finish(self) -> None:
        self.close()
        if self._open:
            raise BadRequest("can't parse entities: Can't find end tag")


@dataclass
class Sent:
    """A request that was taken: fields as the method has them, `text` as a reader sees it, `buttons` in one row."""

    method: str
    fields: dict[str, Any]
    text: str = ""
    links: list[str] = field(default_factory=list)

    @property
    def buttons(self) -> list[dict[str, str]]:
        """All buttons."""
        keyboard = self.fields.get("reply_markup", {}).get("inline_keyboard", [])
        return [button for row in keyboard for button in row]


def _text(sent: Sent, name: str, limit: int, *, required: bool = True) -> None:
    value = sent.fields.get(name, "")
    if sent.fields.get("parse_mode") != "HTML":
        raise BadRequest("this site always says HTML")
    if not value and required:
        raise BadRequest("message text is empty")
    if re.search(r"&(?!(?:lt|gt|amp|quot|#\d+);)", value):
        raise BadRequest("can't parse entities: bare ampersand")
    html = _Html()
    html.feed(value)
    html.finish()
    if len(html.text.encode("utf-16-le")) // 2 > limit:
        raise BadRequest("message is too long")
    sent.text, sent.links = html.text, html.links


def _chat(sent: Sent) -> None:
    chat = sent.fields.get("chat_id", "")
    if not re.fullmatch(r"-?\d{1,16}|@[A-Za-z]\w{4,31}", chat):
        raise BadRequest("chat_id is empty")


def _keyboard(sent: Sent) -> None:
    raw = sent.fields.get("reply_markup")
    if raw is None:
        return
    markup = json.loads(raw)
    if set(markup) != {"inline_keyboard"} or not all(isinstance(row, list) for row in markup["inline_keyboard"]):
        raise BadRequest("object expected as reply markup")
    for row in markup["inline_keyboard"]:
        for button in row:
            if not button.get("text") or len(set(button) & {"url", "callback_data"}) != 1 or len(button) != 2:
                raise BadRequest("can't parse inline keyboard button")
            if not 1 <= len(button.get("callback_data", "x").encode()) <= 64:
                raise BadRequest("BUTTON_DATA_INVALID")
            if urlsplit(button.get("url", "https://x")).scheme not in {"http", "https", "tg"}:
                raise BadRequest("BUTTON_URL_INVALID")
    sent.fields["reply_markup"] = markup


def _needs(sent: Sent, *names: str) -> None:
    for name in names:
        if not sent.fields.get(name):
            raise BadRequest(f"{name} is missing")


def _preview(sent: Sent) -> None:
    options = json.loads(sent.fields.get("link_preview_options", "{}"))
    if not set(options) <= {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}:
        raise BadRequest("can't parse link preview options")


def _send_message(sent: Sent) -> Any:
    _chat(sent)
    _text(sent, "text", 4096)
    _preview(sent)
    _keyboard(sent)
    return {"message_id": 7, "date": 1, "chat": {"id": 1, "type": "private"}, "text": sent.text}


def _send_photo(sent: Sent) -> Any:
    _chat(sent)
    _needs(sent, "photo")
    if urlsplit(sent.fields["photo"]).scheme not in {"http", "https"} or sent.fields["photo"].endswith(".svg"):
        raise BadRequest("wrong type of the web page content")
    _text(sent, "caption", 1024, required=False)
    _keyboard(sent)
    return {"message_id": 8, "date": 1, "chat": {"id": 1, "type": "channel"}}


def _edit(sent: Sent) -> Any:
    _chat(sent)
    _needs(sent, "message_id")
    int(sent.fields["message_id"])
    _text(sent, "text", 4096)
    _preview(sent)
    _keyboard(sent)
    return {"message_id": int(sent.fields["message_id"]), "date": 1, "chat": {"id": 1, "type": "private"}}


def _answer(sent: Sent) -> Any:
    _needs(sent, "callback_query_id")
    if len(sent.fields.get("text", "")) > 200:
        raise BadRequest("text is too long")
    return True


def _webhook(sent: Sent) -> Any:
    _needs(sent, "url")
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", sent.fields.get("secret_token", "")):
        raise BadRequest("secret token contains unallowed characters")
    sent.fields["allowed_updates"] = json.loads(sent.fields.get("allowed_updates", "[]"))
    return True


def _commands(sent: Sent) -> Any:
    rows = json.loads(sent.fields["commands"])
    for row in rows:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", row["command"]) or not 1 <= len(row["description"]) <= 256:
            raise BadRequest("BOT_COMMAND_INVALID")
    if not re.fullmatch(r"[a-z]{2}|", sent.fields.get("language_code", "")):
        raise BadRequest("invalid language code specified")
    sent.fields["commands"] = rows
    return True


METHODS: dict[str, Callable[[Sent], Any]] = {
    "getMe": lambda _sent: BOT,
    "sendMessage": _send_message,
    "sendPhoto": _send_photo,
    "editMessageText": _edit,
    "answerCallbackQuery": _answer,
    "setWebhook": _webhook,
    "setMyCommands": _commands,
    "deleteWebhook": lambda _sent: True,
    "deleteMyCommands": lambda _sent: True,
}


@dataclass
class FakeTelegram:
    """Where it listens, what it took, and how it answers the next requests."""

    url: str = ""
    sent: list[Sent] = field(default_factory=list)
    behaviours: list[Behaviour] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def said(self, method: str = "sendMessage") -> list[str]:
        """The texts of one method, in order."""
        return [sent.text for sent in self.sent if sent.method == method]

    def of(self, method: str) -> list[Sent]:
        """The requests of one method, in order."""
        return [sent for sent in self.sent if sent.method == method]


class Handler(BaseHTTPRequestHandler):
    """Answers as the Bot API would, unless told otherwise."""

    fake: FakeTelegram

    def do_POST(self) -> None:
        """Any method."""
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        token, _, method = self.path.removeprefix("/bot").partition("/")
        behaviour = self.fake.behaviours.pop(0) if self.fake.behaviours else None
        if callable(behaviour):
            behaviour(self)
        elif behaviour is not None:
            self.answer(*behaviour)
        elif token != TOKEN:
            self.answer(*refuses(401, "Unauthorized"))
        elif method not in METHODS:
            self.answer(*refuses(404, "Not Found"))
        else:
            sent = Sent(method, dict(parse_qsl(body, keep_blank_values=True)))
            try:
                result = METHODS[method](sent)
            except (BadRequest, ValueError, KeyError) as error:
                self.answer(*refuses(400, f"Bad Request: {error}"))
                return
            self.fake.sent.append(sent)
            self.answer(200, json.dumps({"ok": True, "result": result}).encode(), {})

    def answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        """A whole answer."""
        self.send_response(status)
        for name, value in ({"Content-Type": "application/json", "Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, _format: str, *args: Any) -> None:
        """Say nothing."""


def refuses(status: int, description: str, **parameters: int) -> tuple[int, bytes, dict[str, str]]:
    """An error in the Bot API's shape."""
    body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
    if parameters:
        body["parameters"] = parameters
    return status, json.dumps(body).encode(), {}


BLOCKED = refuses(403, "Forbidden: bot was blocked by the user")
NO_CHAT = refuses(400, "Bad Request: chat not found")
NOT_MODIFIED = refuses(400, "Bad Request: message is not modified")
BROKEN = refuses(500, "Internal Server Error")
NO_JSON = (200, b"<html>", {"Content-Type": "text/html"})


def busy(seconds: int) -> tuple[int, bytes, dict[str, str]]:
    """Too many requests."""
    return refuses(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def hang_up(handler: Handler) -> None:
    """The connection ends before an answer."""
    handler.close_connection = True
    handler.connection.close()


def hang(handler: Handler) -> None:
    """No answer at all."""
    handler.fake.stopped.wait(60)


@contextmanager
def bot_api() -> Iterator[FakeTelegram]:
    """A Bot API for a while."""
    fake = FakeTelegram()
    handler = type("BotHandler", (Handler,), {"fake": fake})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        fake.stopped.set()
        server.shutdown()
        server.server_close()
