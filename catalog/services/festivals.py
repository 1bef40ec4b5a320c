"""The calendar of festivals, kept ahead of time."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from catalog.models import Festival, FestivalDate, Genre, Keyword
from catalog.regional.festivals import KNOWN, KnownFestival, festival_dates
from moviesite.common.versions import bump_version

YEARS_AHEAD = 2


@transaction.atomic
def refresh_festivals(*, today: date | None = None) -> int:
    """Add the festivals and dates that are missing, for this year and the next ones; returns how many dates are new.

    What curators changed stays: a festival is written once, and a year in which a curator gave a date gets no other.
    """
    year = (today or timezone.localdate()).year
    years = range(year, year + YEARS_AHEAD + 1)
    added = 0
    for known in KNOWN:
        festival = _ensure(known)
        dates = festival.dates.all()
        mine = {row.starts_on.year for row in dates if row.by_curator}
        there = {row.starts_on: row for row in dates}
        for first, last in festival_dates(known, years):
            if first.year in mine or first in there:
                continue
            # An estimated date that the moon moved is replaced, not doubled.
            festival.dates.filter(starts_on__year=first.year, by_curator=False).delete()
            FestivalDate.objects.create(festival=festival, starts_on=first, ends_on=last)
            added += 1
    if added:
        bump_version("catalog")
    return added


def _ensure(known: KnownFestival) -> Festival:
    festival, new = Festival.objects.get_or_create(
        slug=known.slug,
        defaults={
            "name": known.name,
            "names": dict(known.names),
            "about": known.about,
            "languages": list(known.languages),
            "countries": ["IN"],
            "holiday": known.calendar[0],
        },
    )
    if new or not festival.keywords.exists():  # keywords come with the catalog, which may be filled later
        festival.keywords.add(*Keyword.objects.filter(slug__in=known.keywords))
        festival.genres.add(*Genre.objects.filter(slug__in=known.genres))
    return festival
