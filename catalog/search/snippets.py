"""The piece of a text that shows why it was found, with the found words marked. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.search.folding import fold_words

LENGTH = 220
BEFORE = 60  # characters shown before the first found word
ELLIPSIS = "…"
# Letters with the marks that belong to them; joiners stand inside Indic words.
_WORD = re.compile(r"(?:[^\W_]|[\u0300-\u036f\u0900-\u0dff\u200c\u200d'’])+")
_SCRIPTS = (
    ("hi", 0x0900, 0x097F), ("bn", 0x0980, 0x09FF), ("pa", 0x0A00, 0x0A7F), ("gu", 0x0A80, 0x0AFF),
    ("or", 0x0B00, 0x0B7F), ("ta", 0x0B80, 0x0BFF), ("te", 0x0C00, 0x0C7F), ("kn", 0x0C80, 0x0CFF),
    ("ml", 0x0D00, 0x0D7F), ("ja", 0x3040, 0x30FF), ("ko", 0xAC00, 0xD7AF),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a snippet; `found` where it is a word that was looked for."""

    text: str
    found: bool


def make_snippet(text: str, words: Sequence[str], *, length: int = LENGTH) -> list[Piece]:
    """About `length` characters of `text` around the first of the folded `words`; the last may be a beginning."""
    flat = " ".join(text.split())
    hits = [match.span() for match in _WORD.finditer(flat) if _is_hit(match.group(), words)]
    start = _back_to_blank(flat, hits[0][0] - BEFORE) if hits else 0
    end = _on_to_blank(flat, start + length)
    pieces: list[Piece] = [Piece(ELLIPSIS, False)] if start else []
    position = start
    for first, last in hits:
        if first < start or last > end:
            continue
        pieces += [Piece(flat[position:first], False), Piece(flat[first:last], True)]
        position = last
    tail = flat[position:end] + (ELLIPSIS if end < len(flat) else "")
    return [piece for piece in (*pieces, Piece(tail, False)) if piece.text]


def script_language(text: str) -> str:
    """The language that most letters of `text` are the script of; "" where they tell none, as Latin ones."""
    counts = {language: sum(first <= ord(char) <= last for char in text[:LENGTH]) for language, first, last in _SCRIPTS}
    language, count = max(counts.items(), key=lambda item: item[1])
    return language if 2 * count > sum(char.isalpha() for char in text[:LENGTH]) else ""


def _is_hit(word: str, words: Sequence[str]) -> bool:
    keys = fold_words(word)
    return any(key in words for key in keys) or (bool(words) and any(key.startswith(words[-1]) for key in keys))


def _back_to_blank(text: str, place: int) -> int:
    return text.rfind(" ", 0, place) + 1 if place > 0 else 0


def _on_to_blank(text: str, place: int) -> int:
    if place >= len(text):
        return len(text)
    blank = text.rfind(" ", 0, place)
    return blank if blank > place - 40 else place
