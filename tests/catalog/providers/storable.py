"""Whether a record fits into the tables, whatever it was read from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from catalog.demo.genres import GENRES
from catalog.models import (
    Credit,
    ExternalId,
    ExternalRating,
    Image,
    Keyword,
    Offer,
    Person,
    Platform,
    Title,
    TitleName,
    Trailer,
)
from catalog.providers.records import TitleRecord

_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u202e]")


def misfits(record: TitleRecord) -> list[str]:
    """What of the record no row could hold; empty where all is well."""
    return [problem for problem in _problems(record) if problem]


def _problems(record: TitleRecord) -> Iterator[str]:
    yield from (_too_long(Title, "title", record.title), _too_long(Title, "original_title", record.original_title))
    yield _too_long(Title, "language", record.language)
    yield "" if record.title.strip() else "no title"
    for name in ("year", "end_year", "runtime", "seasons"):
        value = getattr(record, name)
        yield "" if value is None or (type(value) is int and 0 < value <= 32767) else f"{name}: {value!r}"
    yield from (f"genre {slug}" for slug in record.genres if slug not in GENRES)
    yield from (_too_long(Keyword, "slug", slug) for slug in record.keywords)
    yield from (f"country {code!r}" for code in record.countries if len(code) != 2)
    yield from (_too_long(ExternalId, "value", item.value) for item in record.external_ids)
    for name in record.names:
        yield from (_too_long(TitleName, "name", name.name), _too_long(TitleName, "language", name.language))
        yield "" if name.name.strip() else "no name"
    for credit in record.credits:
        yield from (_too_long(Person, "name", credit.name), _too_long(Credit, "character", credit.character))
        yield "" if 0 <= credit.position <= 32767 else "position"
    for image in record.images:
        yield from (_too_long(Image, "url", image.url), _not_https(image.url))
    for video in record.videos:
        yield from (_too_long(Trailer, "key", video.key), _too_long(Trailer, "name", video.name))
    for offer in record.offers:
        yield from (_too_long(Platform, "name", offer.platform), _too_long(Offer, "url", offer.url))
        yield _not_https(offer.url) if offer.url else ""
        yield "" if len(offer.country) == 2 else f"country {offer.country!r}"
    for rating in record.ratings:
        yield "" if 0 <= rating.value <= rating.scale else f"rating {rating.value!r}"
        yield "" if rating.votes is None or 0 <= rating.votes < 2**31 else f"votes {rating.votes!r}"
        yield _too_long(ExternalRating, "source", rating.source)
    yield from _hidden(record)


def _hidden(record: TitleRecord) -> Iterator[str]:
    """Characters that a database refuses, or that turn what stands beside them."""
    for text in _texts(record):
        text.encode()
        yield "a control character" if _UNWANTED.search(text) else ""
    yield "" if len(json.dumps(record.overview)) < 100_000 else "a long overview"


def _texts(record: TitleRecord) -> Iterator[str]:
    yield from (record.title, record.original_title, record.overview, *record.keywords)
    yield from (label for _, label in record.certifications)
    yield from (name.name for name in record.names)
    for credit in record.credits:
        yield from (credit.name, credit.character)
    yield from (video.name for video in record.videos)
    yield from (offer.platform for offer in record.offers)


def _too_long(model: Any, field: str, value: str) -> str:
    limit = model._meta.get_field(field).max_length
    return f"{field} of {len(value)}" if len(value) > limit else ""


def _not_https(url: str) -> str:
    return "" if urlsplit(url).scheme == "https" and urlsplit(url).hostname else f"address {url!r}"
