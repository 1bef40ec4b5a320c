"""Rows of Letterboxd's export (https://letterboxd.com/about/importing-data/ names the columns).

A film's address in ratings, watched, watchlist, likes and lists is the film's; in diary and reviews it is the entry's.
Favourites of the profile are addresses alone: they are told by the other tables in which the same address recurs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ratings.importers.letterboxd.lists import list_rows
from ratings.importers.letterboxd.parts import Part, parts_of
from ratings.importers.letterboxd.text import plain
from ratings.importers.rows import (
    ImportedRow,
    LeftOut,
    Outcome,
    RowKind,
    Source,
    day_of,
    imdb_id_of,
    is_yes,
    key_of,
    moment_of,
    name_of,
    number_of,
    stars_of,
    tags_of,
    year_of,
)
from ratings.importers.tables import Cells, read_table
from ratings.importers.upload import File, Upload

SOURCE = Source.LETTERBOXD
MOST_FAVORITES = 4


def recognises(upload: Upload) -> bool:
    """Whether any table of the export is in it."""
    return bool(parts_of(upload))


@dataclass(slots=True)
class _Memory:
    """What is known so far: films by address, how often an entry recurred, the latest rating said in a diary."""

    films: dict[str, ImportedRow] = field(default_factory=dict)
    seen: Counter[tuple[str, ...]] = field(default_factory=Counter)
    latest: dict[tuple[str, int | None], ImportedRow] = field(default_factory=dict)
    dated: set[tuple[str, int | None]] = field(default_factory=set)


def rows(upload: Upload) -> Iterator[Outcome]:
    """Rows of all tables. Ratings that stand in a diary alone, without the table of ratings, count as ratings too."""
    found = parts_of(upload)
    there, memory = {part for part, _ in found}, _Memory()
    profiles: list[File] = []
    for part, file in found:
        if part is Part.PROFILE:
            profiles.append(file)
        elif part is Part.LIST:
            for row in list_rows(file, SOURCE):
                _remember(memory, row)
                yield row
        else:
            yield from _table(file, part, there, memory)
    if Part.RATINGS not in there:
        yield from _ratings_of_diary(memory)
    for file in profiles:
        yield from _favorites(file, memory)


def _remember(memory: _Memory, row: Outcome) -> None:
    if isinstance(row, ImportedRow) and row.uri and row.kind is not RowKind.LIST:
        memory.films.setdefault(row.uri, row)


def _table(file: File, part: Part, there: set[Part], memory: _Memory) -> Iterator[Outcome]:
    table = read_table(file)
    if table is None:
        return
    for found in table.rows():
        if isinstance(found, LeftOut):
            yield found
            continue
        line, cells = found
        try:
            made = list(_statements(part, there, _film(file, line, cells), cells, memory))
        except ValueError as error:
            yield LeftOut(file.path, line, str(error))
            continue
        for row in made:
            if part not in {Part.DIARY, Part.REVIEWS}:
                _remember(memory, row)
            yield row


def _film(file: File, line: int, cells: Cells) -> ImportedRow:
    """What every table says: the film, its address, and when the line was written."""
    return ImportedRow(
        RowKind.VIEWING,
        name=name_of(cells.get("name") or cells.get("title") or ""),
        year=year_of(cells.get("year")),
        imdb_id=imdb_id_of(cells.get("imdbid")),
        tmdb_id=number_of(cells.get("tmdbid")),
        uri=(cells.get("letterboxd uri") or cells.get("letterboxduri") or "")[:300],
        created=moment_of(cells.get("date") or cells.get("watched date") or cells.get("watcheddate"), line),
        file=file.path,
        line=line,
    )


def _statements(
    part: Part, there: set[Part], film: ImportedRow, cells: Cells, memory: _Memory
) -> Iterator[ImportedRow]:
    identity = (film.name, film.year)
    if part is Part.RATINGS:
        rating = stars_of(cells.get("rating"))
        if rating is None:
            raise ValueError("There is no rating.")
        yield _named(film, RowKind.RATING, rating=rating)
    elif part is Part.WATCHLIST:
        yield _named(film, RowKind.WATCHLIST)
    elif part is Part.LIKES:
        yield _named(film, RowKind.LIKE)
    elif part is Part.WATCHED:
        if identity not in memory.dated:  # the diary has said it with its date
            yield _named(film, RowKind.VIEWING)
    else:
        if part is Part.DIARY or Part.DIARY not in there:
            viewing = _viewing(film, cells, memory)
            if viewing.watched_on is not None or part is Part.DIARY:
                memory.dated.add(identity)
                yield viewing
            known = memory.latest.get(identity)
            if viewing.rating is not None and (known is None or _day(known) <= _day(viewing)):
                memory.latest[identity] = viewing
        if part is Part.REVIEWS and (text := plain(cells.get("review", ""))):
            day = day_of(cells.get("watched date") or cells.get("watcheddate"))
            key = key_of(SOURCE, RowKind.REVIEW, film.uri or (film.name, film.year, day))
            yield replace(film, kind=RowKind.REVIEW, review=text, watched_on=day, source_key=key)


def _day(row: ImportedRow) -> str:
    return row.watched_on.isoformat() if row.watched_on else ""


def _named(film: ImportedRow, kind: RowKind, *, rating: float | None = None) -> ImportedRow:
    """A statement of which there is one for each film."""
    return replace(film, kind=kind, rating=rating, source_key=key_of(SOURCE, kind, film.name, film.year))


def _viewing(film: ImportedRow, cells: Cells, memory: _Memory) -> ImportedRow:
    """A dated viewing; its key is the entry's address and day, so that it is the same in diary and reviews."""
    day = day_of(cells.get("watched date") or cells.get("watcheddate"))
    if day is None and film.created is not None:
        day = film.created.date()  # a diary entry without a day of its own was logged on the day
    rating = stars_of(cells.get("rating")) if cells.get("rating") else stars_of(cells.get("rating10"), scale=10)
    parts = (film.uri or f"{film.name} {film.year}", str(day))
    memory.seen[parts] += 1
    return replace(
        film,
        kind=RowKind.VIEWING,
        watched_on=day,
        rating=rating,
        rewatch=is_yes(cells.get("rewatch")),
        tags=tags_of(cells.get("tags", "")),
        source_key=key_of(SOURCE, RowKind.VIEWING, *parts, memory.seen[parts] if memory.seen[parts] > 1 else ""),
    )


def _ratings_of_diary(memory: _Memory) -> Iterator[ImportedRow]:
    for viewing in memory.latest.values():
        bare = replace(viewing, kind=RowKind.RATING, watched_on=None, rewatch=False, tags=())
        yield replace(bare, source_key=key_of(SOURCE, RowKind.RATING, viewing.name, viewing.year))


def _favorites(file: File, memory: _Memory) -> Iterator[Outcome]:
    """Up to four films of the profile, in order."""
    table = read_table(file)
    for found in table.rows() if table else ():
        if isinstance(found, LeftOut):
            yield found
            continue
        line, cells = found
        addresses = [part.strip() for part in cells.get("favorite films", "").split(",") if part.strip()]
        for position, uri in enumerate(addresses[:MOST_FAVORITES], start=1):
            film = memory.films.get(uri)
            if film is None:
                yield LeftOut(file.path, line, f"The favourite {uri[:60]} stands in no other table.")
                continue
            key = key_of(SOURCE, RowKind.FAVORITE, film.name, film.year)
            yield ImportedRow(
                RowKind.FAVORITE,
                name=film.name,
                year=film.year,
                imdb_id=film.imdb_id,
                tmdb_id=film.tmdb_id,
                uri=uri,
                position=position,
                file=file.path,
                line=line,
                source_key=key,
            )
