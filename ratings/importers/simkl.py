"""Simkl's export: JSON as its API answers, or the table of its CSV; ratings are out of ten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ratings.importers.documents import looks_like_json, read_json
from ratings.importers.rows import (
    ImportedRow,
    LeftOut,
    Outcome,
    RowKind,
    Source,
    day_of,
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

SOURCE = Source.SIMKL
_NEEDED = {"simkl id", "title", "type"}
_SECTIONS = {"movies": ("movie", "movie"), "shows": ("show", "tv"), "anime": ("show", "")}
_PLANNED = {"plantowatch", "plan to watch"}


def recognises(upload: Upload) -> bool:
    """Whether a document or table carries Simkl's ids."""
    return any(_is_document(file) or columns_of(file) >= _NEEDED for file in upload.files)


def _is_document(file: File) -> bool:
    return looks_like_json(file) and b'"simkl"' in file.data and b'"status"' in file.data


def rows(upload: Upload) -> Iterator[Outcome]:
    """Ratings, viewings of films with their day, and what is planned."""
    for file in upload.files:
        if _is_document(file):
            yield from _document_rows(file)
        elif columns_of(file) >= _NEEDED:
            yield from _table_rows(file)


def _document_rows(file: File) -> Iterator[Outcome]:
    document = read_json(file)
    for section, (name, kind) in _SECTIONS.items():
        entries = document.get(section) if isinstance(document, dict) else None
        for number, entry in enumerate(entries if isinstance(entries, list) else [], start=1):
            facts = entry.get(name) if isinstance(entry, dict) else None
            if not isinstance(facts, dict):
                yield LeftOut(file.path, number, "There is no title.")
                continue
            try:
                yield from _entry(file, number, entry, facts, kind)
            except (ValueError, TypeError) as error:
                yield LeftOut(file.path, number, str(error))


def _entry(file: File, number: int, entry: Mapping[str, Any], facts: Mapping[str, Any], kind: str) -> Iterator[Outcome]:
    ids = facts.get("ids")
    ids = ids if isinstance(ids, dict) else {}
    if kind == "" and entry.get("anime_type") == "movie":
        kind = "movie"
    title = {
        "name": name_of(str(facts.get("title") or "")),
        "year": year_of(facts.get("year")),
        "imdb_id": imdb_id_of(ids.get("imdb")),
        "tmdb_id": number_of(ids.get("tmdb") or ids.get("tmdbtv")),
        "tmdb_kind": kind,
        "mal_id": number_of(ids.get("mal")),
    }
    yield from _statements(
        file,
        number,
        title,
        rating=stars_of(entry.get("user_rating") or "", scale=10),
        status=str(entry.get("status") or ""),
        rated=str(
            entry.get("user_rated_at") or entry.get("last_watched_at") or entry.get("added_to_watchlist_at") or ""
        ),
        watched=str(entry.get("last_watched_at") or ""),
    )


def _table_rows(file: File) -> Iterator[Outcome]:
    table = read_table(file)
    for found in table.rows() if table else ():
        if isinstance(found, LeftOut):
            yield found
            continue
        line, cells = found
        try:
            yield from _cells(file, line, cells)
        except ValueError as error:
            yield LeftOut(file.path, line, str(error))


def _cells(file: File, line: int, cells: Cells) -> Iterator[Outcome]:
    kind = {"movie": "movie", "movies": "movie", "tv": "tv", "show": "tv"}.get(cells["type"].casefold(), "")
    title = {
        "name": name_of(cells["title"]),
        "year": year_of(cells.get("year")),
        "imdb_id": imdb_id_of(cells.get("imdb")),
        "tmdb_id": number_of(cells.get("tmdb")),
        "tmdb_kind": kind,
        "mal_id": number_of(cells.get("mal")),
    }
    rating = cells.get("rating", "")
    yield from _statements(
        file,
        line,
        title,
        rating=None if rating in {"", "0"} else stars_of(rating, scale=10),
        status=cells.get("watchlist", ""),
        rated=cells.get("watcheddate") or cells.get("watched date") or "",
        watched=cells.get("watcheddate") or cells.get("watched date") or "",
    )


def _statements(
    file: File, line: int, title: dict[str, Any], *, rating: float | None, status: str, rated: str, watched: str
) -> Iterator[Outcome]:
    identity = title["imdb_id"] or title["tmdb_id"] or title["mal_id"] or f"{title['name']} {title['year']}"

    def row(kind: RowKind, when: str, **more: Any) -> ImportedRow:
        return ImportedRow(
            kind, **title, created=moment_of(when, line), file=file.path, line=line,
            source_key=key_of(SOURCE, kind, identity, more.get("watched_on")), **more,
        )  # fmt: skip

    folded = status.casefold()
    if rating is not None:
        yield row(RowKind.RATING, rated, rating=rating)
    if folded in _PLANNED:
        yield row(RowKind.WATCHLIST, rated)
    elif folded == "completed":
        # The last day of a series is the day of an episode.
        day = day_of(watched) if title["tmdb_kind"] == "movie" else None
        yield row(RowKind.VIEWING, watched, watched_on=day, rating=rating)
