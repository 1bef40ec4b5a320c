"""TMDB's pictures, videos and platforms. Platforms come from JustWatch, which must be named where they are shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, TypeGuard

from catalog.enums import ImageKind, OfferKind, VideoKind
from catalog.providers.reading import country, decimal, items, language, line, link, mapping, moment, truth, youtube_key
from catalog.providers.records import ImageRecord, OfferRecord, VideoRecord

_PATH: Final = re.compile(r"/[\w-]{1,100}\.(?:jpg|png|webp)", re.ASCII)
#: The size that is asked for, its width in pixels, and how many pictures of a kind are kept.
_SIZES: Final = {ImageKind.POSTER: ("w500", 500, 6), ImageKind.BACKDROP: ("w1280", 1280, 4)}
_VIDEOS: Final = 12
_VIDEO_KINDS: Final = {"Trailer": VideoKind.TRAILER, "Teaser": VideoKind.TEASER, "Clip": VideoKind.CLIP}
_OFFERS: Final = {
    "flatrate": OfferKind.STREAM,
    "free": OfferKind.FREE,
    "ads": OfferKind.ADS,
    "rent": OfferKind.RENT,
    "buy": OfferKind.BUY,
}
_PLATFORM: Final = 60


def images_of(payload: dict[str, Any], base_url: str) -> tuple[ImageRecord, ...]:
    """Posters and backdrops, TMDB's own choice first, each in the one size that pages use."""
    images = mapping(payload.get("images"))
    found: dict[tuple[ImageKind, str], ImageRecord] = {}
    for kind, main, more in (
        (ImageKind.POSTER, "poster_path", "posters"),
        (ImageKind.BACKDROP, "backdrop_path", "backdrops"),
    ):
        size, width, most = _SIZES[kind]
        listed = {path: item for item in items(images.get(more)) if _is_path(path := item.get("file_path"))}
        first = payload.get(main)
        paths = [*([first] if _is_path(first) else []), *listed]
        for position, path in enumerate(list(dict.fromkeys(paths))[:most]):
            about = listed.get(path, {})
            ratio = decimal(about.get("aspect_ratio"), 0.2, 5)
            found[kind, path] = ImageRecord(
                kind,
                f"{base_url}/{size}{path}",
                language(about.get("iso_639_1")),
                width,
                round(width / ratio) if ratio else None,
                position,
            )
    return tuple(found.values())


def _is_path(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and _PATH.fullmatch(value) is not None


def videos_of(payload: dict[str, Any]) -> tuple[VideoRecord, ...]:
    """Trailers, teasers and clips at YouTube."""
    return tuple(_videos(payload))[:_VIDEOS]


def _videos(payload: dict[str, Any]) -> Iterator[VideoRecord]:
    seen = set()
    for item in items(mapping(payload.get("videos")).get("results")):
        key, kind = youtube_key(item.get("key")), item.get("type")
        if item.get("site") != "YouTube" or not key or key in seen:
            continue
        if not isinstance(kind, str) or kind not in _VIDEO_KINDS:
            continue
        seen.add(key)
        yield VideoRecord(
            key,
            line(item.get("name"), 200),
            kind=_VIDEO_KINDS[kind],
            language=language(item.get("iso_639_1")),
            is_official=truth(item.get("official")),
            published_at=moment(item.get("published_at")),
        )


def offers_of(payload: dict[str, Any]) -> tuple[OfferRecord, ...]:
    """Where the title can be watched, in every country; TMDB gives one link for each country."""
    return tuple(dict.fromkeys(_offers(mapping(mapping(payload.get("watch/providers")).get("results")))))


def _offers(countries: dict[str, Any]) -> Iterator[OfferRecord]:
    for code, shelves in countries.items():
        if not country(code):
            continue
        url = link(mapping(shelves).get("link"), ("themoviedb.org",))
        for name, kind in _OFFERS.items():
            for item in items(mapping(shelves).get(name), 100):
                if platform := line(item.get("provider_name"), _PLATFORM):
                    yield OfferRecord(platform, code, kind, url)
