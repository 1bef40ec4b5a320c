"""The inks, and which genres they suit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Palette:
    """Four inks as `#rrggbb`. `text` reads on `ground` at 4.5:1 or better; `major` and `minor` are for shapes only."""

    ground: str
    text: str
    major: str
    minor: str
    moods: str


PALETTES = {
    "paper": Palette("#f1e6d3", "#1b1a1f", "#d5412c", "#1f3f6e", "war crime history drama plain"),
    "krakow": Palette("#ecdfc6", "#1d2b2a", "#1f6f64", "#e29a2b", "history drama play plain"),
    "apricot": Palette("#f6d8bd", "#3a1624", "#e2573d", "#7a2440", "love play drama"),
    "seaglass": Palette("#d3e1da", "#12303a", "#1e6a78", "#ef7d57", "love plain play drama"),
    "lilac": Palette("#d9d0ea", "#271a45", "#5b3ba0", "#f2a541", "play love future"),
    "marigold": Palette("#f2b544", "#231607", "#c63a22", "#fbeed2", "play epic plain"),
    "vermilion": Palette("#c4361f", "#fdf0dc", "#1f1416", "#f3b64b", "war epic crime fear"),
    "cobalt": Palette("#2346a0", "#f6ecd8", "#ee5d3c", "#f4c95d", "future play plain crime"),
    "bottle": Palette("#14594f", "#f5ecd8", "#f0b23e", "#f3d9b4", "history drama epic love"),
    "rose": Palette("#eba7a0", "#3b0f22", "#b3203d", "#fbe9d5", "love play drama"),
    "tangerine": Palette("#ee7c3b", "#26110a", "#fbe6c4", "#7c1d2b", "play epic war"),
    "sky": Palette("#93c3d3", "#0f2a3d", "#f6f0e0", "#d9482f", "play plain love"),
    "midnight": Palette("#151d3b", "#efe6d4", "#e8c35a", "#4f74d6", "future fear drama love"),
    "oxblood": Palette("#43111a", "#f6dfc9", "#dd4631", "#f0a860", "fear epic crime war"),
    "forest": Palette("#12302a", "#ece5cc", "#6aa66f", "#e9b54a", "fear history drama plain"),
    "noir": Palette("#1c1c21", "#f1ece2", "#e5484d", "#a9adb5", "crime fear war"),
    "aubergine": Palette("#32193f", "#f6e5e6", "#dc5f8c", "#f0b65a", "love fear epic"),
    "petrol": Palette("#0e3540", "#f3ead6", "#ec7344", "#5ab8aa", "future crime drama plain"),
}

_GENRES_BY_MOOD = {
    "fear": "horror|mystery|supernatural",
    "crime": "thriller|crime",
    "love": "romance|music|musical",
    "future": "science-fiction|sci-fi|mecha",
    "war": "war|action|western|superhero",
    "drama": "drama",
    "epic": "history|historical|mythological|mythology|fantasy|adventure",
    "play": "comedy|family|animation|anime|kids",
    "plain": "documentary|biography|sport",
}
MOODS = {genre: mood for mood, genres in _GENRES_BY_MOOD.items() for genre in genres.split("|")}
DEFAULT_MOOD = "drama"
QUIET_MOODS = ("love", "drama", "plain")
"""Moods whose smaller titles are set in a lighter weight."""


def moods_of(genres: Sequence[str]) -> list[str]:
    """The moods of genre slugs or names, in the order given; never empty."""
    slugs = ("-".join(genre.lower().split()) for genre in genres)
    return [MOODS[slug] for slug in slugs if slug in MOODS] or [DEFAULT_MOOD]
