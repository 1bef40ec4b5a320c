"""Pictures, videos, offers and others' ratings as rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from catalog.dedup.fields import LONGEST_URL
from catalog.dedup.precedence import Resolved
from catalog.enums import Provider, Source, TitleKind, VideoKind
from catalog.models import ExternalRating, Image, Offer, Title, Trailer
from catalog.services.ingest.rows import Rows
from catalog.services.platforms import ensure_platforms


def image_rows(title: Title, state: Resolved) -> Rows:
    """Pictures, in the order of their sources."""
    rows = Rows(Image, ("kind", "url"), ("language", "width", "height", "source", "position", "fetched_at"))
    positions: dict[str, int] = {}
    for item, provider in state.lists["images"]:
        if len(item["url"]) > LONGEST_URL:
            continue
        positions[item["kind"]] = positions.get(item["kind"], -1) + 1
        rows.put(
            Image(
                title_id=title.pk,
                kind=item["kind"],
                url=item["url"],
                language=item.get("language", ""),
                width=item.get("width"),
                height=item.get("height"),
                source=_image_source(provider, title.kind),
                position=positions[item["kind"]],
                fetched_at=timezone.now(),
            )
        )
    return rows


def _image_source(provider: Provider, kind: str) -> Source:
    if provider == Provider.TMDB:
        return Source.TMDB_TV if kind == TitleKind.TV else Source.TMDB_MOVIE
    return {Provider.JIKAN: Source.MAL, Provider.OMDB: Source.IMDB}.get(provider, Source.DEMO)


def video_rows(title: Title, state: Resolved) -> Rows:
    """Trailers and whole films."""
    columns = ("name", "language", "is_official", "kind", "seconds", "provider", "published_at", "fetched_at")
    rows = Rows(Trailer, ("site", "key"), columns)
    for item, provider in state.lists["videos"]:
        rows.put(
            Trailer(
                title_id=title.pk,
                site=item.get("site", "youtube")[:20],
                key=item["key"][:60],
                name=item.get("name", "")[:200],
                language=item.get("language", ""),
                is_official=item.get("is_official", False),
                kind=item.get("kind", VideoKind.TRAILER),
                seconds=item.get("seconds"),
                provider=provider,
                published_at=_moment(item.get("published_at")),
                fetched_at=timezone.now(),
            )
        )
    return rows


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def rating_rows(title: Title, state: Resolved) -> Rows:
    """What other publics think; of one public the source believed most is heard."""
    rows = Rows(ExternalRating, ("source",), ("value", "scale", "votes", "provider", "fetched_at"))
    for item, provider in state.lists["ratings"]:
        rows.put(
            ExternalRating(
                title_id=title.pk,
                source=item["source"],
                value=item.get("value", 0.0),
                scale=item.get("scale", 10),
                votes=item.get("votes"),
                provider=provider,
                fetched_at=timezone.now(),
            )
        )
    return rows


def offer_rows(states: Iterable[Resolved]) -> Callable[[Title, Resolved], Rows]:
    """Makes offers of a title, for the countries of OFFER_COUNTRIES, with the platforms of all states at hand."""
    countries = frozenset(settings.OFFER_COUNTRIES)
    platforms = ensure_platforms(
        names={
            item["platform"] for state in states for item, _ in state.lists["offers"] if item["country"] in countries
        }
    )

    def rows_of(title: Title, state: Resolved) -> Rows:
        rows = Rows(Offer, ("platform_id", "country", "kind"), ("url", "provider", "checked_at"))
        for item, provider in state.lists["offers"]:
            if item["country"] in countries and item["platform"] in platforms:
                rows.put(_offer(title, item, provider, platforms[item["platform"]]))
        return rows

    return rows_of


def _offer(title: Title, item: dict[str, Any], provider: Provider, platform_id: int) -> Offer:
    url = item.get("url", "")
    return Offer(
        title_id=title.pk,
        platform_id=platform_id,
        country=item["country"],
        kind=item["kind"],
        url=url if len(url) <= LONGEST_URL else "",
        provider=provider,
        checked_at=timezone.now(),
    )
