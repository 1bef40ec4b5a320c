"""The favourite films on a Letterboxd profile, as its public page marks them up.

Strict on purpose: what does not look as expected is no favourite, so that a changed page gives nothing rather than
nonsense.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from matchups.letterboxd.errors import ReaderError, Why

MOST = 4
SECTION = "favourites"
_FILM = re.compile(r"/film/([a-z0-9]+(?:-[a-z0-9]+)*)/")
_NAMED = re.compile(r"(.{1,200}?)(?: \((\d{4})\))?", re.DOTALL)
_USERNAME = re.compile(r"[A-Za-z0-9_]{2,15}")
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Favorite:
    """A film: the word that names it in its address, its name, and its year where the page tells."""

    slug: str
    name: str
    year: int | None


def username_of(words: str, host: str) -> str:
    """The username in what somebody typed: the name itself or the address of the profile; "" where it is neither."""
    words = words.strip().removeprefix("@")
    if "/" in words:
        parts = urlsplit(words if "://" in words else f"//{words}")
        if parts.scheme not in {"", "http", "https"} or parts.netloc.lower().removeprefix("www.") != host:
            return ""
        words = parts.path.strip("/")
    return words.lower() if _USERNAME.fullmatch(words) else ""


def parse_favorites(html: str) -> tuple[Favorite, ...]:
    """Up to four films, in their order; ReaderError (STRANGE) for a page that has no place for them."""
    parser = _Favorites()
    parser.feed(html)
    parser.close()
    if not parser.seen:
        raise ReaderError(Why.STRANGE, "no favourites on the page")
    return tuple(list(parser.found.values())[:MOST])


class _Favorites(HTMLParser):
    """Collects the films between the tags of the section; its own depth alone says where that ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.depth = 0
        self.seen = False
        self.found: dict[str, Favorite] = {}

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if self.depth == 0:
            if known.get("id") == SECTION and not self.seen:
                self.depth, self.seen = 1, True
            return
        if tag not in _VOID:
            self.depth += 1
        film = _film(known)
        if film is not None:
            self.found.setdefault(film.slug, film)

    def handle_endtag(self, tag: str) -> None:
        if self.depth and tag not in _VOID:
            self.depth -= 1


def _film(attrs: dict[str, str]) -> Favorite | None:
    """A poster's element: `data-item-link` and `data-item-name`, or by their older names."""
    link = attrs.get("data-item-link") or attrs.get("data-target-link") or attrs.get("data-film-link") or ""
    words = attrs.get("data-item-name") or attrs.get("data-item-full-display-name") or attrs.get("data-film-name") or ""
    address, named = _FILM.fullmatch(link), _NAMED.fullmatch(words.strip())
    if address is None or named is None:
        return None
    year = named[2] or attrs.get("data-film-release-year", "")
    return Favorite(address[1], named[1].strip(), int(year) if re.fullmatch(r"[12]\d{3}", year) else None)
