"""Made-up films and series: the same number is always the same title, at every stand-in."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

SYLLABLES = ("va", "ra", "mi", "ka", "lo", "te", "su", "na", "pri", "dha", "bel", "tor", "ish", "an", "gu", "zen")
LANGUAGES = ("te", "hi", "ta", "kn", "en", "ja")
SCRIPTS = {"te": "చిత్రం", "hi": "चित्र", "ta": "படம்", "kn": "ಚಿತ್ರ", "ja": "映画"}
GENRES = {18: "Drama", 28: "Action", 35: "Comedy", 53: "Thriller", 10749: "Romance", 878: "Science Fiction"}
COUNTRIES = {"en": "US", "ja": "JP"}


@dataclass(frozen=True)
class FakeTitle:
    """One title, as every stand-in describes it in its own words."""

    number: int
    name: str
    original: str
    language: str
    released: date
    runtime: int
    genres: tuple[int, ...]
    cast: tuple[str, ...]
    director: str
    rating: float
    votes: int

    @property
    def imdb_id(self) -> str:
        """Its id at IMDb."""
        return f"tt{self.number:07d}"

    @property
    def video_key(self) -> str:
        """The key of its trailer at YouTube."""
        return f"tr{self.number:09d}"

    @property
    def country(self) -> str:
        """Where it was made."""
        return COUNTRIES.get(self.language, "IN")


def make_title(number: int) -> FakeTitle:
    """The title of this number."""
    chance = random.Random(number)
    word = "".join(chance.choice(SYLLABLES) for _ in range(3)).capitalize()
    language = chance.choice(LANGUAGES)
    genres = tuple(chance.sample(sorted(GENRES), 2))
    return FakeTitle(
        number=number,
        name=f"{word} {number}",
        original=f"{SCRIPTS[language]} {number}" if language in SCRIPTS else f"{word} {number}",
        language=language,
        released=date(1970, 1, 1) + timedelta(days=chance.randrange(19_000)),
        runtime=chance.randrange(80, 190),
        genres=(16, *genres) if language == "ja" else genres,
        cast=tuple(f"Actor {chance.randrange(5000)}" for _ in range(5)),
        director=f"Director {chance.randrange(500)}",
        rating=round(chance.uniform(3, 9), 1),
        votes=chance.randrange(1, 90_000),
    )
