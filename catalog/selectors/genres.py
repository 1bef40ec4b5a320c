"""Genres and how many titles have them."""

from __future__ import annotations

from typing import Any

from catalog.models import Genre
from catalog.selectors.cards import genre_tags
from catalog.selectors.discovery import facets_of


def known_genre(slug: str) -> bool:
    """Whether a genre has this slug."""
    return any(tag.slug == slug for tag in genre_tags().values())


def genre_choices() -> list[tuple[str, str]]:
    """(slug, name) of all genres by name."""
    return sorted(((tag.slug, tag.name) for tag in genre_tags().values()), key=lambda choice: (choice[1], choice[0]))


def genre_names() -> dict[str, str]:
    """What the reader's language calls each genre, by its slug."""
    return {tag.slug: tag.name for tag in genre_tags().values()}


def genres_with_counts() -> list[dict[str, Any]]:
    """All genres by name, with their names by language and the number of their published titles."""
    counts = dict(facets_of()["genre"])
    rows = Genre.objects.order_by("name", "id").values("slug", "name", "names")
    return [{**row, "titles": counts.get(row["slug"], 0)} for row in rows]
