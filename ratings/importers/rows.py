"""What every source is read into."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

LONGEST_NAME: Final = 255
FIRST_YEAR, LAST_YEAR = 1870, 2100
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_OLD_FORMATS: Final = ("%a %b %d %H:%M:%S %Y", "%Y/%m/%d", "%d %b %Y", "%B %d, %Y")
_IMDB = re.compile(r"(?:tt)?(\d{1,10})")


class Source(StrEnum):
    """Whose files are read."""

    LETTERBOXD = "letterboxd"
    IMDB = "imdb"
    TRAKT = "trakt"
    TMDB = "tmdb"
    MOVIELENS = "movielens"
    MAL = "mal"
    SIMKL = "simkl"


class RowKind(StrEnum):
    """What a row says. LIKE is a heart; FAVORITE is one of the few shown on a profile, in order of `position`."""

    RATING = "rating"
    VIEWING = "viewing"
    WATCHLIST = "watchlist"
    FAVORITE = "favorite"
    REVIEW = "review"
    LIKE = "like"
    LIST = "list"
    LIST_ENTRY = "list_entry"


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One statement of a member about a title, whatever file it stood in.

    `rating` is 0.5 to 5 stars. `imdb_id` is `tt` and at least seven digits, `tmdb_kind` "movie", "tv" or "" if unknown.
    `created` is when it was said, `watched_on` the day of a viewing; a viewing without one was marked as seen only.
    `position` counts from 1. `source_key` is the same for the same statement in every export of a source.
    """

    kind: RowKind
    name: str = ""
    year: int | None = None
    imdb_id: str = ""
    tmdb_id: str = ""
    tmdb_kind: str = ""
    mal_id: str = ""
    movielens_id: str = ""
    uri: str = ""
    rating: float | None = None
    watched_on: date | None = None
    rewatch: bool = False
    tags: tuple[str, ...] = ()
    review: str = ""
    spoilers: bool = False
    list_name: str = ""
    list_description: str = ""
    is_ranked: bool = False
    position: int | None = None
    note: str = ""
    created: datetime | None = None
    file: str = ""
    line: int = 0
    source_key: str = ""

    def as_dict(self) -> dict[str, Any]:
        """What is not empty, as JSON takes it."""
        told: dict[str, Any] = {}
        for item in fields(self):
            value = getattr(self, item.name)
            if value in (None, "", (), False):
                continue
            told[item.name] = value.isoformat() if isinstance(value, date) else _plain(value)
        return told

    @classmethod
    def from_dict(cls, told: Mapping[str, Any]) -> ImportedRow:
        """The way back from `as_dict`."""
        values = dict(told)
        values["kind"] = RowKind(values["kind"])
        values["tags"] = tuple(values.get("tags", ()))
        if "watched_on" in values:
            values["watched_on"] = date.fromisoformat(values["watched_on"])
        if "created" in values:
            values["created"] = datetime.fromisoformat(values["created"])
        return cls(**values)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that became no row. `is_fault` is False for what the site has no place for, such as episodes."""

    file: str
    line: int
    reason: str
    is_fault: bool = True


Outcome = ImportedRow | LeftOut


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else str(value) if isinstance(value, StrEnum) else value


def key_of(source: Source, kind: RowKind, *parts: object) -> str:
    """A stable key of a statement, 32 hexadecimal digits."""
    text = "\x1f".join(["" if part is None else str(part) for part in (source.value, kind.value, *parts)])
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=16).hexdigest()


def name_of(text: str) -> str:
    """A title's name on one line; ValueError without one."""
    name = " ".join(text.split())
    if not name:
        raise ValueError("There is no title.")
    if "\x00" in name:
        raise ValueError("There are NUL characters in it.")
    return name[:LONGEST_NAME]


def year_of(text: object) -> int | None:
    """The year a text begins with; None for no year or an impossible one."""
    match = re.match(r"\s*(\d{4})(?!\d)", str(text or ""))
    return int(match[1]) if match and FIRST_YEAR <= int(match[1]) <= LAST_YEAR else None


def stars_of(text: object, *, scale: float = 5) -> float | None:
    """A rating out of `scale` in stars, to the nearest half; None for an empty cell, ValueError for nonsense.

    What would round to nothing is half a star: whoever gave one of ten rated it.
    """
    if text is None or str(text).strip() == "":
        return None
    try:
        value = float(str(text).replace(",", "."))
    except ValueError:
        raise ValueError(f"{str(text)[:20]!r} is no rating.") from None
    if not 0 < value <= scale:
        raise ValueError(f"{str(text)[:20]} is not a rating out of {scale:g}.")
    return max(0.5, int(value / scale * 10 + 0.5) / 2)


def day_of(text: object) -> date | None:
    """A day as exports write it; None for an empty cell, ValueError for what is no date."""
    raw = str(text or "").strip()
    if not raw or raw.startswith("0000-00-00"):
        return None
    if match := _DATE.match(raw):
        try:
            found = date(int(match[1]), int(match[2]), int(match[3]))
        except ValueError:
            raise ValueError(f"{raw[:20]!r} is no date.") from None
    else:
        found = _old_day(raw)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"{raw[:20]!r} is no date.")
    return found


def _old_day(raw: str) -> date:
    for pattern in _OLD_FORMATS:
        try:
            return datetime.strptime(raw[:40], pattern).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    raise ValueError(f"{raw[:20]!r} is no date.")


def moment_of(text: object, line: int = 0) -> datetime | None:
    """A moment, UTC. Of a mere day it is the morning, a second later with each line, which keeps the file's order."""
    raw = str(text or "").strip()
    if len(raw) > 10 and raw[10] in "T ":
        try:
            found = datetime.fromisoformat(raw[:32].replace(" UTC", "+00:00"))
        except ValueError:
            found = None
        if found is not None and FIRST_YEAR < found.year < LAST_YEAR:
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    day = day_of(raw)
    if day is None:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(seconds=min(max(line, 0), 86_399))


def imdb_id_of(text: object) -> str:
    """`tt0111161` from `tt0111161`, `111161` or nothing; ValueError for something else."""
    raw = str(text or "").strip()
    if not raw:
        return ""
    match = _IMDB.fullmatch(raw)
    if match is None or not match[1].isascii():
        raise ValueError(f"{raw[:20]!r} is no IMDb id.")
    return f"tt{int(match[1]):07d}"


def number_of(text: object) -> str:
    """A positive whole number as text, "" for nothing; ValueError for something else."""
    raw = str(text or "").strip().removesuffix(".0")
    if not raw or raw == "0":
        return ""
    if not (raw.isascii() and raw.isdigit()) or len(raw) > 12:
        raise ValueError(f"{raw[:20]!r} is no id.")
    return str(int(raw))


def is_yes(text: object) -> bool:
    """Whether a cell says yes."""
    return str(text or "").strip().casefold() in {"yes", "true", "1", "y"}


def tags_of(text: str) -> tuple[str, ...]:
    """The tags of a cell, which stand between commas."""
    return tuple(dict.fromkeys(tag for part in text.split(",") if (tag := " ".join(part.split()))))
