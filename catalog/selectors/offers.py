"""Where titles can be watched, by country."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from catalog.enums import OfferKind, Provider
from catalog.models import Offer, Platform
from catalog.search.filters import FREE_KINDS
from moviesite.common.versions import current_version

#: From what costs nothing to what costs most.
KINDS: tuple[OfferKind, ...] = (OfferKind.FREE, OfferKind.ADS, OfferKind.STREAM, OfferKind.RENT, OfferKind.BUY)

#: What whoever has a service pays nothing more for.
INCLUDED: tuple[OfferKind, ...] = (OfferKind.STREAM, OfferKind.FREE, OfferKind.ADS)
KEPT = 300  # seconds for which what a platform shows is not read anew


@dataclass(frozen=True, slots=True)
class OfferView:
    """One way to watch. `url` is the link the source gave, or the platform's front door; `is_live` marks television."""

    kind: str
    platform: str
    platform_slug: str
    url: str
    is_live: bool
    provider: str
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Availability:
    """The ways to watch a title in a country, the free ones first; `countries` are those where there is any."""

    country: str
    offers: tuple[OfferView, ...]
    countries: tuple[str, ...]

    @property
    def checked_at(self) -> datetime | None:
        """When the oldest of the offers was last checked."""
        return min((offer.checked_at for offer in self.offers), default=None)

    @property
    def is_stale(self) -> bool:
        """Whether an offer was not checked for longer than it is trusted."""
        limit = timezone.now() - timedelta(seconds=settings.SOFT_TTL)
        return any(offer.checked_at < limit for offer in self.offers)

    @property
    def by_kind(self) -> list[tuple[OfferKind, list[OfferView]]]:
        """The offers of each kind there is, in order."""
        groups = [(kind, [offer for offer in self.offers if offer.kind == kind]) for kind in KINDS]
        return [(kind, offers) for kind, offers in groups if offers]

    @property
    def is_from_justwatch(self) -> bool:
        """Whether JustWatch has to be named: TMDB's offers are theirs."""
        return any(offer.provider == Provider.TMDB for offer in self.offers)


def availability(title_id: int, country: str) -> Availability:
    """Where a title can be watched in a country."""
    rows = Offer.objects.filter(title_id=title_id).order_by("platform__position", "platform__name", "id")
    found = rows.values_list(
        "country", "kind", "platform__name", "platform__slug", "url", "platform__url", "platform__is_live", "provider",
        "checked_at",
    )  # fmt: skip
    offers, countries = [], set()
    for code, kind, name, slug, url, door, is_live, provider, checked_at in found:
        countries.add(code)
        if code == country:
            offers.append(OfferView(kind, name, slug, url or door, is_live, provider, checked_at))
    offers.sort(key=lambda offer: KINDS.index(OfferKind(offer.kind)))
    return Availability(country, tuple(offers), tuple(sorted(countries)))


def free_links(title_ids: Sequence[int], country: str) -> dict[int, list[dict[str, Any]]]:
    """The free ways to watch some titles, by title id."""
    rows = Offer.objects.filter(title_id__in=title_ids, country=country, kind__in=FREE_KINDS)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows.select_related("platform").order_by("platform__position", "platform__name", "id"):
        found.setdefault(row.title_id, []).append(
            {"platform": row.platform.name, "kind": row.kind, "url": row.url or row.platform.url}
        )
    return found


def free_countries() -> list[str]:
    """Countries in which anything is free."""
    rows = Offer.objects.filter(kind__in=FREE_KINDS).order_by("country").values_list("country", flat=True)
    return list(rows.distinct())


def platform_choices(country: str = "") -> list[tuple[str, str]]:
    """(slug, name) of platforms with offers in a country that cost nothing more, or of all platforms for ""."""
    key = f"catalog:platforms:{current_version('catalog')}:{country}"
    kept = cache.get(key)
    if kept is None:
        rows = Platform.objects.order_by("position", "name", "id")
        if country:
            rows = rows.filter(pk__in=Offer.objects.filter(country=country, kind__in=INCLUDED).values("platform_id"))
        kept = [list(row) for row in rows.values_list("slug", "name")]
        cache.set(key, kept, KEPT)
    return [(slug, name) for slug, name in kept]


def titles_on(platforms: Collection[str], country: str) -> frozenset[int]:
    """Ids of titles that can be watched on these platforms (slugs) in a country, and cost nothing more there."""
    names = sorted(set(platforms))
    if not names:
        return frozenset()
    digest = hashlib.sha256("\n".join(names).encode()).hexdigest()[:32]
    key = f"catalog:titles-on:{current_version('catalog')}:{country}:{digest}"
    kept = cache.get(key)
    if kept is None:
        rows = Offer.objects.filter(platform__slug__in=names, country=country, kind__in=INCLUDED).order_by()
        kept = list(rows.values_list("title_id", flat=True).distinct())
        cache.set(key, kept, KEPT)
    return frozenset(kept)


def platforms_showing(title_ids: Collection[int], country: str, *, preferred: Collection[str] = ()) -> dict[int, str]:
    """For each title that costs nothing more somewhere in a country the name of one such platform, by title id.

    One of the `preferred` (slugs) before all others, then one that is free.
    """
    rows = Offer.objects.filter(title_id__in=title_ids, country=country, kind__in=INCLUDED)
    rows = rows.order_by("platform__position", "platform__name", "id")
    best: dict[int, tuple[bool, bool]] = {}
    names: dict[int, str] = {}
    for title_id, slug, name, kind in rows.values_list("title_id", "platform__slug", "platform__name", "kind"):
        rank = (slug in preferred, kind in FREE_KINDS)
        if title_id not in best or rank > best[title_id]:
            best[title_id], names[title_id] = rank, name
    return names
