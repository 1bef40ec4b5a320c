"""Tables in text files: CSV of any encoding, line ending and delimiter that exports have."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from ratings.importers.errors import DamagedUploadError
from ratings.importers.rows import LeftOut
from ratings.importers.upload import File

MOST_LINE: Final = 200_000  # characters
MOST_COLUMNS: Final = 100
_DELIMITERS: Final = ",;\t|"
_NOT_WORD = re.compile(r"[^a-z0-9]+")

Cells = Mapping[str, str]


def text_of(file: File) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, else the Western code page; DamagedUploadError if it is none."""
    data = file.data
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    if b"\x00" in data[:4096]:
        raise DamagedUploadError(f"{file.name[:60] or 'The file'} is no text.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def column_of(name: str) -> str:
    """A column's name for comparing: `Letterboxd URI` and `letterboxd_uri` are one."""
    return _NOT_WORD.sub(" ", name.casefold()).strip()


@dataclass(slots=True)
class Table:
    """A table with its header read. `columns` are folded names; `rows` may be walked once."""

    file: str
    columns: tuple[str, ...]
    _lines: _Lines
    _delimiter: str

    @property
    def line(self) -> int:
        """The last line that was read."""
        return self._lines.number

    def rows(self) -> Iterator[tuple[int, Cells] | LeftOut]:
        """The number of each row's first line, counted from 1, with its cells by column; missing cells are ""."""
        reader = csv.reader(self._lines, delimiter=self._delimiter, strict=False)
        while True:
            start = self._lines.number + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield LeftOut(self.file, start, "The line is too long, or a quotation mark is missing.")
                continue
            yield from self._lines.taken()
            if not any(cell.strip() for cell in cells):
                continue
            if any(cell.strip() for cell in cells[len(self.columns) :]):
                yield LeftOut(self.file, start, f"{len(cells)} cells in a table of {len(self.columns)} columns.")
            elif any("\x00" in cell for cell in cells):
                yield LeftOut(self.file, start, "There are NUL characters in it.")
            else:
                padded = [*cells[: len(self.columns)], *[""] * (len(self.columns) - len(cells))]
                yield start, dict(zip(self.columns, (cell.strip() for cell in padded), strict=True))


@dataclass(slots=True)
class _Lines:
    """Lines one by one, numbered; what is too long to be a row is passed over and remembered."""

    file: str
    stream: io.StringIO
    number: int = 0
    too_long: list[int] = field(default_factory=list)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.stream.readline()
        if not line:
            raise StopIteration
        self.number += 1
        if len(line) > MOST_LINE:
            self.too_long.append(self.number)
            return "\n"
        return line

    def taken(self) -> Iterator[LeftOut]:
        """What was passed over since the last call."""
        for number in self.too_long:
            yield LeftOut(self.file, number, f"The line is longer than {MOST_LINE} characters.")
        self.too_long.clear()


def read_table(file: File, *, after: int = 0) -> Table | None:
    """The table of a file whose header is the first line that is not blank after line `after`; None without one."""
    lines = _Lines(file.path, io.StringIO(text_of(file), newline=None))
    header = ""
    for line in lines:
        header = line
        if lines.number > after and line.strip(" \t\n,;"):
            break
    else:
        return None
    delimiter = max(_DELIMITERS, key=header.count)
    cells = next(csv.reader([header], delimiter=delimiter), [])
    if len(cells) > MOST_COLUMNS:
        return None
    return Table(file.path, tuple(column_of(cell) for cell in cells), lines, delimiter)


def columns_of(file: File) -> frozenset[str]:
    """The columns of a file's table; nothing for what is no table."""
    try:
        table = read_table(File(file.path, _head(file.data)))
    except (DamagedUploadError, csv.Error):
        return frozenset()
    return frozenset(table.columns) if table else frozenset()


def _head(data: bytes) -> bytes:
    """The first lines, enough to tell whose file it is."""
    return data[:65_536]
