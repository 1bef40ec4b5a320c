"""TMDB's daily files of all ids: gzipped, one JSON object a line, without headers."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson

from catalog.enums import TitleKind
from catalog.providers.errors import BadItemError
from catalog.providers.reading import decimal, line, mapping, truth, whole
from catalog.providers.tmdb.mapper import LARGEST, key_of

_LONGEST = 64 * 1024  # bytes of a line


@dataclass(frozen=True, slots=True)
class ExportLine:
    """One title of the file; `number` counts lines from 1 and is what a reader goes on after."""

    number: int
    key: str
    name: str
    popularity: float
    is_adult: bool


def read_export(
    path: Path, kind: TitleKind, *, min_popularity: float = 0.0, after_line: int = 0
) -> Iterator[ExportLine]:
    """The titles after `after_line` that are popular enough; lines that say nothing are passed over.

    BadItemError, named after the file, when it is no such file or ends in its middle; what came before it counts.
    """
    number = 0
    try:
        with gzip.open(path, "rb") as file:
            while text := file.readline(_LONGEST):
                number += 1
                found = _read_line(text, number, kind) if number > after_line else None
                if found is not None and found.popularity >= min_popularity:
                    yield found
    except (OSError, EOFError, zlib.error) as error:
        raise BadItemError(path.name, f"cannot be read after line {number}: {type(error).__name__}") from error


def _read_line(text: bytes, number: int, kind: TitleKind) -> ExportLine | None:
    try:
        item = mapping(orjson.loads(text))
    except orjson.JSONDecodeError:
        return None
    title_id = whole(item.get("id"), 1, LARGEST)
    if title_id is None:
        return None
    return ExportLine(
        number,
        key_of(kind, title_id),
        line(item.get("original_title") or item.get("original_name")),
        decimal(item.get("popularity"), 0, 1e9) or 0.0,
        truth(item.get("adult")),
    )
