"""OMDb's JSON as records. All of its values are strings, and "N/A" means that it does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from catalog.enums import RatingSource, Source, TitleKind
from catalog.providers.errors import BadItemError
from catalog.providers.genres import by_names
from catalog.providers.reading import FIRST_YEAR, LAST_YEAR, decimal, imdb_id, items, line, minutes, paragraphs, whole
from catalog.providers.reading import year as read_year
from catalog.providers.records import ExternalIdRecord, ExternalRatingRecord, TitleRecord
from moviesite.common.regions import COUNTRIES
from moviesite.common.vocabulary import LANGUAGES

_KINDS: Final = {"movie": TitleKind.MOVIE, "series": TitleKind.TV}
_YEARS: Final = re.compile(r"(\d{4})(?:[–-](\d{4})?)?")
_UNRATED: Final = frozenset({"not rated", "unrated", "n/a", ""})
_COUNTRY_CODES: Final = {name: code for code, name in COUNTRIES.items()} | {
    "USA": "US",
    "UK": "GB",
    "Czech Republic": "CZ",
    "West Germany": "DE",
}
_LANGUAGE_CODES: Final = {language.name: code for code, language in LANGUAGES.items() if code != "xx"} | {
    "Mandarin": "zh",
}
_VOTES: Final = 2**31 - 1


def map_title(payload: Any) -> TitleRecord:
    """What OMDb says of a film or series; BadItemError for anything else."""
    known_at, title, kind = _identity(payload)
    year, end_year = _years(payload.get("Year"))
    spoken = _codes(payload.get("Language"), _LANGUAGE_CODES)
    return TitleRecord(
        external_ids=(ExternalIdRecord(Source.IMDB, known_at),),
        title=title,
        kind=kind,
        # Of several languages OMDb does not say which is the original one.
        language=spoken[0] if len(spoken) == 1 else "",
        year=year,
        end_year=end_year if kind == TitleKind.TV else None,
        release_date=_released(payload.get("Released")),
        runtime=minutes(payload.get("Runtime")),
        seasons=whole(payload.get("totalSeasons"), 1, 500),
        overview="" if _text(payload, "Plot") == "" else paragraphs(payload.get("Plot")),
        spoken_languages=spoken,
        countries=_codes(payload.get("Country"), _COUNTRY_CODES),
        genres=by_names(_words(payload.get("Genre"))),
        certifications=_certifications(payload),
        ratings=tuple(_ratings(payload)),
    )


def map_listed(payload: Any) -> TitleRecord | None:
    """A light record of an entry of a list; None for games and episodes."""
    if isinstance(payload, dict) and line(payload.get("Type")) in {"game", "episode"}:
        return None
    known_at, title, kind = _identity(payload)
    year, end_year = _years(payload.get("Year"))
    return TitleRecord(
        external_ids=(ExternalIdRecord(Source.IMDB, known_at),),
        title=title,
        kind=kind,
        year=year,
        end_year=end_year if kind == TitleKind.TV else None,
    )


def _identity(payload: Any) -> tuple[str, str, TitleKind]:
    if not isinstance(payload, dict):
        raise BadItemError("omdb", "not an object")
    known_at = imdb_id(payload.get("imdbID"))
    if not known_at:
        raise BadItemError("omdb", "no IMDb id")
    kind = _KINDS.get(line(payload.get("Type")))
    if kind is None:
        raise BadItemError(known_at, "neither a film nor a series")
    title = _text(payload, "Title")
    if not title:
        raise BadItemError(known_at, "no title")
    return known_at, title, kind


def _text(payload: dict[str, Any], name: str) -> str:
    found = line(payload.get(name))
    return "" if found == "N/A" else found


def _words(value: Any) -> list[str]:
    return [word for part in line(value, 1000).split(",") if (word := part.strip()) and word != "N/A"]


def _codes(value: Any, known: dict[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(known[word] for word in _words(value) if word in known))


def _years(value: Any) -> tuple[int | None, int | None]:
    """`1977`, `2011–2019` or `2016–`, with either dash."""
    found = _YEARS.fullmatch(line(value, 20))
    if found is None:
        return None, None
    return read_year(found[1]), read_year(found[2])


def _released(value: Any) -> date | None:
    try:
        found = datetime.strptime(line(value, 20), "%d %b %Y").date()  # noqa: DTZ007  a day has no time zone
    except ValueError:
        return None
    return found if FIRST_YEAR <= found.year <= LAST_YEAR else None


def _certifications(payload: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    label = line(payload.get("Rated"), 20)
    return () if label.lower() in _UNRATED else (("US", label),)


def _ratings(payload: dict[str, Any]) -> Iterator[ExternalRatingRecord]:
    """IMDb with its votes, Metacritic and Rotten Tomatoes in percent; a value of "N/A" reads as none."""
    if (value := decimal(payload.get("imdbRating"), 0, 10)) is not None:
        yield ExternalRatingRecord(RatingSource.IMDB, value, 10, whole(payload.get("imdbVotes"), 0, _VOTES))
    if (value := decimal(payload.get("Metascore"), 0, 100)) is not None:
        yield ExternalRatingRecord(RatingSource.METACRITIC, value, 100)
    for item in items(payload.get("Ratings"), 20):
        percent = line(item.get("Value"), 10)
        value = decimal(percent.removesuffix("%"), 0, 100) if percent.endswith("%") else None
        if item.get("Source") == "Rotten Tomatoes" and value is not None:
            yield ExternalRatingRecord(RatingSource.ROTTEN_TOMATOES, value, 100)
            return
