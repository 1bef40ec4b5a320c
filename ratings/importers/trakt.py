"""Trakt's JSON: the export of one's data, answers of its API as backups keep them, or all of it in one document.

What an entry says is told by its own fields (https://trakt.docs.apiary.io, sync), lists apart, which carry a name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any

from ratings.importers.documents import looks_like_json, read_json
from ratings.importers.errors import UnreadableUploadError
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
from ratings.importers.upload import File, Upload

SOURCE = Source.TRAKT
_TIMES = (b'"rated_at"', b'"watched_at"', b'"listed_at"', b'"last_watched_at"', b'"plays"')
Entry = Mapping[str, Any]


def recognises(upload: Upload) -> bool:
    """Whether a document speaks of plays, listings or ratings of entries with Trakt's ids."""
    return any(_is_ours(file) for file in upload.files)


def _is_ours(file: File) -> bool:
    return looks_like_json(file) and b'"trakt"' in file.data and any(word in file.data for word in _TIMES)


def rows(upload: Upload) -> Iterator[Outcome]:
    """Ratings, viewings, watchlist, favourites, reviews and lists of films and series; episodes are left out."""
    found = False
    for file in upload.files:
        if not _is_ours(file):
            continue
        try:
            document = read_json(file)
        except UnreadableUploadError as error:
            if not upload.is_archive:
                raise
            yield LeftOut(file.path, 1, str(error))
            continue
        found = True
        for section, number, entry in _entries(PurePosixPath(file.name).stem, document):
            yield from _statements(file, section, number, entry)
    if not found:
        yield LeftOut(upload.name, 1, "There is no document that can be read.")


def _entries(section: str, document: Any) -> Iterator[tuple[str, int, Entry]]:
    """Each entry with the name of the list that it stands in and its number there."""
    if isinstance(document, list):
        for number, entry in enumerate(document, start=1):
            if isinstance(entry, dict):
                yield section, number, entry
    elif isinstance(document, dict):
        for name, value in document.items():
            if isinstance(value, list | dict) and name not in {"ids", "user"}:
                yield from _entries(str(name), value)


def _statements(file: File, section: str, number: int, entry: Entry) -> Iterator[Outcome]:
    if "episode" in entry or "season" in entry:
        yield LeftOut(file.path, number, "There is no place for episodes here.", is_fault=False)
        return
    kind = "movie" if isinstance(entry.get("movie"), dict) else "show"
    facts = entry.get(kind)
    if not isinstance(facts, dict):
        return  # what is no title: people, settings, the description of a list
    try:
        yield from _rows(file, section, number, entry, _title(facts, "movie" if kind == "movie" else "tv"))
    except (ValueError, TypeError) as error:
        yield LeftOut(file.path, number, str(error))


def _title(facts: Entry, kind: str) -> dict[str, Any]:
    ids = facts.get("ids")
    ids = ids if isinstance(ids, dict) else {}
    return {
        "name": name_of(str(facts.get("title") or "")),
        "year": year_of(facts.get("year")),
        "imdb_id": imdb_id_of(ids.get("imdb")),
        "tmdb_id": number_of(ids.get("tmdb")),
        "tmdb_kind": kind,
    }


def _rows(file: File, section: str, number: int, entry: Entry, title: dict[str, Any]) -> Iterator[Outcome]:
    identity = title["imdb_id"] or title["tmdb_id"] or f"{title['name']} {title['year']}"

    def row(kind: RowKind, when: object, *key: object, **more: Any) -> ImportedRow:
        return ImportedRow(
            kind, **title, created=moment_of(when, number), file=file.path, line=number,
            source_key=key_of(SOURCE, kind, identity, *key), **more,
        )  # fmt: skip

    comment = entry.get("comment")
    if isinstance(comment, dict) and str(comment.get("comment") or "").strip():
        text = str(comment["comment"]).replace("\x00", "").strip()
        yield row(RowKind.REVIEW, comment.get("created_at"), review=text, spoilers=comment.get("spoiler") is True)
    elif "rating" in entry and "rated_at" in entry:
        rating = stars_of(entry["rating"], scale=10)
        if rating is not None:
            yield row(RowKind.RATING, entry["rated_at"], rating=rating)
    elif "watched_at" in entry or "last_watched_at" in entry:
        yield from _viewings(entry, title, row)
    elif "listed_at" in entry:
        yield _listed(section, entry, row)


def _viewings(entry: Entry, title: dict[str, Any], row: Any) -> Iterator[Outcome]:
    """A play of history, or the last of the plays that the summary counts; of a series it is a play of some episode."""
    when = moment_of(entry.get("watched_at") or entry.get("last_watched_at"))
    if title["tmdb_kind"] == "tv" or when is None:
        yield row(RowKind.VIEWING, when.isoformat() if when else "", "seen")
    else:
        day = when.date()
        plays = entry.get("plays")
        rewatch = isinstance(plays, int) and plays > 1
        yield row(RowKind.VIEWING, when.isoformat(), day, watched_on=day, rewatch=rewatch)


def _listed(section: str, entry: Entry, row: Any) -> ImportedRow:
    folded = section.casefold()
    when, note = entry["listed_at"], str(entry.get("notes") or "").replace("\x00", "")
    made: ImportedRow
    if "watchlist" in folded:
        made = row(RowKind.WATCHLIST, when)
    elif "favorite" in folded or "recommendation" in folded:
        made = row(RowKind.LIKE, when)
    else:
        name = folded.removeprefix("lists-").removeprefix("list-").removeprefix("lists_").replace("_", " ")
        name = name.replace("-", " ").strip().capitalize() or "List"
        rank = entry.get("rank")
        place = rank if isinstance(rank, int) and 0 < rank < 1_000_000 else None
        made = row(RowKind.LIST_ENTRY, when, name, list_name=name[:255], position=place, note=note)
    return made
