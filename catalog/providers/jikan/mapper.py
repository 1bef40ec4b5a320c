"""Jikan's JSON as records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from catalog.enums import NameKind, RatingSource, Source, TitleKind
from catalog.providers.errors import BadItemError
from catalog.providers.genres import by_names
from catalog.providers.reading import (
    day,
    decimal,
    items,
    line,
    mapping,
    minutes,
    paragraphs,
    slug,
    strings,
    unique,
    whole,
    year,
    youtube_key,
)
from catalog.providers.records import ExternalIdRecord, ExternalRatingRecord, NameRecord, TitleRecord, VideoRecord

LARGEST: Final = 2**31 - 1
_KINDS: Final = {
    "Movie": TitleKind.MOVIE,
    "TV": TitleKind.TV,
    "TV Special": TitleKind.TV,
    "OVA": TitleKind.TV,
    "ONA": TitleKind.TV,
    "Special": TitleKind.TV,
}
_SYNONYMS: Final = 10
_WRITTEN_BY: Final = re.compile(r"\s*[\[(](?:Written by MAL Rewrite|Source: [^\])]{1,80})[\])]\s*$")
_EMBEDDED: Final = re.compile(r"https://www\.youtube(?:-nocookie)?\.com/embed/([\w-]{11})(?:\?|$)", re.ASCII)


def map_title(payload: Any) -> TitleRecord:
    """What MyAnimeList says of an anime; BadItemError for what is neither film nor series, such as music videos."""
    number, default, kind = _identity(payload)
    english, japanese = _name(payload, "English", "title_english"), _name(payload, "Japanese", "title_japanese")
    title = english or default
    begins, ends = _aired(payload)
    return TitleRecord(
        external_ids=(ExternalIdRecord(Source.MAL, str(number)),),
        title=title,
        original_title=japanese or default,
        kind=kind,
        is_anime=True,
        language="ja",
        year=year(payload.get("year")) or (begins.year if begins else None),
        end_year=ends.year if ends and kind == TitleKind.TV and _is_over(payload) else None,
        release_date=begins,
        runtime=minutes(payload.get("duration")),
        overview=_WRITTEN_BY.sub("", paragraphs(payload.get("synopsis"))),
        is_adult=line(payload.get("rating")).startswith("Rx"),
        spoken_languages=("ja",),
        countries=("JP",),
        genres=tuple(dict.fromkeys(("animation", *by_names(_labels(payload, "genres", "themes", "demographics"))))),
        keywords=unique((slug(label) for label in _labels(payload, "themes", "demographics")), 20),
        names=tuple(_names(payload, title, default, japanese)),
        videos=tuple(_trailer(payload)),
        ratings=tuple(_ratings(payload)),
    )


def map_listed(payload: Any) -> TitleRecord | None:
    """A record of an entry of a list, which Jikan sends whole; None for what is neither film nor series."""
    if isinstance(payload, dict) and line(payload.get("type")) not in _KINDS:
        return None
    return map_title(payload)


def _identity(payload: Any) -> tuple[int, str, TitleKind]:
    if not isinstance(payload, dict):
        raise BadItemError("anime", "not an object")
    number = whole(payload.get("mal_id"), 1, LARGEST)
    if number is None:
        raise BadItemError("anime", "no number")
    kind = _KINDS.get(line(payload.get("type")))
    if kind is None:
        raise BadItemError(str(number), "neither a film nor a series")
    title = _name(payload, "Default", "title")
    if not title:
        raise BadItemError(str(number), "no title")
    return number, title, kind


def _name(payload: dict[str, Any], kind: str, field: str) -> str:
    listed = (line(item.get("title")) for item in items(payload.get("titles"), 100) if item.get("type") == kind)
    return next((name for name in listed if name), "") or line(payload.get(field))


def _names(payload: dict[str, Any], title: str, default: str, japanese: str) -> Iterator[NameRecord]:
    """The Japanese name, and the other ones people use: in Latin letters, and the synonyms."""
    if japanese and japanese != title:
        yield NameRecord(japanese, "ja")
    others = [default, *strings(payload.get("title_synonyms"), 100)]
    others += [line(item.get("title")) for item in items(payload.get("titles"), 100) if item.get("type") == "Synonym"]
    known = {title.casefold(), japanese.casefold()}
    for name in [name for name in dict.fromkeys(others) if name and name.casefold() not in known][:_SYNONYMS]:
        yield NameRecord(name, "", NameKind.ALIAS)


def _labels(payload: dict[str, Any], *fields: str) -> Iterator[str]:
    for field in fields:
        for item in items(payload.get(field), 100):
            yield line(item.get("name"), 80)


def _aired(payload: dict[str, Any]) -> tuple[date | None, date | None]:
    aired = mapping(payload.get("aired"))
    return day(aired.get("from")), day(aired.get("to"))


def _is_over(payload: dict[str, Any]) -> bool:
    return line(payload.get("status")) == "Finished Airing"


def _trailer(payload: dict[str, Any]) -> Iterator[VideoRecord]:
    """The trailer; where Jikan leaves its key out, the address of its player still has it."""
    trailer = mapping(payload.get("trailer"))
    embedded = _EMBEDDED.match(line(trailer.get("embed_url")))
    if key := youtube_key(trailer.get("youtube_id")) or (embedded[1] if embedded else ""):
        yield VideoRecord(key)


def _ratings(payload: dict[str, Any]) -> Iterator[ExternalRatingRecord]:
    value = decimal(payload.get("score"), 0.01, 10)
    if value is not None:
        yield ExternalRatingRecord(RatingSource.MAL, value, 10, whole(payload.get("scored_by"), 0, LARGEST))
