"""Streams of rows out of a MovieLens folder or ZIP. What cannot be read is reported by file and line, and left out."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Final, TypeVar

from ratings.importers.movielens.titles import MovieName, split_title

MOST_BYTES: Final = 4 * 1024**3  # of one unpacked file: the 32M set has ratings.csv with 0.9 GB
MOST_RATIO: Final = 200  # unpacked to packed; honest text packs about 1 to 5
MOST_LINE: Final = 16_384
NO_GENRES: Final = "(no genres listed)"
LARGEST: Final = 2**31 - 1
_FILES: Final = ("movies", "ratings", "links", "tags")
_FIRST_MOMENT, _LAST_MOMENT = 0, 4_102_444_800  # 1970 to 2100, Unix seconds

Row = TypeVar("Row")


class UnreadableError(Exception):
    """The path holds no MovieLens data, or a file that is unsafe to unpack."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that was left out; `number` counts from 1, the header included."""

    file: str
    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A film by MovieLens' number; `genres` are MovieLens' words."""

    movie_id: int
    name: MovieName
    genres: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RatingRow:
    """A rating, 0.5 to 5 stars, at a Unix time in seconds."""

    user_id: int
    movie_id: int
    value: float
    at: int


@dataclass(frozen=True, slots=True)
class TagRow:
    """A word that a user put on a film."""

    user_id: int
    movie_id: int
    tag: str


@dataclass(slots=True)
class Dataset:
    """An opened data set. `sizes` gives each part's bytes, for progress; `bad` gathers what was left out."""

    source: _Source
    sizes: dict[str, int]
    bad: list[BadLine] = field(default_factory=list)

    def titles(self) -> Iterator[TitleRow]:
        """Films in the file's order."""
        return self._rows("movies", _title, None)

    def links(self) -> dict[int, tuple[str, str]]:
        """MovieLens' number to (IMDb id, TMDB number); "" where unknown, {} for sets without links."""
        return dict(self._rows("links", _link, None))

    def ratings(self, *, progress: Callable[[int], None] | None = None) -> Iterator[RatingRow]:
        """Ratings in the file's order."""
        return self._rows("ratings", _rating, progress)

    def tags(self) -> Iterator[TagRow]:
        """Tags in the file's order; nothing for sets without tags."""
        return self._rows("tags", _tag, None)

    def _rows(
        self, part: str, parse: Callable[[list[str]], Row], progress: Callable[[int], None] | None
    ) -> Iterator[Row]:
        if part not in self.sizes:
            return
        with self.source.open(part) as (name, stream):
            for number, size, cells in _lines(name, stream):
                if progress is not None:
                    progress(size)
                try:
                    if cells is None:
                        raise ValueError(f"longer than {MOST_LINE} characters")
                    yield parse(cells)
                except ValueError as error:
                    self.bad.append(BadLine(name, number, str(error)))


@dataclass(frozen=True, slots=True)
class _Source:
    """Where the parts lie: files of a folder, or members of an archive."""

    paths: dict[str, str]
    archive: Path | None = None

    @contextmanager
    def open(self, part: str) -> Iterator[tuple[str, IO[str]]]:
        """The part's file name and its text."""
        path = self.paths[part]
        encoding = "utf-8-sig" if path.endswith(".csv") else "latin-1"  # the `::` sets are older than UTF-8's victory
        if self.archive is None:
            with Path(path).open(encoding=encoding, errors="replace", newline="") as stream:
                yield Path(path).name, stream
        else:
            with zipfile.ZipFile(self.archive) as archive, archive.open(path) as raw:
                yield PurePosixPath(path).name, io.TextIOWrapper(raw, encoding, errors="replace", newline="")


def open_dataset(path: Path) -> Dataset:
    """The data set in a folder, one folder below it, or a ZIP; UnreadableError if there is none."""
    if path.is_dir():
        return _open_folder(path)
    if path.is_file() and zipfile.is_zipfile(path):
        return _open_archive(path)
    raise UnreadableError(f"{path} is neither a folder nor a ZIP file.")


def _open_folder(path: Path) -> Dataset:
    for folder in (path, *sorted(item for item in path.iterdir() if item.is_dir())):
        found = {
            part: folder / f"{part}{suffix}"
            for part in _FILES
            for suffix in (".dat", ".csv")
            if (folder / f"{part}{suffix}").is_file()
        }
        if {"movies", "ratings"} <= set(found):
            return Dataset(
                _Source({part: str(file) for part, file in found.items()}),
                {part: file.stat().st_size for part, file in found.items()},
            )
    raise UnreadableError(f"{path} holds no movies and ratings, neither .csv nor .dat.")


def _open_archive(path: Path) -> Dataset:
    paths: dict[str, str] = {}
    sizes: dict[str, int] = {}
    with zipfile.ZipFile(path) as archive:
        for item in archive.infolist():
            inside = PurePosixPath(item.filename)
            if item.is_dir() or inside.stem not in _FILES or inside.suffix not in {".csv", ".dat"}:
                continue
            # Nothing is written to disk, so a name cannot lead out of a folder; only size can do harm.
            if item.file_size > MOST_BYTES or item.file_size > MOST_RATIO * max(1, item.compress_size) + 65_536:
                raise UnreadableError(f"{item.filename} is packed too tightly to be what it says.")
            if item.flag_bits & 1:
                raise UnreadableError(f"{item.filename} is encrypted.")
            paths.setdefault(inside.stem, item.filename)
            sizes.setdefault(inside.stem, item.file_size)
    if not {"movies", "ratings"} <= set(paths):
        raise UnreadableError(f"{path} holds no movies and ratings, neither .csv nor .dat.")
    return Dataset(_Source(paths, path), sizes)


def _lines(name: str, stream: IO[str]) -> Iterator[tuple[int, int, list[str] | None]]:
    """Line number, length and cells of each line but the header and blank ones; no cells for one that is too long."""
    number = 0
    while line := stream.readline(MOST_LINE + 1):
        number += 1
        if len(line) > MOST_LINE:
            size = len(line)
            while line and not line.endswith("\n"):
                line = stream.readline(MOST_LINE)
                size += len(line)
            yield number, size, None
            continue
        text = line.rstrip("\r\n")
        if not text.strip() or (number == 1 and text.casefold().startswith(("movieid,", "userid,"))):
            continue
        if name.endswith(".dat"):
            yield number, len(line), text.split("::")
        elif '"' in text:
            yield number, len(line), next(csv.reader([text]), [])
        else:
            yield number, len(line), text.split(",")


def _cells(cells: list[str], count: int) -> list[str]:
    if len(cells) != count:
        raise ValueError(f"{len(cells)} cells instead of {count}")
    return cells


def _number(text: str, name: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text[:12]) <= LARGEST:
        raise ValueError(f"{text[:20]!r} is no {name}")
    return int(text)


def _title(cells: list[str]) -> TitleRow:
    movie, title, genres = _cells(cells, 3)
    if not title.strip() or "\x00" in title:
        raise ValueError("no title")
    words = () if genres == NO_GENRES else tuple(word.strip() for word in genres.split("|") if word.strip())
    return TitleRow(_number(movie, "movie id"), split_title(title), words)


def _link(cells: list[str]) -> tuple[int, tuple[str, str]]:
    movie, imdb, tmdb = _cells(cells, 3)
    imdb_id = f"tt{_number(imdb, 'IMDb id'):07d}" if imdb else ""
    return _number(movie, "movie id"), (imdb_id, str(_number(tmdb, "TMDB id")) if tmdb else "")


def _rating(cells: list[str]) -> RatingRow:
    user, movie, stars, at = _cells(cells, 4)
    try:
        value, moment = float(stars), int(at)
    except ValueError as error:
        raise ValueError(f"{stars[:20]!r} at {at[:20]!r} is no rating") from error
    if not 0.5 <= value <= 5:
        raise ValueError(f"{stars[:20]} is not from 0.5 to 5")
    if not _FIRST_MOMENT < moment < _LAST_MOMENT:
        raise ValueError(f"{at[:20]} is no time")
    return RatingRow(_number(user, "user id"), _number(movie, "movie id"), value, moment)


def _tag(cells: list[str]) -> TagRow:
    user, movie, tag, _at = _cells(cells, 4)
    if not tag.strip() or "\x00" in tag:
        raise ValueError("no tag")
    return TagRow(_number(user, "user id"), _number(movie, "movie id"), " ".join(tag.split()))
