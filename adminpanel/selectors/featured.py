"""Which featured titles somebody sees. The slots are kept in the process; choosing among them is cheap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import caches
from django.db.models import Q
from django.utils import timezone

from adminpanel.enums import Audience
from adminpanel.models import FeaturedSlot
from catalog.selectors.extensions import Featured, Viewpoint
from moviesite.common.versions import current_version

KEPT = 60  # seconds
AHEAD = timedelta(days=60)  # a preview looks no further
MOST = 200
NEW_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Slot:
    """What decides who sees a slot, and what they see."""

    title_id: int
    placement: str
    headline: str
    blurb: str
    starts_at: datetime
    ends_at: datetime | None
    audience: str
    languages: tuple[str, ...]
    regions: tuple[str, ...]


def featured_for(place: str, viewpoint: Viewpoint) -> list[Featured]:
    """The slots of a place that are live at the viewpoint's moment and meant for who looks from there."""
    chosen = (slot for slot in _slots() if slot.placement == place and is_for(slot, viewpoint))
    return [Featured(slot.title_id, slot.headline, slot.blurb) for slot in chosen]


def is_for(slot: Slot, viewpoint: Viewpoint) -> bool:
    """Whether somebody sees a slot. A slot without languages or regions is for all of them."""
    if slot.starts_at > viewpoint.at or (slot.ends_at is not None and slot.ends_at <= viewpoint.at):
        return False
    if slot.regions and viewpoint.region not in slot.regions:
        return False
    if slot.languages and not set(slot.languages) & set(viewpoint.languages):
        return False
    return _is_among(slot.audience, viewpoint)


def _is_among(audience: str, viewpoint: Viewpoint) -> bool:
    joined = viewpoint.joined_at
    if audience == Audience.EVERYBODY:
        return True
    if audience == Audience.VISITORS or joined is None:
        return audience == Audience.VISITORS and joined is None
    is_new = viewpoint.at - joined < NEW_FOR
    return is_new if audience == Audience.NEW else not is_new


def _slots() -> list[Slot]:
    key = f"featured:{current_version('featured')}"
    kept = caches["local"].get(key)
    if kept is None:
        now = timezone.now()
        rows = FeaturedSlot.objects.filter(
            Q(ends_at=None) | Q(ends_at__gt=now), is_active=True, starts_at__lte=now + AHEAD
        )
        kept = [
            Slot(
                title_id=row.title_id,
                placement=row.placement,
                headline=row.headline,
                blurb=row.blurb,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                audience=row.audience,
                languages=tuple(row.languages),
                regions=tuple(row.regions),
            )
            for row in rows.order_by("position", "-starts_at", "-pk")[:MOST]
        ]
        caches["local"].set(key, kept, KEPT)
    return list(kept)
