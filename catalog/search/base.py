"""What every search engine offers, and the shapes it speaks in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol

from catalog.search.filters import TitleFilters

Facets = dict[str, list[tuple[str, int]]]


class Tier(IntEnum):
    """How well a title fits; lower is better, and popularity decides within a tier."""

    EXACT = 0
    PREFIX = 1
    NAMES = 2
    PEOPLE = 3
    WORDS = 4
    SOUND = 5
    TYPO = 6


@dataclass(frozen=True, slots=True)
class Document:
    """The folded text of one title, see catalog.models.SearchDocument; `vocabulary` is every word of its names."""

    title_id: int
    prefix: str
    names: str
    people: str
    words: str
    sounds: str
    vocabulary: frozenset[str]
    weight: int = 0
    is_open: bool = True
    is_adult: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A title that was found."""

    title_id: int
    tier: Tier


@dataclass(frozen=True, slots=True)
class SearchResult:
    """One page of hits, best first. `tolerant` says that nothing fitted as written and near misses are shown.

    `facets` counts the found titles by dimension and value; empty unless asked for.
    """

    hits: tuple[Hit, ...] = ()
    total: int = 0
    tolerant: bool = False
    facets: Facets = field(default_factory=dict)


class SearchBackend(Protocol):
    """An engine. Query text comes as people type it; folding is the engine's own matter."""

    def index(self, documents: Iterable[Document]) -> None:
        """Add documents or replace those of the same titles."""

    def remove(self, title_ids: Iterable[int]) -> None:
        """Forget titles; ids it does not know are no error."""

    def refresh(self, title_ids: Sequence[int]) -> None:
        """Bring the engine's own structures in line with the stored documents of some titles."""

    def rebuild(self) -> None:
        """Bring the engine's own structures in line with the stored documents."""

    def search(
        self, query: str, filters: TitleFilters, *, offset: int = 0, limit: int = 20, with_facets: bool = False
    ) -> SearchResult:
        """Published titles for `query`."""

    def suggest(self, prefix: str, *, limit: int = 8) -> list[int]:
        """Ids of published titles with a name that begins like `prefix`, best first."""
