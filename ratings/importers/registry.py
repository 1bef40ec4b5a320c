"""Whose file it is, and what it says. A new source is a module with SOURCE, recognises and rows, named here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ratings.importers import imdb, letterboxd, movielens_export, myanimelist, simkl, tmdb, trakt
from ratings.importers.errors import UnknownFormatError, UploadTooLargeError
from ratings.importers.rows import ImportedRow, LeftOut, Outcome, Source
from ratings.importers.upload import Upload

MOST_ROWS: Final = 100_000
MOST_LEFT_OUT: Final = 200  # kept with file and line; further ones are counted only


@dataclass(frozen=True, slots=True)
class Reader:
    """How one source's uploads are told and read."""

    source: Source
    recognises: Callable[[Upload], bool]
    rows: Callable[[Upload], Iterator[Outcome]]


READERS: Final = tuple(
    Reader(module.SOURCE, module.recognises, module.rows)
    # Simkl's documents carry ids of other services, so it is asked before Trakt.
    for module in (letterboxd, imdb, tmdb, movielens_export, myanimelist, simkl, trakt)
)


@dataclass(slots=True)
class Problems:
    """What was left out: the first of it by file and line, and how much there was."""

    shown: list[LeftOut]
    faults: int = 0
    skipped: int = 0

    def add(self, item: LeftOut) -> None:
        """Count it, and keep it while there is room."""
        if item.is_fault:
            self.faults += 1
        else:
            self.skipped += 1
        if len(self.shown) < MOST_LEFT_OUT:
            self.shown.append(item)


def detect(upload: Upload) -> Source:
    """Whose export it is; UnknownFormatError if nobody's."""
    return _reader_of(upload).source


def _reader_of(upload: Upload) -> Reader:
    for reader in READERS:
        if reader.recognises(upload):
            return reader
    raise UnknownFormatError(
        "This is no export of Letterboxd, IMDb, Trakt, TMDB, MovieLens, MyAnimeList or Simkl that can be read here."
    )


def read(upload: Upload, problems: Problems) -> Iterator[ImportedRow]:
    """Its rows; what was left out goes to `problems`. UnreadableUploadError while walking, if a file is no good."""
    for count, item in enumerate(_reader_of(upload).rows(upload), start=1):
        if count > MOST_ROWS:
            raise UploadTooLargeError(f"There are more than {MOST_ROWS} rows in it.")
        if isinstance(item, LeftOut):
            problems.add(item)
        else:
            yield item
