"""What featuring a title did: what members did with it since, beside as long a time before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from adminpanel.models import FeaturedSlot
from ratings.models import Rating, SavedTitle

LONGEST = timedelta(days=30)  # what happens later has other reasons


@dataclass(frozen=True, slots=True)
class Effect:
    """`lasting` is the time compared; each pair is (since the slot went live, in as long a time before)."""

    lasting: timedelta
    ratings: tuple[int, int]
    saved: tuple[int, int]


def effect_of(slot: FeaturedSlot, *, now: datetime | None = None) -> Effect | None:
    """The slot's effect until now or its end, of at most 30 days; None before it went live. Two queries."""
    now = now or timezone.now()
    until = min(now, slot.ends_at or now, slot.starts_at + LONGEST)
    if until <= slot.starts_at:
        return None
    lasting = until - slot.starts_at
    return Effect(
        lasting,
        ratings=_twice(Rating.objects.filter(title=slot.title_id), slot.starts_at, lasting),
        saved=_twice(SavedTitle.objects.filter(title=slot.title_id), slot.starts_at, lasting),
    )


def _twice(rows: QuerySet[Rating] | QuerySet[SavedTitle], start: datetime, lasting: timedelta) -> tuple[int, int]:
    found = rows.aggregate(
        since=Count("pk", filter=Q(created_at__gte=start, created_at__lt=start + lasting)),
        before=Count("pk", filter=Q(created_at__gte=start - lasting, created_at__lt=start)),
    )
    return found["since"], found["before"]
