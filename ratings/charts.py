"""Geometry of the diary's pictures. Pure; the templates hold the markup."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

CELL, PITCH, TOP = 11, 14, 18  # units of the view box: a day, from one day to the next, room for the months' names
LEVELS = 3


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the strip: where it stands, how many viewings it had, and how bright it is, 0 to 3."""

    day: date
    x: int
    y: int
    count: int
    level: int


@dataclass(frozen=True, slots=True)
class Month:
    """The name of a month above its first week."""

    first: date
    x: int


@dataclass(frozen=True, slots=True)
class HeatStrip:
    """A year as columns of weeks that begin on Monday."""

    days: tuple[Day, ...]
    months: tuple[Month, ...]
    width: int
    height: int

    @property
    def count(self) -> int:
        """The viewings of the year."""
        return sum(day.count for day in self.days)


def heat_strip(counts: Mapping[date, int], year: int) -> HeatStrip:
    """The strip of a year from its viewings by day."""
    first = date(year, 1, 1)
    days: list[Day] = []
    months: list[Month] = []
    for number in range((date(year, 12, 31) - first).days + 1):
        day = first + timedelta(days=number)
        week, weekday = divmod(number + first.weekday(), 7)
        count = counts.get(day, 0)
        days.append(Day(day, week * PITCH, TOP + weekday * PITCH, count, min(count, LEVELS)))
        if day.day == 1:
            months.append(Month(day, (week + (weekday > 0)) * PITCH))  # above the first whole week
    return HeatStrip(tuple(days), tuple(months), days[-1].x + CELL, TOP + 6 * PITCH + CELL)
