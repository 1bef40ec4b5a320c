"""Files of ratings, of negatives and of titles, in the forms that data sets come in.

A line of ratings is ``user item [rating [timestamp]]``, fields apart by ``::``, a tab, a comma, a semicolon or blanks.
A header is passed over. Ids may be words. A line of negatives is ``(user,item) n1 n2 …`` or ``user n1 n2 …``.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from recommender.dataset import IdMap, IntArray
from recommender.dataset.facts import TagKind, TitleFacts
from recommender.dataset.types import DoubleArray

SEPARATORS = ("::", "\t", ",", ";")
HEADER = re.compile(r"\W*(user|uid|u|member)[ _]?(id|name)?(:\w+)?\W*", re.IGNORECASE)
EXACT = 2.0**53  # whole numbers up to here survive as floating point
PAIR = re.compile(r"^\(\s*([^,()]+?)\s*,\s*([^,()]+?)\s*\)")
YEAR = re.compile(r"\s*\((\d{4})(?:[-–]\d{0,4})?\)\s*$")
LIKED = 5.0
NO_GENRE = "(no genres listed)"


class FileError(ValueError):
    """A file cannot be read as what it should be; the message is one line for the person who named it."""


@dataclass
class Names:
    """Numbers of ids: whole numbers stand for themselves, words count down from -1 in the order they are met."""

    words: dict[str, int] = field(default_factory=dict)

    def number(self, text: str) -> int:
        """The number of one id."""
        try:
            return int(text)
        except ValueError:
            pass
        try:
            value = float(text)
        except ValueError:
            value = np.nan
        return int(value) if value.is_integer() else self.words.setdefault(text, -1 - len(self.words))


@dataclass(frozen=True, eq=False)
class Rows:
    """One entry per line. ``ratings`` lie in 0..5; ``timed`` and ``rated`` tell whether the file says so itself."""

    users: IntArray
    items: IntArray
    ratings: DoubleArray
    seconds: IntArray
    rated: bool
    timed: bool

    def liked(self) -> "Rows":
        """The same entries, each as good as it can be: a viewing says that somebody chose the title."""
        return replace(self, ratings=np.full(self.ratings.size, LIKED), rated=False)


def read_rows(path: Path, users: Names, items: Names, *, implicit: bool = False) -> Rows:
    """Ratings of a file. Without ratings, or with one and the same everywhere, each entry counts as liked.

    Scales up to 10 and up to 100 are brought to 5. FileError for anything else.
    """
    first = [line for _, line in zip(range(2), _lines(path), strict=False)]
    skipped = bool(first) and _is_header(first[0][1], first[-1][1])
    if len(first) <= skipped:
        raise FileError(f"{path}: there is no rating in it")
    number, line = first[skipped]
    separator = _separator(line)
    width = min(len(_fields(line, separator)), 4)
    if width < 2:
        raise FileError(f"{path}, line {number}: expected user, item and perhaps rating and timestamp")
    columns = _quick_columns(path, skipped, separator, width)
    if columns is None:
        columns = _columns(path, skipped, separator, width, (users, items))
    found = Rows(
        users=columns[0].astype(np.int64),
        items=columns[1].astype(np.int64),
        ratings=columns[2] if width > 2 else np.full(columns[0].size, LIKED),
        seconds=columns[3].astype(np.int64) if width > 3 else np.zeros(columns[0].size, dtype=np.int64),
        rated=width > 2,
        timed=width > 3,
    )
    if implicit or (found.rated and np.unique(found.ratings).size == 1):
        return found.liked()
    return replace(found, ratings=_to_five(path, found.ratings))


def read_negatives(path: Path, users: Names, items: Names) -> dict[int, IntArray]:
    """Negatives by user, of all the user's lines together. FileError for anything else."""
    found: dict[int, list[int]] = {}
    for number, line in _lines(path):
        pair = PAIR.match(line)
        rest = line[pair.end() :] if pair else line
        fields = [text for text in re.split(r"::|[\s,;]+", rest) if text]
        if number == 1 and fields and HEADER.fullmatch(fields[0]):
            continue
        if not pair and len(fields) < 2:
            raise FileError(f"{path}, line {number}: expected a user and the items not watched")
        user = pair.group(1) if pair else fields.pop(0)
        found.setdefault(users.number(user), []).extend(items.number(text) for text in fields)
    if not found:
        raise FileError(f"{path}: there is nobody in it")
    return {user: np.unique(np.array(negatives, dtype=np.int64)) for user, negatives in found.items()}


def read_facts(path: Path, items: Names, known: IdMap) -> TitleFacts:
    """Genres and decades from MovieLens' movies.csv or movies.dat, for the items of ``known``; names as texts."""
    names = [""] * len(known)
    tags: dict[tuple[TagKind, str], int] = {}
    rows, columns = [], []
    for number, fields in _movies(path):
        if len(fields) < 3:
            raise FileError(f"{path}, line {number}: expected id, title and genres")
        place = int(known.to_dense(items.number(fields[0])))
        if place < 0:
            continue
        year = YEAR.search(fields[1])
        names[place] = YEAR.sub("", fields[1])
        wanted = [(TagKind.GENRE, genre) for genre in fields[2].split("|") if genre and genre != NO_GENRE]
        if year:
            wanted.append((TagKind.DECADE, year.group(1)[:3]))
        for tag in dict.fromkeys(wanted):
            rows.append(place)
            columns.append(tags.setdefault(tag, len(tags)))
    ones = np.ones(len(rows), dtype=np.float32)
    matrix = csr_matrix((ones, (rows, columns)), shape=(len(known), len(tags)), dtype=np.float32)
    kinds = np.array([int(kind) for kind, _ in tags], dtype=np.int64)
    return replace(TitleFacts.nothing(len(known)), tags=matrix, kinds=kinds, texts=tuple(names))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Lines that are not blank, with their numbers."""
    try:
        with path.open(encoding="utf-8-sig") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield number, line.strip()
    except OSError as error:
        raise FileError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise FileError(f"{path}: not a text in UTF-8") from error


def _movies(path: Path) -> Iterator[tuple[int, list[str]]]:
    for number, line in _lines(path):
        fields = line.split("::") if "::" in line else next(csv.reader([line]))
        if number > 1 or fields[0].isdigit():
            yield number, fields


def _separator(line: str) -> str | None:
    """What stands between the fields; None for blanks."""
    return next((separator for separator in SEPARATORS if separator in line), None)


def _fields(line: str, separator: str | None) -> list[str]:
    return [text.strip().strip('"') for text in line.split(separator)]


def _is_header(first: str, second: str) -> bool:
    """Whether the first line names columns: it says so, or holds words where the next has numbers."""
    return bool(HEADER.fullmatch(_fields(first, _separator(first))[0])) or (not _numeric(first) and _numeric(second))


def _numeric(line: str) -> bool:
    try:
        return bool([float(text) for text in _fields(line, _separator(line))[:2]])
    except ValueError:
        return False


def _quick_columns(path: Path, skipped: bool, separator: str | None, width: int) -> list[DoubleArray] | None:
    """All columns of a file of plain numbers, a million lines a second; None for any other file."""
    texts = (line for _, line in _lines(path))
    if skipped:
        next(texts)
    if separator == "::":
        texts = (text.replace("::", ",") for text in texts)
    delimiter = "," if separator == "::" else separator
    try:
        values = np.loadtxt(texts, delimiter=delimiter, usecols=range(width), comments=None, ndmin=2)
    except ValueError:
        return None
    ids = values[:, :2]
    if not np.isfinite(values).all() or bool(np.any((ids != np.floor(ids)) | (np.abs(ids) > EXACT))):
        return None
    return list(values.T)


def _columns(
    path: Path, skipped: bool, separator: str | None, width: int, names: tuple[Names, Names]
) -> list[DoubleArray]:
    """The first ``width`` fields of every line as numbers; FileError naming the first line that is no rating."""
    ids: list[tuple[int, int]] = []
    numbers: list[list[float]] = []
    for place, (number, line) in enumerate(_lines(path)):
        if skipped and not place:
            continue
        fields = _fields(line, separator)[:width]
        try:
            if len(fields) < width or not all(fields):
                raise ValueError
            values = [float(text) for text in fields[2:]]
            if not np.isfinite(values).all():
                raise ValueError
        except ValueError:
            raise FileError(f"{path}, line {number}: {line[:60]!r} is not {_form(width)}") from None
        ids.append((names[0].number(fields[0]), names[1].number(fields[1])))
        numbers.append(values)
    return [*np.array(ids, dtype=np.int64).T, *np.array(numbers, dtype=np.float64).reshape(len(ids), -1).T]


def _form(width: int) -> str:
    return ", ".join(("user", "item", "rating", "timestamp")[:width])


def _to_five(path: Path, ratings: DoubleArray) -> DoubleArray:
    least, most = float(ratings.min()), float(ratings.max())
    scale = next((top for top in (5, 10, 100) if most <= top), None)
    if least < 0 or scale is None:
        raise FileError(f"{path}: ratings from {least:g} to {most:g} fit no scale; --implicit takes them as viewings")
    return ratings * (5.0 / scale)
