"""MovieLens' export of one's own ratings: `movie_id,imdb_id,tmdb_id,rating,average_rating,title`, 0.5 to 5 stars."""

from __future__ import annotations

from collections.abc import Iterator

from ratings.importers.movielens.titles import split_title
from ratings.importers.rows import (
    ImportedRow,
    LeftOut,
    Outcome,
    RowKind,
    Source,
    imdb_id_of,
    key_of,
    name_of,
    number_of,
    stars_of,
)
from ratings.importers.tables import Cells, columns_of, read_table
from ratings.importers.upload import File, Upload

SOURCE = Source.MOVIELENS
_NEEDED = {"movie id", "rating", "title"}


def recognises(upload: Upload) -> bool:
    """Whether it is that table."""
    return any(columns_of(file) >= _NEEDED for file in upload.files)


def rows(upload: Upload) -> Iterator[Outcome]:
    """A rating per line; lines without one are films that were only looked at."""
    for file in upload.files:
        if columns_of(file) >= _NEEDED:
            yield from _rows(file)


def _rows(file: File) -> Iterator[Outcome]:
    table = read_table(file)
    for found in table.rows() if table else ():
        if isinstance(found, LeftOut):
            yield found
            continue
        line, cells = found
        try:
            yield _row(file, line, cells)
        except ValueError as error:
            yield LeftOut(file.path, line, str(error))


def _row(file: File, line: int, cells: Cells) -> Outcome:
    rating = stars_of(cells["rating"])
    if rating is None:
        return LeftOut(file.path, line, "Not rated.", is_fault=False)
    number, name = number_of(cells["movie id"]), split_title(name_of(cells["title"]))
    return ImportedRow(
        RowKind.RATING,
        name=name.title,
        year=name.year,
        imdb_id=imdb_id_of(cells.get("imdb id")),
        tmdb_id=number_of(cells.get("tmdb id")),
        tmdb_kind="movie",
        movielens_id=number,
        rating=rating,
        file=file.path,
        line=line,
        source_key=key_of(SOURCE, RowKind.RATING, number),
    )
