"""Texts for Telegram's HTML mode (https://core.telegram.org/bots/api#html-style).

What is said is put together from pieces of plain text. They are cut first and escaped afterwards, so that no cut goes
through an entity or a tag, and nothing in a title is ever markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MESSAGE_LIMIT = 4096  # UTF-16 units after entities are read, as Telegram counts
CAPTION_LIMIT = 1024
CALLBACK_LIMIT = 64  # bytes
BUTTON_LIMIT = 64  # characters; ours, as longer ones are cut on phones
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """Plain text, and the tags around it."""

    text: str
    before: str = ""
    after: str = ""


def plain(text: str) -> Piece:
    """As it is."""
    return Piece(text)


def bold(text: str) -> Piece:
    """Heavier."""
    return Piece(text, "<b>", "</b>")


def link(text: str, url: str) -> Piece:
    """Leading to an address."""
    return Piece(text, f'<a href="{escape(url)}">', "</a>")


def escape(text: str) -> str:
    """With the four characters that would be markup as the entities that Telegram knows."""
    text = text.replace("\x00", "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;")


def length(text: str) -> int:
    """How long Telegram takes a text to be."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, limit: int) -> str:
    """At most `limit` long; what was longer ends with a mark."""
    if length(text) <= limit:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)]
    return units.decode("utf-16-le", "ignore").rstrip() + _CUT  # half of a pair at the end is left out


def render(pieces: Iterable[Piece], limit: int = MESSAGE_LIMIT) -> str:
    """The HTML of some pieces, at most `limit` long for who reads it."""
    found, left = [], limit
    for piece in pieces:
        if left <= 0:
            break
        text = cut(piece.text, left)
        left = 0 if text != piece.text else left - length(text)
        if text:
            found.append(f"{piece.before}{escape(text)}{piece.after}")
    return "".join(found)


def button(text: str, *, url: str = "", data: str = "") -> dict[str, str]:
    """A button below a message: it leads to `url`, or sends `data` back. ValueError for data that is too long."""
    if len(data.encode()) > CALLBACK_LIMIT:
        raise ValueError("a button sends 64 bytes at most")
    return {"text": cut(text, BUTTON_LIMIT), **({"url": url} if url else {"callback_data": data})}
