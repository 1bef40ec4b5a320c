"""Facts about titles as arrays: what filters and diversification look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from catalog.enums import TitleStatus
from catalog.models import Title
from recommender.dataset import BoolArray, FloatArray, IdMap, IntArray

DECADES = 12  # 1910s and before to 2020s
LANGUAGE_WEIGHT, DECADE_WEIGHT = 0.8, 0.4


@dataclass(frozen=True, eq=False)
class TitleFeatures:
    """Columns aligned with an IdMap of titles.

    published, adult: bool[n]; language: int64[n], a position in `languages`; runtime: int64[n] minutes, -1 unknown;
    genres: float32[n, g] of zeros and ones, by position in `genre_slugs`; decade: int64[n], 0 to 11.
    """

    items: IdMap
    published: BoolArray
    adult: BoolArray
    language: IntArray
    languages: tuple[str, ...]
    runtime: IntArray
    decade: IntArray
    genres: FloatArray
    genre_slugs: tuple[str, ...]

    def in_languages(self, codes: frozenset[str]) -> BoolArray:
        """Titles whose original language is one of `codes`."""
        wanted = [position for position, code in enumerate(self.languages) if code in codes]
        return np.isin(self.language, wanted)

    @cached_property
    def vectors(self) -> FloatArray:
        """float32[n, f]: genres, language and decade side by side, for telling how alike two titles are."""
        genres = self.genres / np.maximum(np.linalg.norm(self.genres, axis=1, keepdims=True), 1.0)
        languages = np.eye(len(self.languages) + 1, dtype=np.float32)[self.language] * LANGUAGE_WEIGHT
        decades = np.eye(DECADES, dtype=np.float32)[self.decade] * DECADE_WEIGHT
        return np.concatenate([genres, languages, decades], axis=1).astype(np.float32)


def load_features(items: IdMap) -> TitleFeatures:
    """Read the facts of every title in `items`; titles that are gone count as unpublished."""
    n = len(items)
    published, adult = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.bool_)
    language, runtime = np.zeros(n, dtype=np.int64), np.full(n, -1, dtype=np.int64)
    decade = np.zeros(n, dtype=np.int64)
    languages: dict[str, int] = {}
    rows = Title.objects.order_by("pk").values_list("pk", "status", "is_adult", "language", "runtime", "year")
    for pk, status, is_adult, code, minutes, year in rows.iterator(chunk_size=5000):
        at = int(items.to_dense([pk])[0])
        if at < 0:
            continue
        published[at] = status == TitleStatus.PUBLISHED
        adult[at] = is_adult
        language[at] = languages.setdefault(code, len(languages))
        runtime[at] = -1 if minutes is None else minutes
        decade[at] = min(DECADES - 1, max(0, ((year or 1990) - 1910) // 10))
    genres, slugs = _genres(items)
    return TitleFeatures(items, published, adult, language, tuple(languages), runtime, decade, genres, slugs)


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
