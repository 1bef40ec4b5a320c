"""Reads the demo catalog's files into typed rows and refuses any row that is not in order."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from catalog.demo import cells
from catalog.demo.cells import CellError, Kind, Pairs

TITLES_FOLDER: Final = Path(__file__).parent / "titles"
HEADER_LINE: Final = 1

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DemoTitle:
    """One film or series as facts.

    `names` are (ISO 639-1 code, name) pairs, `certification` (ISO 3166-1 code, certificate) pairs. `runtime` is in
    minutes, for a series those of one episode. `directors` holds the creators of a series. `end_year` and `seasons`
    are for series alone; a running series has no `end_year`. `spoken` are the languages it exists in beside its own.
    """

    slug: str
    title: str
    original_title: str
    aliases: tuple[str, ...]
    names: Pairs
    kind: Kind
    is_anime: bool
    year: int
    end_year: int | None
    runtime: int | None
    seasons: int | None
    countries: tuple[str, ...]
    language: str
    spoken: tuple[str, ...]
    genres: tuple[str, ...]
    keywords: tuple[str, ...]
    directors: tuple[str, ...]
    writers: tuple[str, ...]
    cast: tuple[str, ...]
    certification: Pairs
    imdb_id: str | None
    tmdb_id: int | None


COLUMNS: Final = tuple(DemoTitle.__dataclass_fields__)


class DemoDataError(ValueError):
    """A demo file is not in order; `line` counts from 1, the header included."""

    def __init__(self, file: str, line: int, column: str, problem: str) -> None:
        super().__init__(f"{file}, line {line}, column {column}: {problem}")
        self.file = file
        self.line = line
        self.column = column
        self.problem = problem


def read_demo_titles(folder: Path = TITLES_FOLDER) -> tuple[DemoTitle, ...]:
    """Return every title of the folder's `*.tsv` files, by file name and then by line.

    Raises DemoDataError for the first bad cell, and for a slug, IMDb id or TMDB id used before.
    """
    seen: dict[tuple[str, ...], str] = {}
    titles: list[DemoTitle] = []
    for path in sorted(folder.glob("*.tsv")):
        for row in _read_rows(path):
            title = _parse_title(row)
            _require_new(title, row, seen)
            titles.append(title)
    return tuple(titles)


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    line: int
    cells: dict[str, str]

    def parse(self, column: str, parser: Callable[[str], T]) -> T:
        try:
            return parser(self.cells[column])
        except CellError as error:
            raise self.error(column, str(error)) from error

    def error(self, column: str, problem: str) -> DemoDataError:
        return DemoDataError(self.file, self.line, column, problem)


def _read_rows(path: Path) -> Iterator[_Row]:
    header, *lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    if tuple(header.split("\t")) != COLUMNS:
        raise DemoDataError(path.name, HEADER_LINE, COLUMNS[0], f"the header is not {' '.join(COLUMNS)}")
    for number, line in enumerate(lines, start=HEADER_LINE + 1):
        values = line.split("\t")
        if len(values) != len(COLUMNS):
            column = COLUMNS[min(len(values), len(COLUMNS)) - 1]
            raise DemoDataError(path.name, number, column, f"{len(values)} cells instead of {len(COLUMNS)}")
        yield _Row(path.name, number, dict(zip(COLUMNS, values, strict=True)))


def _parse_title(row: _Row) -> DemoTitle:
    language = row.parse("language", cells.parse_language)
    title = DemoTitle(
        slug=row.parse("slug", cells.parse_slug),
        title=row.parse("title", cells.parse_text),
        original_title=row.parse("original_title", cells.parse_text),
        aliases=row.parse("aliases", cells.parse_list),
        names=row.parse("names", cells.parse_names),
        kind=row.parse("kind", cells.parse_kind),
        is_anime=row.parse("is_anime", cells.parse_flag),
        year=row.parse("year", partial(cells.parse_number, allowed=cells.YEARS)),
        end_year=row.parse("end_year", partial(cells.parse_optional_number, allowed=cells.YEARS)),
        runtime=row.parse("runtime", partial(cells.parse_optional_number, allowed=cells.RUNTIMES)),
        seasons=row.parse("seasons", partial(cells.parse_optional_number, allowed=cells.SEASONS)),
        countries=row.parse("countries", cells.parse_countries),
        language=language,
        spoken=row.parse("spoken", cells.parse_languages),
        genres=row.parse("genres", cells.parse_genres),
        keywords=row.parse("keywords", cells.parse_keywords),
        directors=row.parse("directors", cells.parse_list),
        writers=row.parse("writers", cells.parse_list),
        cast=row.parse("cast", cells.parse_cast),
        certification=row.parse("certification", cells.parse_certification),
        imdb_id=row.parse("imdb_id", cells.parse_imdb_id),
        tmdb_id=row.parse("tmdb_id", cells.parse_optional_number),
    )
    row.parse("title", partial(cells.require_script, language="en"))
    row.parse("original_title", partial(cells.require_script, language=language))
    _check_row(title, row)
    return title


def _check_row(title: DemoTitle, row: _Row) -> None:
    """Raise for cells that are each in order and yet do not fit one another."""
    if title.kind == "movie":
        for column, value in (("end_year", title.end_year), ("seasons", title.seasons)):
            if value is not None:
                raise row.error(column, "only a series has one")
        if not title.directors:
            raise row.error("directors", "must not be empty")
    if title.end_year is not None and title.end_year < title.year:
        raise row.error("end_year", f"{title.end_year} is before {title.year}")
    if title.language in title.spoken:
        raise row.error("spoken", f"{title.language!r} is the original language")
    if title.language in dict(title.names):
        raise row.error("names", f"{title.language!r} is the original language")
    if title.is_anime and "animation" not in title.genres:
        raise row.error("genres", "an anime is an animation")


def _require_new(title: DemoTitle, row: _Row, seen: dict[tuple[str, ...], str]) -> None:
    """Raise when a key of `title` was used before, else remember its keys and where they stand."""
    keys: dict[str, tuple[str, ...]] = {"slug": ("slug", title.slug)}
    if title.imdb_id is not None:
        keys["imdb_id"] = ("imdb", title.imdb_id)
    if title.tmdb_id is not None:
        keys["tmdb_id"] = ("tmdb", title.kind, str(title.tmdb_id))
    for column, key in keys.items():
        if key in seen:
            raise row.error(column, f"{key[-1]!r} is already used at {seen[key]}")
        seen[key] = f"{row.file}, line {row.line}"
