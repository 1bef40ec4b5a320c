"""What was looked for in vain."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Sum
from django.utils import timezone

from catalog.models import MissedSearch


@dataclass(frozen=True, slots=True)
class Missed:
    """A query, how often it was asked, and when last."""

    query: str
    times: int
    last_on: date


def missed_searches(days: int, limit: int) -> list[Missed]:
    """The most wanted of the last `days`, spelled as it was last."""
    since = timezone.now().date() - timedelta(days=days - 1)
    rows = MissedSearch.objects.filter(day__gte=since).order_by().values("query_key")
    top = rows.annotate(asked=Sum("times"), last=Max("day"), spelled=Max("query")).order_by("-asked", "query_key")
    return [Missed(row["spelled"], row["asked"], row["last"]) for row in top[:limit]]


def missed_by_script(days: int) -> Counter[str]:
    """How often something was missed, by the script of its first letter: te, ta, kn, hi (Devanagari) or other."""
    since = timezone.now().date() - timedelta(days=days - 1)
    found: Counter[str] = Counter()
    for query, times in MissedSearch.objects.filter(day__gte=since).order_by().values_list("query", "times"):
        found[_script_of(query)] += times
    return found


_BLOCKS = (("hi", 0x0900, 0x097F), ("ta", 0x0B80, 0x0BFF), ("te", 0x0C00, 0x0C7F), ("kn", 0x0C80, 0x0CFF))


def _script_of(text: str) -> str:
    for char in text:
        for code, low, high in _BLOCKS:
            if low <= ord(char) <= high:
                return code
    return "other"
