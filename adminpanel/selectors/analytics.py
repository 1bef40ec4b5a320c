"""Figures by day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adminpanel.models import DailyFigure

SERIES = (
    "members",
    "registrations",
    "ratings",
    "votes",
    "reviews",
    "diary",
    "lists",
    "imports",
    "titles",
    "missed_searches",
)


@dataclass(frozen=True, slots=True)
class Series:
    """A figure by day; None where nobody counted."""

    name: str
    total: float
    values: list[float | None]


def daily_series(days: Sequence[date], names: Sequence[str]) -> list[Series]:
    """One for each name, in the order of the names; one query for all."""
    rows = DailyFigure.objects.filter(day__gte=days[0], day__lte=days[-1], name__in=names)
    found = {(name, day): value for name, day, value in rows.values_list("name", "day", "value")}
    made = []
    for name in names:
        values = [found.get((name, day)) for day in days]
        made.append(Series(name, sum(value or 0 for value in values), values))
    return made
