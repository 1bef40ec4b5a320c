"""Other catalogs' words for genres, in the site's own (catalog.demo.genres)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from catalog.providers.reading import slug

#: By slug; the words of TMDB, OMDb and MyAnimeList do not contradict each other.
_BY_NAME: Final[dict[str, tuple[str, ...]]] = {
    "action": ("action",),
    "action-adventure": ("action", "adventure"),
    "adventure": ("adventure",),
    "animation": ("animation",),
    "biography": ("biography",),
    "comedy": ("comedy",),
    "combat-sports": ("sport",),
    "crime": ("crime",),
    "detective": ("mystery",),
    "documentary": ("documentary",),
    "drama": ("drama",),
    "family": ("family",),
    "fantasy": ("fantasy",),
    "film-noir": ("crime",),
    "gag-humor": ("comedy",),
    "historical": ("history",),
    "history": ("history",),
    "horror": ("horror",),
    "isekai": ("fantasy",),
    "kids": ("family",),
    "martial-arts": ("action",),
    "mecha": ("science-fiction",),
    "military": ("war",),
    "music": ("music",),
    "musical": ("musical",),
    "mystery": ("mystery",),
    "mythology": ("mythology",),
    "organized-crime": ("crime",),
    "parody": ("comedy",),
    "racing": ("sport",),
    "romance": ("romance",),
    "samurai": ("action", "history"),
    "sci-fi": ("science-fiction",),
    "sci-fi-fantasy": ("science-fiction", "fantasy"),
    "science-fiction": ("science-fiction",),
    "soap": ("drama",),
    "sport": ("sport",),
    "sports": ("sport",),
    "supernatural": ("fantasy",),
    "suspense": ("thriller",),
    "team-sports": ("sport",),
    "thriller": ("thriller",),
    "war": ("war",),
    "war-politics": ("war",),
    "western": ("western",),
}
#: Genres that TMDB knows as keywords only.
_BY_KEYWORD: Final[dict[str, str]] = {
    "biography": "biography",
    "hindu-mythology": "mythology",
    "indian-mythology": "mythology",
    "musical": "musical",
    "mythology": "mythology",
    "sports": "sport",
    "superhero": "superhero",
}
#: TMDB's numbers, which stand alone in its lists.
_BY_TMDB_ID: Final[dict[int, str]] = {
    12: "adventure",
    14: "fantasy",
    16: "animation",
    18: "drama",
    27: "horror",
    28: "action",
    35: "comedy",
    36: "history",
    37: "western",
    53: "thriller",
    80: "crime",
    99: "documentary",
    878: "science-fiction",
    9648: "mystery",
    10402: "music",
    10749: "romance",
    10751: "family",
    10752: "war",
    10759: "action-adventure",
    10762: "kids",
    10765: "sci-fi-fantasy",
    10766: "soap",
    10768: "war-politics",
}


def by_names(names: Iterable[str]) -> tuple[str, ...]:
    """Slugs of the genres with these names; words that name no genre of ours are left out."""
    return tuple(dict.fromkeys(found for name in names for found in _BY_NAME.get(slug(name), ())))


def by_tmdb_ids(numbers: Iterable[int]) -> tuple[str, ...]:
    """Slugs of the genres that TMDB numbers so."""
    return by_names(_BY_TMDB_ID.get(number, "") for number in numbers)


def by_keywords(slugs: Iterable[str]) -> tuple[str, ...]:
    """Slugs of the genres that these keywords stand for."""
    return tuple(dict.fromkeys(_BY_KEYWORD[word] for word in slugs if word in _BY_KEYWORD))
