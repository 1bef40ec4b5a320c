"""Typed readers for JSON that nobody here wrote.

A reader returns a value of its type within its bounds, or the type's empty value; none of them ever raises, whatever it
is given. What a record cannot do without is asked for by the mappers.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

NAME: Final = 255
URL: Final = 300
PLOT: Final = 8000
FIRST_YEAR, LAST_YEAR = 1870, 2100
_MANY: Final = 5000  # items of a list that are looked at

# Controls (PostgreSQL stores no NUL), halves of surrogate pairs, and marks that turn the reading direction.
_UNWANTED: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")
_IMDB: Final = re.compile(r"tt\d{7,10}")
_YOUTUBE: Final = re.compile(r"[\w-]{11}", re.ASCII)
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_COUNTRY: Final = re.compile(r"[A-Z]{2}")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")


def mapping(value: Any) -> dict[str, Any]:
    """An object."""
    return value if isinstance(value, dict) else {}


def items(value: Any, most: int = _MANY) -> Iterator[dict[str, Any]]:
    """The objects in a list, whatever else is in it."""
    for item in value[:most] if isinstance(value, list) else ():
        if isinstance(item, dict):
            yield item


def strings(value: Any, most: int = _MANY, limit: int = NAME) -> Iterator[str]:
    """The strings in a list that are not blank."""
    for item in value[:most] if isinstance(value, list) else ():
        if found := line(item, limit):
            yield found


def line(value: Any, limit: int = NAME) -> str:
    """One line of text without control characters, cut to `limit`."""
    if not isinstance(value, str):
        return ""
    # Four times as much is looked at as is kept, for the blanks that fall away.
    return " ".join(_UNWANTED.sub("", value[: limit * 4]).split())[:limit].rstrip()


def paragraphs(value: Any, limit: int = PLOT) -> str:
    """Text of several lines, without markup and control characters, cut to `limit`."""
    if not isinstance(value, str):
        return ""
    text = _TAG.sub("", _UNWANTED.sub("", value[: limit * 2]))
    return "\n".join(" ".join(part.split()) for part in text.strip().splitlines())[:limit].rstrip()


def whole(value: Any, low: int, high: int) -> int | None:
    """A whole number within bounds, also where it is written as 7.0 or "7"."""
    if isinstance(value, str):
        digits = value.strip().replace(",", "")
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 12):
            return None
        value = int(digits)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float) and not value.is_integer():  # NaN and infinity are no integers either
        return None
    return int(value) if low <= value <= high else None


def decimal(value: Any, low: float, high: float) -> float | None:
    """A finite number within bounds, also where it is written as "8.7"."""
    if isinstance(value, str):
        try:
            value = float(value.strip()[:20])
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if low <= value <= high and math.isfinite(value) else None


def truth(value: Any) -> bool:
    """Whether it is the word true."""
    return value is True


def day(value: Any) -> date | None:
    """A date at the beginning of an ISO 8601 string."""
    try:
        found = date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and FIRST_YEAR <= found.year <= LAST_YEAR else None


def moment(value: Any) -> datetime | None:
    """An ISO 8601 date and time, in UTC."""
    try:
        found = datetime.fromisoformat(value[:40]) if isinstance(value, str) else None
        if found is None or not FIRST_YEAR < found.year < LAST_YEAR:
            return None
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def year(value: Any) -> int | None:
    """A year in which films were made."""
    return whole(value, FIRST_YEAR, LAST_YEAR)


def language(value: Any) -> str:
    """An ISO 639 code."""
    return value if isinstance(value, str) and _LANGUAGE.fullmatch(value) and value != "xx" else ""


def country(value: Any) -> str:
    """An ISO 3166-1 alpha-2 code."""
    return value if isinstance(value, str) and _COUNTRY.fullmatch(value) else ""


def imdb_id(value: Any) -> str:
    """An IMDb id of a title."""
    return value if isinstance(value, str) and _IMDB.fullmatch(value) else ""


def youtube_key(value: Any) -> str:
    """A video's key at YouTube."""
    return value if isinstance(value, str) and _YOUTUBE.fullmatch(value) else ""


def link(value: Any, hosts: Sequence[str]) -> str:
    """An https address at one of `hosts`, or below it."""
    if not isinstance(value, str) or len(value) > URL or _UNWANTED.search(value) or " " in value:
        return ""
    try:
        parts = urlsplit(value)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return ""
    if parts.scheme != "https" or port is not None or parts.username is not None or not value.isascii():
        return ""
    return value if any(host == known or host.endswith(f".{known}") for known in hosts) else ""


def slug(value: Any, limit: int = 80) -> str:
    """Text as a slug of plain letters; "" where nothing is left of it."""
    text = unicodedata.normalize("NFKD", line(value)).encode("ascii", "ignore").decode().lower()
    return _NOT_SLUG.sub("-", text).strip("-")[:limit].rstrip("-")


def unique(values: Iterator[Any], most: int) -> tuple[Any, ...]:
    """The first `most` different values, in their order, without empty ones."""
    return tuple(dict.fromkeys(value for value in values if value))[:most]


def minutes(value: Any) -> int | None:
    """Minutes in words such as "1 hr. 46 min." or "25 min per ep"."""
    text = line(value, 60).replace(",", "")
    found = re.fullmatch(r"(?:(\d{1,3}) ?h(?:r|our)?s?\.?)? ?(?:(\d{1,4}) ?m(?:in)?s?\.?)?(?: per ep\.?)?", text)
    if found is None:
        return None
    return whole(60 * int(found[1] or 0) + int(found[2] or 0), 1, 2000)
