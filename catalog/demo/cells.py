"""Parsers of single cells of the demo files; each raises CellError with what is wrong with the text it got."""

import re
import unicodedata
from collections.abc import Container
from typing import Final, Literal

from catalog.demo.codes import COUNTRIES, LANGUAGES
from catalog.demo.genres import GENRES
from catalog.demo.scripts import find_script_problem

Kind = Literal["movie", "tv"]
Pairs = tuple[tuple[str, str], ...]

SEPARATOR: Final = "|"
# 1895 is the year of the first public screening of films.
YEARS: Final = range(1895, 2031)
RUNTIMES: Final = range(1, 1001)
SEASONS: Final = range(1, 101)
KEYWORD_COUNTS: Final = range(3, 9)
MOST_CAST: Final = 6
_SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_NUMBER: Final = re.compile(r"[1-9][0-9]*", re.ASCII)
_IMDB_ID: Final = re.compile(r"tt[0-9]{7,8}", re.ASCII)
_CERTIFICATION: Final = re.compile(r"[A-Za-z0-9+/ -]+", re.ASCII)


class CellError(ValueError):
    """The text of one cell is not what its column holds."""


def parse_text(cell: str) -> str:
    """Return a non-empty cell: trimmed, in Unicode normal form C."""
    if not cell:
        raise CellError("must not be empty")
    if cell != cell.strip() or "  " in cell:
        raise CellError(f"stray spaces in {cell!r}")
    if not unicodedata.is_normalized("NFC", cell):
        raise CellError(f"{cell!r} is not in Unicode normal form C")
    return cell


def parse_list(cell: str) -> tuple[str, ...]:
    """Split a cell at the separator; an empty cell is an empty tuple, an empty or repeated value an error."""
    values = tuple(parse_text(value) for value in cell.split(SEPARATOR)) if cell else ()
    repeated = sorted({value for value in values if values.count(value) > 1})
    if repeated:
        raise CellError(f"{repeated[0]!r} appears twice")
    return values


def parse_slug(cell: str) -> str:
    if not _SLUG.fullmatch(cell):
        raise CellError(f"{cell!r} is not a slug of a-z, 0-9 and single hyphens")
    return cell


def parse_kind(cell: str) -> Kind:
    if cell == "movie":
        return "movie"
    if cell == "tv":
        return "tv"
    raise CellError(f"unknown kind {cell!r}")


def parse_flag(cell: str) -> bool:
    if cell not in {"0", "1"}:
        raise CellError(f"{cell!r} is neither 0 nor 1")
    return cell == "1"


def parse_number(cell: str, allowed: range | None = None) -> int:
    if not _NUMBER.fullmatch(cell):
        raise CellError(f"{cell!r} is not a positive whole number")
    number = int(cell)
    if allowed is not None and number not in allowed:
        raise CellError(f"{number} is outside {allowed.start}..{allowed.stop - 1}")
    return number


def parse_optional_number(cell: str, allowed: range | None = None) -> int | None:
    return parse_number(cell, allowed) if cell else None


def parse_language(cell: str) -> str:
    return _require_known(cell, LANGUAGES, "language code")


def parse_languages(cell: str) -> tuple[str, ...]:
    return tuple(parse_language(code) for code in parse_list(cell))


def parse_countries(cell: str) -> tuple[str, ...]:
    """Return one or more ISO 3166-1 alpha-2 codes."""
    return tuple(_require_known(code, COUNTRIES, "country code") for code in parse_list(parse_text(cell)))


def parse_genres(cell: str) -> tuple[str, ...]:
    """Return one or more genre slugs, the main one first."""
    return tuple(_require_known(slug, GENRES, "genre") for slug in parse_list(parse_text(cell)))


def parse_keywords(cell: str) -> tuple[str, ...]:
    keywords = tuple(parse_slug(keyword) for keyword in parse_list(cell))
    if len(keywords) not in KEYWORD_COUNTS:
        raise CellError(f"{len(keywords)} keywords instead of {KEYWORD_COUNTS.start}..{KEYWORD_COUNTS.stop - 1}")
    return keywords


def parse_cast(cell: str) -> tuple[str, ...]:
    cast = parse_list(cell)
    if len(cast) > MOST_CAST:
        raise CellError(f"{len(cast)} names instead of at most {MOST_CAST}")
    return cast


def parse_names(cell: str) -> Pairs:
    """Return (ISO 639-1 code, name in that language's script) pairs, each language once."""
    names = _parse_pairs(cell)
    for code, name in names:
        parse_language(code)
        require_script(name, code)
    return names


def parse_certification(cell: str) -> Pairs:
    """Return (ISO 3166-1 alpha-2 code, certificate) pairs, each country once."""
    certificates = _parse_pairs(cell)
    for code, certificate in certificates:
        _require_known(code, COUNTRIES, "country code")
        if not _CERTIFICATION.fullmatch(certificate):
            raise CellError(f"{certificate!r} is not a certificate")
    return certificates


def parse_imdb_id(cell: str) -> str | None:
    if cell and not _IMDB_ID.fullmatch(cell):
        raise CellError(f"{cell!r} is not an IMDb title id")
    return cell or None


def require_script(text: str, language: str) -> None:
    """Raise CellError unless `text` is written in the script of `language`."""
    problem = find_script_problem(text, language)
    if problem:
        raise CellError(f"{text!r}: {problem}")


def _parse_pairs(cell: str) -> Pairs:
    pairs: dict[str, str] = {}
    for value in parse_list(cell):
        code, colon, text = value.partition(":")
        if not colon:
            raise CellError(f"{value!r} has no code and colon in front")
        if code in pairs:
            raise CellError(f"{code!r} appears twice")
        pairs[code] = parse_text(text)
    return tuple(pairs.items())


def _require_known(code: str, known: Container[str], what: str) -> str:
    if code not in known:
        raise CellError(f"unknown {what} {code!r}")
    return code
