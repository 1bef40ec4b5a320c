"""TMDB's export of ratings, watchlist and favourites: one table layout, told apart by the file's name."""

from __future__ import annotations

from collections.abc import Iterator

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
    number_of,
    stars_of,
    year_of,
)
from ratings.importers.tables import Cells, columns_of, read_table
from ratings.importers.upload import File, Upload

SOURCE = Source.TMDB
_NEEDED = {"tmdb id", "type", "name", "your rating"}


def recognises(upload: Upload) -> bool:
    """Whether a table has TMDB's columns."""
    return any(columns_of(file) >= _NEEDED for file in upload.files)


def rows(upload: Upload) -> Iterator[Outcome]:
    """Ratings, watchlist and favourites of films and series."""
    for file in upload.files:
        if columns_of(file) >= _NEEDED:
            yield from _rows(file)


def _rows(file: File) -> Iterator[Outcome]:
    table = read_table(file)
    shelf = RowKind.WATCHLIST if "watchlist" in file.name else None
    if "favorite" in file.name or "favourite" in file.name:
        shelf = RowKind.LIKE
    for found in table.rows() if table else ():
        if isinstance(found, LeftOut):
            yield found
            continue
        line, cells = found
        try:
            yield from _statements(file, line, cells, shelf)
        except ValueError as error:
            yield LeftOut(file.path, line, str(error))


def _statements(file: File, line: int, cells: Cells, shelf: RowKind | None) -> Iterator[Outcome]:
    if cells.get("season number") or cells.get("episode number") or cells["type"].casefold() not in {"movie", "tv"}:
        yield LeftOut(file.path, line, "There is no place for episodes here.", is_fault=False)
        return
    number, kind = number_of(cells["tmdb id"]), cells["type"].casefold()
    if not number:
        raise ValueError("There is no TMDB id.")
    given = stars_of(cells["your rating"], scale=10)
    if given is None and shelf is None:
        shelf = RowKind.WATCHLIST  # an unrated line of a file that does not say what it is: what one means to see
    for what, rating in ((RowKind.RATING, given), (shelf, None)):
        if what is not None and (what is not RowKind.RATING or rating is not None):
            yield ImportedRow(
                what,
                name=name_of(cells["name"]),
                year=year_of(cells.get("release date")),
                imdb_id=imdb_id_of(cells.get("imdb id")),
                tmdb_id=number,
                tmdb_kind=kind,
                rating=rating,
                created=moment_of(cells.get("date rated"), line),
                file=file.path,
                line=line,
                source_key=key_of(SOURCE, what, kind, number),
            )
