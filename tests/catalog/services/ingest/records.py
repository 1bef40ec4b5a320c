"""Records as sources would send them."""

from __future__ import annotations

from typing import Any

from catalog.enums import CreditRole, ImageKind, OfferKind, RatingSource, Source
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

POSTER = "https://image.example/eega.jpg"


def demo(**changes: Any) -> TitleRecord:
    """What the demo catalog says of Eega."""
    values: dict[str, Any] = {
        "external_ids": (ExternalIdRecord(Source.DEMO, "eega"), ExternalIdRecord(Source.IMDB, "tt2258337")),
        "title": "Eega",
        "original_title": "ఈగ",
        "language": "te",
        "year": 2012,
        "genres": ("fantasy",),
        "credits": (CreditRecord("S. S. Rajamouli", CreditRole.DIRECTOR), CreditRecord("Nani", CreditRole.ACTOR)),
    }
    return TitleRecord(**values | changes)


def tmdb(**changes: Any) -> TitleRecord:
    """What TMDB says of it."""
    values: dict[str, Any] = {
        "external_ids": (ExternalIdRecord(Source.TMDB_MOVIE, "1001"), ExternalIdRecord(Source.IMDB, "tt2258337")),
        "title": "The Fly",
        "year": 2013,
        "runtime": 134,
        "overview": "A fly takes revenge.",
        "genres": ("fantasy", "action"),
        "countries": ("IN",),
        "names": (NameRecord("Makkhi", "hi"),),
        "credits": (
            CreditRecord("SS Rajamouli", CreditRole.DIRECTOR, tmdb_id=7),
            CreditRecord("Samantha", CreditRole.ACTOR, 0, "Bindu", tmdb_id=8),
            CreditRecord("Nani", CreditRole.ACTOR, 1, "Nani the fly", tmdb_id=9),
        ),
        "images": (ImageRecord(ImageKind.POSTER, POSTER, width=500, height=750),),
        "videos": (VideoRecord("abc-123", "Trailer", is_official=True),),
        "offers": (
            OfferRecord("Amazon Prime Video", "IN", OfferKind.STREAM, "https://watch.example/eega"),
            OfferRecord("Amazon Prime Video with Ads", "IN", OfferKind.ADS),
            OfferRecord("Netflix", "XK", OfferKind.STREAM),
        ),
        "ratings": (ExternalRatingRecord(RatingSource.TMDB, 7.4, votes=321),),
    }
    return TitleRecord(**values | changes)
