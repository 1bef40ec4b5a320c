"""What a MovieLens title line holds: the name, its year, and other names in brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_ARTICLES: Final = (
    "The", "A", "An", "Le", "La", "Les", "L'", "Un", "Une", "Der", "Die", "Das", "Ein", "Eine", "El", "Los", "Las",
    "Il", "Lo", "Gli", "I", "O", "Os", "As", "Det", "Den", "De", "Het", "Una", "Uno", "Um", "Uma", "En", "Ett",
)  # fmt: skip
_YEAR = re.compile(r"\s*\((\d{4})(?:\s*[-–]\s*(\d{4})?)?\)\s*$")
_BRACKET = re.compile(r"\s*\(([^()]*)\)\s*$")
_ALIAS = re.compile(r"^a\.?k\.?a\.?:?\s+", re.IGNORECASE)
_ARTICLE_AT_END = re.compile(r"^(.+), (" + "|".join(map(re.escape, _ARTICLES)) + r")$")
FIRST_YEAR, LAST_YEAR = 1870, 2100


@dataclass(frozen=True, slots=True)
class MovieName:
    """A title with articles back in front. `others` holds the names in brackets, aliases and originals alike."""

    title: str
    year: int | None = None
    end_year: int | None = None
    others: tuple[str, ...] = ()


def split_title(text: str) -> MovieName:
    """`Postino, Il (a.k.a. The Postman) (1994)` as Il Postino, 1994, also The Postman."""
    rest = " ".join(text.split())
    year = end_year = None
    if match := _YEAR.search(rest):
        found = int(match[1])
        if FIRST_YEAR <= found <= LAST_YEAR:
            year, rest = found, rest[: match.start()]
            if match[2] and found <= int(match[2]) <= LAST_YEAR:
                end_year = int(match[2])
    others: list[str] = []
    while match := _BRACKET.search(rest):
        if not rest[: match.start()].strip():
            break  # a name that is all brackets
        others.insert(0, match[1])
        rest = rest[: match.start()]
    title = _article_first(rest.strip()) or text.strip()
    names = (_article_first(_ALIAS.sub("", name).strip()) for name in others)
    return MovieName(title, year, end_year, tuple(dict.fromkeys(name for name in names if name and name != title)))


def _article_first(name: str) -> str:
    """`Matrix, The` as `The Matrix`; an elided article keeps its apostrophe: `Avventura, L'` as `L'Avventura`."""
    match = _ARTICLE_AT_END.match(name)
    if match is None:
        return name
    return f"{match[2]}{match[1]}" if match[2].endswith("'") else f"{match[2]} {match[1]}"
