"""Records as JSON and back: what a source said, kept so that sources can be joined, parted and forgotten again."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from catalog.enums import Provider, Source
from catalog.providers.records import (
    CreditRecord,
    ExternalIdRecord,
    ExternalRatingRecord,
    ImageRecord,
    NameRecord,
    OfferRecord,
    TitleRecord,
    VideoRecord,
)

Facts = Mapping[str, Any]

_EMPTY: tuple[Any, ...] = (None, "", (), [], {}, False)
_PARTS: dict[str, type] = {
    "external_ids": ExternalIdRecord,
    "names": NameRecord,
    "credits": CreditRecord,
    "images": ImageRecord,
    "videos": VideoRecord,
    "offers": OfferRecord,
    "ratings": ExternalRatingRecord,
}
#: The id that names a record at its provider.
_KEYS: dict[Provider, tuple[tuple[Source, str], ...]] = {
    Provider.DEMO: ((Source.DEMO, "{}"),),
    Provider.MOVIELENS: ((Source.MOVIELENS, "{}"),),
    Provider.TMDB: ((Source.TMDB_MOVIE, "movie/{}"), (Source.TMDB_TV, "tv/{}")),
    Provider.OMDB: ((Source.IMDB, "{}"),),
    Provider.JIKAN: ((Source.MAL, "{}"),),
}


def record_key(provider: Provider, record: TitleRecord) -> str:
    """The name of a record at its provider, such as movie/603; ValueError for a record without the id it needs."""
    ids = {item.source: item.value for item in record.external_ids}
    for source, form in _KEYS.get(provider, ()):
        if value := ids.get(source):
            return form.format(value)
    raise ValueError(f"a record of {provider} without an id of {provider}")


def to_facts(record: TitleRecord) -> dict[str, Any]:
    """What the record says, as JSON; what it does not say is left out. No source is believed when it says "no":
    False is what a source without the question answers, too."""
    return {
        name: plain
        for name in (field.name for field in dataclasses.fields(record))
        if (plain := _plain(getattr(record, name))) not in _EMPTY
    }


def from_facts(facts: Facts) -> TitleRecord:
    """The record that `to_facts` was given."""
    values: dict[str, Any] = dict(facts)
    for name, part in _PARTS.items():
        values[name] = tuple(_part(part, item) for item in values.get(name, ()))
    for name in ("spoken_languages", "countries", "genres", "keywords"):
        values[name] = tuple(values.get(name, ()))
    values["certifications"] = tuple((country, mark) for country, mark in values.get("certifications", ()))
    if day := values.get("release_date"):
        values["release_date"] = date.fromisoformat(day)
    return TitleRecord(**{"external_ids": (), "title": "", **values})


def facts_digest(facts: Facts) -> str:
    """SHA-256 of the facts, the same for the same facts in any order of keys."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        named = {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        return {name: item for name, item in named.items() if item not in (None, "")}
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _part(part: type, item: Mapping[str, Any]) -> Any:
    values = dict(item)
    if part is VideoRecord and values.get("published_at"):
        values["published_at"] = datetime.fromisoformat(values["published_at"])
    return part(**values)
