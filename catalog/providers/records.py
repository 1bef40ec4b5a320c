"""What every source of titles delivers: plain records, free of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalog.enums import CreditRole, NameKind, Source, TitleKind


@dataclass(frozen=True, slots=True)
class NameRecord:
    """A further name; `language` is an ISO 639-1 code or "" where unknown."""

    name: str
    language: str = ""
    kind: NameKind = NameKind.OFFICIAL


@dataclass(frozen=True, slots=True)
class CreditRecord:
    """A person's part; `position` orders people of one role."""

    name: str
    role: CreditRole
    position: int = 0
    character: str = ""


@dataclass(frozen=True, slots=True)
class ExternalIdRecord:
    """The title's id elsewhere."""

    source: Source
    value: str


@dataclass(frozen=True, slots=True)
class TitleRecord:
    """One title as a source knows it; at least one external id says which title is meant.

    None, "" and () mean that the source does not say; such parts never overwrite what is known.
    """

    external_ids: tuple[ExternalIdRecord, ...]
    title: str
    original_title: str = ""
    kind: TitleKind = TitleKind.MOVIE
    is_anime: bool = False
    language: str = ""
    year: int | None = None
    end_year: int | None = None
    release_date: date | None = None
    runtime: int | None = None
    seasons: int | None = None
    overview: str = ""
    is_adult: bool = False
    spoken_languages: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    genres: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    certifications: tuple[tuple[str, str], ...] = ()
    names: tuple[NameRecord, ...] = ()
    credits: tuple[CreditRecord, ...] = ()
