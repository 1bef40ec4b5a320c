"""Joined facts as values of a title's fields."""

from __future__ import annotations

from datetime import date
from typing import Any

from catalog.dedup.precedence import Resolved
from catalog.enums import CreditRole, ImageKind

FIRST_YEAR, LAST_YEAR = 1870, 2100
LONGEST_URL = 300
MOST_MINUTES = 6000  # longer than the longest film shown in one piece; more is a slip of the keyboard


def row_values(state: Resolved) -> dict[str, Any]:
    """The joined facts as values of the row's fields; what is out of range is not said."""
    values = dict(state.values)
    for name in ("title", "original_title"):
        if values.get(name):
            values[name] = values[name][:255]
    if values.get("title"):
        values["original_title"] = values.get("original_title") or values["title"]
    if "release_date" in values:
        values["release_date"] = date.fromisoformat(values["release_date"])
    for name in ("year", "end_year"):
        if not FIRST_YEAR <= (values.get(name) or 0) <= LAST_YEAR:
            values.pop(name, None)
    if values.get("year") and values.get("end_year") and values["end_year"] < values["year"]:
        values.pop("end_year")
    for name in ("runtime", "seasons"):
        if not 0 < (values.get(name) or 0) <= MOST_MINUTES:
            values.pop(name, None)
    makers = [
        credit["name"] for credit, _ in state.credits if credit["role"] in {CreditRole.DIRECTOR, CreditRole.CREATOR}
    ]
    return values | {"director": ", ".join(dict.fromkeys(makers[:2]))[:160], "poster_url": best_poster(state)}


def best_poster(state: Resolved) -> str:
    """The address of the poster for cards; "" without one."""
    posters = [item["url"] for item, _ in state.lists["images"] if item["kind"] == ImageKind.POSTER]
    return next((url for url in posters if len(url) <= LONGEST_URL), "")
