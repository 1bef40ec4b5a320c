"""IMDb's ratings and watchlist, in the columns of today and of before 2017; ratings are out of ten.

https://help.imdb.com/article/imdb/track-movies-tv/ratings-faq describes the export. A table with positions is a list:
IMDb's watchlist is one, and nothing in the table tells it from another list but its file's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from ratings.importers.rows import (
    ImportedRow,
    LeftOut,
    Outcome,
    RowKind,
    Source,
    imdb_id_of,
    key_of,
    moment_of,
    name_of,
    stars_of,
    year_of,
)
from ratings.importers.tables import Cells, columns_of, read_table
from ratings.importers.upload import File, Upload

SOURCE = Source.IMDB
_SKIPPED = {"tvepisode": "episodes", "videogame": "games", "podcastseries": "podcasts", "podcastepisode": "podcasts",
            "musicvideo": "music videos"}  # fmt: skip
_SERIES = {"tvseries", "tvminiseries", "miniseries"}
_LIST_NAMES = ("list", "ls0")


def recognises(upload: Upload) -> bool:
    """Whether a table has IMDb's `Const` beside a title."""
    return any(_is_ours(file) for file in upload.files)


def _is_ours(file: File) -> bool:
    return columns_of(file) >= {"const", "title"}


def rows(upload: Upload) -> Iterator[Outcome]:
    """Ratings and watchlist; a rated line of a watchlist says both."""
    for file in upload.files:
        if _is_ours(file):
            yield from _rows(file)


def _rows(file: File) -> Iterator[Outcome]:
    table = read_table(file)
    if table is None:
        return
    ratings = "position" not in table.columns or "you rated" in table.columns
    for found in table.rows():
        if isinstance(found, LeftOut):
            yield found
            continue
        line, cells = found
        kind = cells.get("title type", "").casefold().replace(" ", "").replace("-", "")
        if kind in _SKIPPED:
            yield LeftOut(file.path, line, f"There is no place for {_SKIPPED[kind]} here.", is_fault=False)
            continue
        try:
            yield from _statements(file, line, cells, is_series=kind in _SERIES, ratings=ratings)
        except ValueError as error:
            yield LeftOut(file.path, line, str(error))


def _statements(file: File, line: int, cells: Cells, *, is_series: bool, ratings: bool) -> Iterator[Outcome]:
    const = imdb_id_of(cells["const"])
    if not const:
        raise ValueError("There is no IMDb id.")
    given = stars_of(cells.get("your rating") or cells.get("you rated"), scale=10)

    def row(kind: RowKind, when: str, **more: object) -> ImportedRow:
        return ImportedRow(
            kind,
            name=name_of(cells["title"] or const),
            year=year_of(cells.get("year")),
            imdb_id=const,
            tmdb_kind="tv" if is_series else "",
            created=moment_of(when, line),
            file=file.path,
            line=line,
            source_key=key_of(SOURCE, kind, const, more.get("list_name", "")),
            **more,  # type: ignore[arg-type]
        )

    if given is not None:
        yield row(RowKind.RATING, cells.get("date rated") or cells.get("created") or "", rating=given)
    elif ratings:
        raise ValueError("There is no rating.")
    if not ratings:
        stem = PurePosixPath(file.path).stem
        if stem.casefold().startswith(_LIST_NAMES):
            yield row(RowKind.LIST_ENTRY, cells.get("created", ""), list_name=stem, position=_place(cells),
                      note=cells.get("description", ""))  # fmt: skip
        else:
            yield row(RowKind.WATCHLIST, cells.get("created", ""))


def _place(cells: Cells) -> int | None:
    place = cells.get("position", "")
    return int(place) if place.isascii() and place.isdigit() and len(place) < 7 else None
