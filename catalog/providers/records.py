"""What every source of titles delivers: plain records, free of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from catalog.enums import CreditRole, ImageKind, NameKind, OfferKind, RatingSource, Source, TitleKind, VideoKind


@dataclass(frozen=True, slots=True)
class NameRecord:
    """A further name; `language` is an ISO 639-1 code or "" where unknown."""

    name: str
    language: str = ""
    kind: NameKind = NameKind.OFFICIAL


@dataclass(frozen=True, slots=True)
class CreditRecord:
    """A person's part; `position` orders people of one role. The ids are the person's, where the source knows them."""

    name: str
    role: CreditRole
    position: int = 0
    character: str = ""
    tmdb_id: int | None = None
    imdb_id: str = ""


@dataclass(frozen=True, slots=True)
class ExternalIdRecord:
    """The title's id elsewhere."""

    source: Source
    value: str


@dataclass(frozen=True, slots=True)
class ImageRecord:
    """A picture at its own address."""

    kind: ImageKind
    url: str
    language: str = ""
    width: int | None = None
    height: int | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class VideoRecord:
    """A video by its site's key; `seconds` is its length."""

    key: str
    name: str = ""
    site: str = "youtube"
    kind: VideoKind = VideoKind.TRAILER
    language: str = ""
    is_official: bool = False
    seconds: int | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OfferRecord:
    """A platform, by the name the source has for it, that shows the title in a country (ISO 3166-1 alpha-2)."""

    platform: str
    country: str
    kind: OfferKind
    url: str = ""


@dataclass(frozen=True, slots=True)
class ExternalRatingRecord:
    """What another site's public thinks: `value` out of `scale`."""

    source: RatingSource
    value: float
    scale: int = 10
    votes: int | None = None


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
    images: tuple[ImageRecord, ...] = ()
    videos: tuple[VideoRecord, ...] = ()
    offers: tuple[OfferRecord, ...] = ()
    ratings: tuple[ExternalRatingRecord, ...] = ()
