"""TMDB's JSON as records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

from catalog.enums import RatingSource, Source, TitleKind
from catalog.providers.errors import BadItemError
from catalog.providers.genres import by_keywords, by_names, by_tmdb_ids
from catalog.providers.reading import (
    country,
    day,
    decimal,
    imdb_id,
    items,
    language,
    line,
    mapping,
    paragraphs,
    slug,
    strings,
    truth,
    unique,
    whole,
)
from catalog.providers.records import ExternalIdRecord, ExternalRatingRecord, ImageRecord, TitleRecord
from catalog.providers.tmdb.media import images_of, offers_of, videos_of
from catalog.providers.tmdb.names import names_of
from catalog.providers.tmdb.people import credits_of

LARGEST: Final = 2**31 - 1
_SOURCES: Final = {TitleKind.MOVIE: Source.TMDB_MOVIE, TitleKind.TV: Source.TMDB_TV}
_KEYWORDS: Final = 40
_CERTIFICATE: Final = 20
_CINEMA: Final = 3  # TMDB's type of a release in cinemas
_OVER: Final = frozenset({"Ended", "Canceled"})


def key_of(kind: TitleKind, number: int) -> str:
    """TMDB's name for a title, such as movie/603."""
    return f"{kind.value}/{number}"


def map_title(kind: TitleKind, payload: Any, image_base_url: str) -> TitleRecord:
    """Everything TMDB says of a title, whichever parts came along; BadItemError without a number, name or language."""
    number, names = _identity(kind, payload)
    title, original, spoken_first = names
    keywords = _keywords(payload)
    genres = by_names(line(item.get("name")) for item in items(payload.get("genres")))
    known_at = imdb_id(payload.get("imdb_id")) or imdb_id(mapping(payload.get("external_ids")).get("imdb_id"))
    released = _released(kind, payload)
    return TitleRecord(
        external_ids=(
            ExternalIdRecord(_SOURCES[kind], str(number)),
            *((ExternalIdRecord(Source.IMDB, known_at),) if known_at else ()),
        ),
        title=title,
        original_title=original,
        kind=kind,
        is_anime="animation" in genres and spoken_first == "ja",
        language=spoken_first,
        year=released.year if released else None,
        end_year=_end_year(kind, payload),
        release_date=released,
        runtime=_runtime(payload),
        seasons=whole(payload.get("number_of_seasons"), 1, 500),
        overview=paragraphs(payload.get("overview")),
        is_adult=truth(payload.get("adult")),
        spoken_languages=unique(
            (language(item.get("iso_639_1")) for item in items(payload.get("spoken_languages"))), 20
        ),
        countries=_countries(payload),
        genres=tuple(dict.fromkeys((*genres, *by_keywords(keywords)))),
        keywords=keywords,
        certifications=_certifications(payload),
        names=names_of(payload, title, original, spoken_first),
        credits=credits_of(payload, kind),
        images=images_of(payload, image_base_url),
        videos=videos_of(payload),
        offers=offers_of(payload),
        ratings=_ratings(payload),
    )


def map_listed(payload: Any, image_base_url: str, kind: TitleKind | None = None) -> TitleRecord | None:
    """A light record of an entry of a list; None for what is no title, such as a person among search results."""
    item = mapping(payload)
    if kind is None:
        said = line(item.get("media_type"), 10)
        if said not in {TitleKind.MOVIE.value, TitleKind.TV.value}:
            return None
        kind = TitleKind(said)
    number, (title, original, spoken_first) = _identity(kind, item)
    genres = by_tmdb_ids(_numbers(item.get("genre_ids")))
    released = _released(kind, item)
    images: tuple[ImageRecord, ...] = images_of(item, image_base_url)
    return TitleRecord(
        external_ids=(ExternalIdRecord(_SOURCES[kind], str(number)),),
        title=title,
        original_title=original,
        kind=kind,
        is_anime="animation" in genres and spoken_first == "ja",
        language=spoken_first,
        year=released.year if released else None,
        release_date=released,
        overview=paragraphs(item.get("overview")),
        is_adult=truth(item.get("adult")),
        countries=unique((country(code) for code in strings(item.get("origin_country"))), 20),
        genres=genres,
        images=images,
        ratings=_ratings(item),
    )


def map_changed(payload: Any, kind: TitleKind) -> tuple[str, ...]:
    """Keys of the titles in a list of changes."""
    numbers = (whole(item.get("id"), 1, LARGEST) for item in items(mapping(payload).get("results")))
    return unique((key_of(kind, number) for number in numbers if number), 1000)


def pages_of(payload: Any) -> int:
    """How many pages a list has."""
    return whole(mapping(payload).get("total_pages"), 1, 10**9) or 1


def _identity(kind: TitleKind, payload: Any) -> tuple[int, tuple[str, str, str]]:
    """Number, and title, original title and language."""
    if not isinstance(payload, dict):
        raise BadItemError(kind.value, "not an object")
    number = whole(payload.get("id"), 1, LARGEST)
    if number is None:
        raise BadItemError(kind.value, "no number")
    field = "title" if kind == TitleKind.MOVIE else "name"
    original = line(payload.get(f"original_{field}"))
    title = line(payload.get(field)) or original
    if not title:
        raise BadItemError(key_of(kind, number), "no title")
    said = payload.get("original_language")
    if not isinstance(said, str) or not (language(said) or said == "xx"):
        raise BadItemError(key_of(kind, number), "no language")
    return number, (title, original or title, said)


def _released(kind: TitleKind, payload: dict[str, Any]) -> date | None:
    return day(payload.get("release_date" if kind == TitleKind.MOVIE else "first_air_date"))


def _end_year(kind: TitleKind, payload: dict[str, Any]) -> int | None:
    last = day(payload.get("last_air_date"))
    over = payload.get("status")
    if kind == TitleKind.MOVIE or last is None or not isinstance(over, str) or over not in _OVER:
        return None
    return last.year


def _runtime(payload: dict[str, Any]) -> int | None:
    """Minutes; of a series those of an episode."""
    episodes = payload.get("episode_run_time")
    of_episode = episodes[0] if isinstance(episodes, list) and episodes else None
    last = mapping(payload.get("last_episode_to_air")).get("runtime")
    return next(
        (found for value in (payload.get("runtime"), of_episode, last) if (found := whole(value, 1, 2000))), None
    )


def _numbers(value: Any) -> Iterator[int]:
    for item in value[:50] if isinstance(value, list) else ():
        if (number := whole(item, 1, LARGEST)) is not None:
            yield number


def _keywords(payload: dict[str, Any]) -> tuple[str, ...]:
    found = mapping(payload.get("keywords"))
    return unique((slug(item.get("name")) for item in items(found.get("keywords") or found.get("results"))), _KEYWORDS)


def _countries(payload: dict[str, Any]) -> tuple[str, ...]:
    produced = [country(item.get("iso_3166_1")) for item in items(payload.get("production_countries"))]
    return unique(iter([*produced, *map(country, strings(payload.get("origin_country")))]), 20)


def _certifications(payload: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """By country: a film's for cinemas before any other, a series' only one."""
    found: dict[str, str] = {}
    for item in items(mapping(payload.get("release_dates")).get("results")):
        releases = sorted(
            items(item.get("release_dates")), key=lambda release: whole(release.get("type"), 0, 9) != _CINEMA
        )
        labels = (line(release.get("certification"), _CERTIFICATE) for release in releases)
        found.setdefault(country(item.get("iso_3166_1")), next((label for label in labels if label), ""))
    for item in items(mapping(payload.get("content_ratings")).get("results")):
        found.setdefault(country(item.get("iso_3166_1")), line(item.get("rating"), _CERTIFICATE))
    return tuple(sorted((code, label) for code, label in found.items() if code and label))


def _ratings(payload: dict[str, Any]) -> tuple[ExternalRatingRecord, ...]:
    votes = whole(payload.get("vote_count"), 1, LARGEST)
    value = decimal(payload.get("vote_average"), 0, 10)
    return (ExternalRatingRecord(RatingSource.TMDB, value, 10, votes),) if votes and value else ()
