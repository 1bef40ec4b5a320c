"""MyAnimeList's export of anime, XML or XML in gzip; scores are out of ten, 0 means unrated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ratings.importers.errors import DamagedUploadError, UnsafeArchiveError, UploadTooLargeError
from ratings.importers.rows import (
    ImportedRow,
    LeftOut,
    Outcome,
    RowKind,
    Source,
    day_of,
    key_of,
    moment_of,
    name_of,
    number_of,
    stars_of,
    tags_of,
)
from ratings.importers.upload import File, Upload

SOURCE = Source.MAL
MOST_ELEMENTS: Final = 1_500_000
_PLANNED: Final = {"plan to watch", "plantowatch", "6"}
_COMPLETED: Final = {"completed", "2"}
_FILMS: Final = {"movie"}


def recognises(upload: Upload) -> bool:
    """Whether a file's root is `<myanimelist>`."""
    return any(_is_ours(file) for file in upload.files)


def _is_ours(file: File) -> bool:
    return b"<myanimelist" in file.data[:65_536].lower()


def rows(upload: Upload) -> Iterator[Outcome]:
    """Ratings, viewings with a day of completion, and what is planned."""
    for file in upload.files:
        if _is_ours(file):
            yield from _rows(file)


def _rows(file: File) -> Iterator[Outcome]:
    if file.data.count(b"<") > 2 * MOST_ELEMENTS:
        raise UploadTooLargeError("The list holds more than anybody's history.")
    try:
        root = fromstring(file.data, forbid_dtd=True)
    except DefusedXmlException:
        raise UnsafeArchiveError("The XML declares entities, which is not read here.") from None
    except (ParseError, ValueError, LookupError):
        raise DamagedUploadError("The XML is damaged.") from None
    if root.find("manga") is not None and root.find("anime") is None:
        yield LeftOut(file.path, 1, "There is no place for manga here.", is_fault=False)
    for number, anime in enumerate(root.iter("anime"), start=1):
        try:
            yield from _statements(file, number, anime)
        except ValueError as error:
            yield LeftOut(file.path, number, str(error))


def _statements(file: File, number: int, anime: Element) -> Iterator[Outcome]:
    def text(tag: str) -> str:
        return " ".join((anime.findtext(tag) or "").split())

    mal_id, status = number_of(text("series_animedb_id")), text("my_status").casefold()
    if not mal_id:
        raise ValueError("There is no MyAnimeList id.")
    score = text("my_score")
    finished = _day(text("my_finish_date"))

    def row(kind: RowKind, **more: Any) -> ImportedRow:
        return ImportedRow(
            kind,
            name=name_of(text("series_title") or f"MyAnimeList {mal_id}"),
            tmdb_kind="movie" if text("series_type").casefold() in _FILMS else "",
            mal_id=mal_id,
            created=moment_of(finished.isoformat() if finished else "", number),
            file=file.path,
            line=number,
            source_key=key_of(SOURCE, kind, mal_id, more.get("watched_on")),
            **more,
        )

    rating = None if score in {"", "0"} else stars_of(score, scale=10)
    if rating is not None:
        yield row(RowKind.RATING, rating=rating)
    if status in _PLANNED:
        yield row(RowKind.WATCHLIST)
    elif status in _COMPLETED:
        yield row(RowKind.VIEWING, watched_on=finished, rating=rating, tags=tags_of(text("my_tags")))


def _day(text: str) -> Any:
    """A day; MyAnimeList writes unknown parts as 00, and such days say nothing."""
    return None if "-00" in text else day_of(text)
