"""Lists: with the block of the seventh layout on top, which names and describes the list, or without it as before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePosixPath

from ratings.importers.letterboxd.text import plain
from ratings.importers.rows import (
    ImportedRow,
    LeftOut,
    Outcome,
    RowKind,
    Source,
    key_of,
    moment_of,
    name_of,
    tags_of,
    year_of,
)
from ratings.importers.tables import Cells, Table, read_table
from ratings.importers.upload import File


def list_rows(file: File, source: Source) -> Iterator[Outcome]:
    """The list, then its films in order."""
    table = read_table(file)
    head: dict[str, str] = {}
    start = 1
    if table is not None and table.columns and table.columns[0].startswith("letterboxd list export"):
        table = read_table(file, after=1)
    if table is not None and "position" not in table.columns:
        start, head = _head(table)
        table = read_table(file, after=start) if start else None
    if table is None or "name" not in table.columns:
        yield LeftOut(file.path, start, "There are no films in the list.")
        return
    name = head.get("name") or PurePosixPath(file.path).stem.replace("-", " ").strip() or "List"
    identity = head.get("url") or name
    yield ImportedRow(
        RowKind.LIST,
        list_name=name[:255],
        list_description=plain(head.get("description", "")),
        tags=tags_of(head.get("tags", "")),
        uri=head.get("url", "")[:300],
        created=_moment(head.get("date", "")),
        file=file.path,
        line=1,
        source_key=key_of(source, RowKind.LIST, identity),
    )
    for found in table.rows():
        if isinstance(found, LeftOut):
            yield found
            continue
        line, cells = found
        try:
            yield _entry(file, line, cells, name, identity, source)
        except ValueError as error:
            yield LeftOut(file.path, line, str(error))


def _head(table: Table) -> tuple[int, dict[str, str]]:
    """The line on which the block ends, and what it says; 0 if it never does."""
    for found in table.rows():
        if not isinstance(found, LeftOut):
            return table.line, dict(found[1])
    return 0, {}


def _moment(text: str) -> datetime | None:
    try:
        return moment_of(text)
    except ValueError:
        return None


def _entry(file: File, line: int, cells: Cells, name: str, identity: str, source: Source) -> ImportedRow:
    place = cells.get("position", "")
    film, year = name_of(cells["name"]), year_of(cells.get("year"))
    uri = (cells.get("url") or cells.get("letterboxd uri") or "")[:300]
    return ImportedRow(
        RowKind.LIST_ENTRY,
        name=film,
        year=year,
        uri=uri,
        list_name=name[:255],
        position=int(place) if place.isascii() and place.isdigit() and len(place) < 7 else None,
        note=plain(cells.get("description", "")),
        file=file.path,
        line=line,
        source_key=key_of(source, RowKind.LIST_ENTRY, identity, film, year),
    )
