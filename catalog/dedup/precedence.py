"""Which source is believed about what, where several speak of one title.

A title's fields are the answer of `resolve` to its records, unless a curator wrote something else into the row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from catalog.enums import Provider

Facts = Mapping[str, Any]

#: From the most to the least believed: facts looked up by hand, then the catalogs by how well they are kept.
ORDER: tuple[Provider, ...] = (
    Provider.CURATOR, Provider.DEMO, Provider.TMDB, Provider.JIKAN, Provider.OMDB, Provider.YOUTUBE, Provider.MOVIELENS,
)  # fmt: skip
#: What changes while a series runs is best known by those who follow it.
_LIVE = (Provider.CURATOR, Provider.TMDB, Provider.JIKAN, Provider.DEMO, Provider.OMDB)
_ORDERS: dict[str, tuple[Provider, ...]] = {"seasons": _LIVE, "end_year": _LIVE}

SCALARS = (
    "kind", "is_anime", "title", "original_title", "year", "end_year", "release_date", "runtime", "seasons", "language",
    "spoken_languages", "overview", "is_adult",
)  # fmt: skip
LISTS = ("external_ids", "names", "genres", "keywords", "countries", "images", "videos", "offers", "ratings")


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """What one source says, see catalog.providers.facts."""

    provider: Provider
    facts: Facts


@dataclass(frozen=True, slots=True)
class Resolved:
    """The joined facts: `values` by field, `origin` the provider that was believed. `lists` hold every item any
    source has, the most believed source's first, each with the provider that said it first."""

    values: dict[str, Any] = field(default_factory=dict)
    origin: dict[str, Provider] = field(default_factory=dict)
    lists: dict[str, list[tuple[Any, Provider]]] = field(default_factory=dict)
    credits: list[tuple[Mapping[str, Any], Provider]] = field(default_factory=list)


def resolve(sources: Iterable[SourceFacts]) -> Resolved:
    """Join what the sources say, field by field."""
    given = sorted(sources, key=lambda item: ORDER.index(item.provider))
    done = Resolved()
    for name in SCALARS:
        for item in _in_order(given, _ORDERS.get(name, ORDER)):
            if name in item.facts:
                done.values[name] = item.facts[name]
                done.origin[name] = item.provider
                break
    done.values["certifications"] = marks = {}
    for item in given:
        for country, mark in item.facts.get("certifications", ()):
            if country not in marks:
                marks[country] = mark
                done.origin.setdefault("certifications", item.provider)
    for name in LISTS:
        done.lists[name] = _joined(given, name)
    done.credits.extend(_credits(given))
    return done


def _in_order(given: Sequence[SourceFacts], order: tuple[Provider, ...]) -> list[SourceFacts]:
    return sorted((item for item in given if item.provider in order), key=lambda item: order.index(item.provider))


def _joined(given: Sequence[SourceFacts], name: str) -> list[tuple[Any, Provider]]:
    found: list[tuple[Any, Provider]] = []
    for item in given:
        known = [value for value, _provider in found]
        found += [(value, item.provider) for value in item.facts.get(name, ()) if value not in known]
    return found


def _credits(given: Sequence[SourceFacts]) -> list[tuple[Mapping[str, Any], Provider]]:
    """All credits, the most believed source's people first in each role."""
    return [(credit, item.provider) for item in given for credit in item.facts.get("credits", ())]
