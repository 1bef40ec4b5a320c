"""Facts about titles as arrays: what filters and diversification look at.

A filter does what the member asked for and may look at everything that is shown. What is compared and weighed (genres,
decade, the language in `vectors`) is only what models may learn from: see catalog.selectors.own_facts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from catalog.enums import TitleKind, TitleStatus
from catalog.models import Title
from catalog.selectors.own_facts import borrowed_facts
from recommender.dataset import BoolArray, FloatArray, IdMap, IntArray
from recommender.enrichment.moods import NAMES as MOOD_NAMES
from recommender.enrichment.moods import combine_moods, genre_mood
from recommender.models import TitleAnalysis
from recommender.rerank.moods import suitability

DECADES = 12  # 1910s and before to 2020s
LANGUAGE_WEIGHT, DECADE_WEIGHT = 0.8, 0.4


@dataclass(frozen=True, eq=False)
class TitleFeatures:
    """Columns aligned with an IdMap of titles.

    published, adult: bool[n]; language: int64[n], a position in `languages`; runtime: int64[n] minutes, -1 unknown;
    own_language: the same as `language`, -1 where it may not be learned from; decade: int64[n], 0 to 11, -1 likewise;
    genres: float32[n, g] of zeros and ones, by position in `genre_slugs`, those to learn from;
    shown_genres: bool[n, g], all that the page shows; series: bool[n];
    moods: float32[n, m], shares by `rerank.moods.MOODS` that sum to 1, zeros where nothing is known.
    """

    items: IdMap
    published: BoolArray
    adult: BoolArray
    language: IntArray
    languages: tuple[str, ...]
    runtime: IntArray
    own_language: IntArray
    decade: IntArray
    genres: FloatArray
    shown_genres: BoolArray
    genre_slugs: tuple[str, ...]
    series: BoolArray
    moods: FloatArray

    def with_genres(self, slugs: frozenset[str]) -> BoolArray:
        """Titles of any of these genres."""
        columns = [place for place, slug in enumerate(self.genre_slugs) if slug in slugs]
        return np.asarray(self.shown_genres[:, columns].any(axis=1), dtype=np.bool_)

    def in_languages(self, codes: frozenset[str]) -> BoolArray:
        """Titles whose original language is one of `codes`."""
        wanted = np.array([code in codes for code in self.languages], dtype=np.bool_)
        return wanted[self.language] if wanted.size else np.zeros(self.language.shape, dtype=np.bool_)

    @cached_property
    def categories(self) -> FloatArray:
        """float32[n, k]: genres in equal parts beside the language, for telling what a list is made of."""
        genres = self.genres / np.maximum(self.genres.sum(axis=1, keepdims=True), 1.0)
        return np.concatenate([genres, _one_hot(self.own_language, len(self.languages))], axis=1).astype(np.float32)

    @cached_property
    def mood_fit(self) -> FloatArray:
        """float32[n, moods] in -2..2: how each title suits each mood."""
        return suitability(self.moods)

    @cached_property
    def vectors(self) -> FloatArray:
        """float32[n, f]: genres, language and decade side by side, for telling how alike two titles are."""
        genres = self.genres / np.maximum(np.linalg.norm(self.genres, axis=1, keepdims=True), 1.0)
        languages = _one_hot(self.own_language, len(self.languages) + 1) * LANGUAGE_WEIGHT
        decades = _one_hot(self.decade, DECADES) * DECADE_WEIGHT
        return np.concatenate([genres, languages, decades], axis=1).astype(np.float32)


def load_features(items: IdMap) -> TitleFeatures:
    """Read the facts of every title in `items`; titles that are gone count as unpublished."""
    n = len(items)
    published, adult = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
    language, runtime = np.zeros(n, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    decade, series = np.zeros(n, dtype=np.int64), np.zeros(n, dtype=np.bool_)
    languages: dict[str, int] = {}
    rows = Title.objects.order_by("pk").values_list("pk", "status", "is_adult", "language", "runtime", "year", "kind")
    for pk, status, is_adult, code, minutes, year, kind in rows.iterator(chunk_size=5000):
        at = int(items.to_dense([pk])[0])
        if at < 0:
            continue
        published[at] = status == TitleStatus.PUBLISHED
        adult[at] = is_adult
        language[at] = languages.setdefault(code, len(languages))
        series[at] = kind == TitleKind.TV
        runtime[at] = -1 if minutes is None else minutes
        decade[at] = min(DECADES - 1, max(0, ((year or 1990) - 1910) // 10))
    genres, slugs = _genres(items)
    shown = genres > 0
    own_language = language.copy()
    for borrowed in borrowed_facts():
        at = int(items.to_dense([borrowed.title_id])[0])
        if at < 0:
            continue
        if "language" in borrowed.fields:
            own_language[at] = -1
        if "year" in borrowed.fields:
            decade[at] = -1
        genres[at, [place for place, slug in enumerate(slugs) if slug in borrowed.genres]] = 0.0
    return TitleFeatures(
        items=items,
        published=published,
        adult=adult,
        language=language,
        languages=tuple(languages),
        runtime=runtime,
        own_language=own_language,
        decade=decade,
        genres=genres,
        shown_genres=shown,
        genre_slugs=slugs,
        series=series,
        moods=load_moods(items, genres > 0, slugs),
    )


def load_moods(items: IdMap, genres: BoolArray, slugs: tuple[str, ...]) -> FloatArray:
    """float32[n, moods]: what is known from genres, keywords and reviews, else what the genres alone say."""
    moods = np.zeros((len(items), len(MOOD_NAMES)), dtype=np.float32)
    for place in np.flatnonzero(genres.any(axis=1)):
        own = [slugs[column] for column in np.flatnonzero(genres[place])]
        moods[place] = list(combine_moods({"genres": genre_mood(own)}).shares.values())
    rows = TitleAnalysis.objects.exclude(computed_at=None).order_by("pk").values_list("pk", "mood__shares")
    for pk, shares in rows.iterator(chunk_size=5000):
        at = int(items.to_dense([pk])[0])
        if at >= 0 and shares:
            moods[at] = [shares.get(name, 0.0) for name in MOOD_NAMES]
    return moods


def _one_hot(positions: IntArray, width: int) -> FloatArray:
    """float32[n, width]: a one at each position, nothing at -1."""
    return np.concatenate([np.eye(width, dtype=np.float32), np.zeros((1, width), dtype=np.float32)])[positions]


def _genres(items: IdMap) -> tuple[FloatArray, tuple[str, ...]]:
    links = Title.genres.through.objects.order_by("title_id", "genre_id").values_list("title_id", "genre__slug")
    pairs = list(links)
    slugs = tuple(sorted({slug for _, slug in pairs}))
    matrix = np.zeros((len(items), len(slugs)), dtype=np.float32)
    if pairs:
        at = items.to_dense([title_id for title_id, _ in pairs])
        column = {slug: position for position, slug in enumerate(slugs)}
        columns = np.asarray([column[slug] for _, slug in pairs])
        matrix[at[at >= 0], columns[at >= 0]] = 1.0
    return matrix, slugs
