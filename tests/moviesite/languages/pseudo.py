"""A language in which every marked sentence stands in ⟦brackets⟧, and what of a page stands outside of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from gettext import NullTranslations
from html.parser import HTMLParser

OPEN, CLOSE = "⟦", "⟧"
_MARKED = re.compile(rf"{OPEN}[^{OPEN}{CLOSE}]*{CLOSE}")
_LETTER = re.compile(r"[A-Za-z]")
_SAID = {"title", "alt", "aria-label", "aria-description", "placeholder", "label"}
_SUMMARIES = {"description", "og:title", "og:description"}
_UNSAID = {"script", "style", "code", "kbd"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Bracketed(NullTranslations):
    """Stands in for the catalog of a language. A context is not said, so it is left out."""

    def gettext(self, message: str) -> str:
        """The message in brackets."""
        return f"{OPEN}{message.rpartition(chr(4))[2]}{CLOSE}" if message else ""

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The form that English has for the number, in brackets."""
        return self.gettext(msgid1 if n == 1 else msgid2)

    def language(self) -> str:
        """As Django asks."""
        return "te"

    def to_language(self) -> str:
        """As Django asks."""
        return "te"


class _Page(HTMLParser):
    """Collects what a page says to its readers: text, and the attributes that are read out or shown."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._inside: list[
            tuple[str, bool]
        ] = []  # open elements, and whether what they hold is in the reader's language
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Attributes that are said; what is in another language, or in none, is not."""
        found = {name: value or "" for name, value in attrs}
        own = self._is_own() and tag not in _UNSAID and found.get("translate") != "no"
        if "lang" in found and tag != "html":
            own = own and found["lang"] == "te"
        if own:
            self.said += [value for name, value in found.items() if _is_said(tag, name, value, found)]
        if tag not in _VOID:
            self._inside.append((tag, own))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """SVG closes its elements at once."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._inside.pop()

    def handle_endtag(self, tag: str) -> None:
        """Up to where it was opened: some elements need no end."""
        while self._inside:
            name, _own = self._inside.pop()
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        """Text outside of brackets; a sentence may have elements inside, so brackets close in another text."""
        outside = []
        for char in data:
            self._depth += char == OPEN
            if not self._depth:
                outside.append(char)
            self._depth -= char == CLOSE
        if self._is_own() and "".join(outside).strip():
            self.said.append(" ".join("".join(outside).split()))

    def _is_own(self) -> bool:
        return self._inside[-1][1] if self._inside else True


def _is_said(tag: str, name: str, value: str, found: dict[str, str]) -> bool:
    if tag == "meta":
        return name == "content" and found.get("name", found.get("property")) in _SUMMARIES
    if name == "value":
        return found.get("type") in {"submit", "button", "reset"} and tag == "input"
    return name in _SAID or (name.startswith("data-") and re.search(r"[a-z] [a-z]", value) is not None)


def unmarked(html: str, *, known: Iterable[str] = ()) -> list[str]:
    """What a page rendered in brackets says outside of them, without what is `known` to be nobody's to translate."""
    page = _Page()
    page.feed(html)
    page.close()
    names = sorted(filter(None, known), key=len, reverse=True)
    shape = re.compile("|".join(rf"(?<![A-Za-z]){re.escape(name)}(?![A-Za-z])" for name in names)) if names else None
    found = []
    for said in page.said:
        rest = said
        while _MARKED.search(rest):
            rest = _MARKED.sub("", rest)
        if shape is not None:
            rest = shape.sub("", rest)
        if _LETTER.search(rest):
            found.append(said)
    return list(dict.fromkeys(found))
