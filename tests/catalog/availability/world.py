"""Titles with offers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from catalog.enums import OfferKind, Provider
from catalog.models import Offer, Platform, Title


def make_offer(
    title: Title, platform: str = "YouTube", country: str = "IN", kind: OfferKind = OfferKind.FREE, **fields: Any
) -> Offer:
    """An offer; the platform is made if it is missing."""
    slug = platform.lower().replace(" ", "-")
    row, _new = Platform.objects.get_or_create(slug=slug, defaults={"name": platform, "url": f"https://{slug}.example"})
    values: dict[str, Any] = {"provider": Provider.TMDB, "checked_at": datetime.now().astimezone()}
    return Offer.objects.create(title=title, platform=row, country=country, kind=kind, **values | fields)
