"""What a title feels like, from its genres, its keywords and what is written about it.

Genres lean towards moods by our own table (`recommender.rerank.moods`). What a keyword or a word leans to is learned:
the mean mood of the titles that have it, against the mean of all, held back where there are few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from recommender.dataset.types import FloatArray, IntArray
from recommender.enrichment.text import bucket_of, words_of
from recommender.enrichment.themes import Background
from recommender.rerank.moods import MOODS

NAMES = tuple(MOODS)
WEIGHTS = {"genres": 0.6, "keywords": 0.25, "reviews": 0.15}
FEW_TITLES, FEW_REVIEWS = 5.0, 20.0
LEAST_WORDS = 20
_LEANINGS = {
    slug: np.asarray([MOODS[mood].get(slug, 0.0) for mood in NAMES], dtype=np.float32)
    for slug in {slug for leanings in MOODS.values() for slug in leanings}
}


@dataclass(frozen=True, eq=False)
class Mood:
    """Shares of the moods that fit, summing to 1 where any does, and what each source weighed in them."""

    shares: dict[str, float]
    parts: dict[str, float]


def genre_mood(slugs: Sequence[str]) -> FloatArray | None:
    """float32[moods] in -1..1: the mean of the genres' leanings; None where no genre leans anywhere."""
    known = [_LEANINGS[slug] for slug in slugs if slug in _LEANINGS]
    return np.mean(known, axis=0, dtype=np.float32) if known else None


@dataclass(frozen=True, eq=False)
class Leanings:
    """What titles with a keyword feel like: ids int64[k], sums float32[k, moods] over titles int64[k]; mean of all."""

    ids: IntArray
    sums: FloatArray
    titles: IntArray
    mean: FloatArray


def learn_leanings(titles: Iterable[tuple[Sequence[str], Sequence[int]]]) -> Leanings:
    """From the genres and keywords of each title; keywords that only one title has lean nowhere."""
    sums: dict[int, FloatArray] = {}
    counts: Counter[int] = Counter()
    moods = []
    for genres, keywords in titles:
        mood = genre_mood(genres)
        if mood is None:
            continue
        moods.append(mood)
        counts.update(keywords)
        for keyword in keywords:
            sums[keyword] = sums.get(keyword, np.float32(0)) + mood
    ids = sorted(keyword for keyword, count in counts.items() if count > 1)
    width = len(NAMES)
    return Leanings(
        np.asarray(ids, dtype=np.int64),
        np.asarray([sums[keyword] for keyword in ids], dtype=np.float32).reshape(len(ids), width),
        np.asarray([counts[keyword] for keyword in ids], dtype=np.int64),
        np.mean(moods, axis=0, dtype=np.float32) if moods else np.zeros(width, dtype=np.float32),
    )


def keyword_mood(keywords: Sequence[int], leanings: Leanings) -> FloatArray | None:
    """float32[moods] from what a title's keywords lean to; None where nothing is known of them."""
    rows = np.flatnonzero(np.isin(leanings.ids, np.asarray(sorted(keywords), dtype=np.int64)))
    if not rows.size:
        return None
    counts = leanings.titles[rows, np.newaxis]
    apart = (leanings.sums[rows] - counts * leanings.mean) / (counts + FEW_TITLES)
    return np.asarray(leanings.mean + apart.mean(axis=0), dtype=np.float32)


def review_mood(texts: Sequence[str], background: Background) -> FloatArray | None:
    """float32[moods] from the words of reviews; None where there are too few words to tell."""
    words = sorted({word for text in texts for word in words_of(text) if not background.is_stop(word)})
    if len(words) < LEAST_WORDS or not background.n_documents:
        return None
    columns = np.asarray([bucket_of(word) for word in words])
    documents = background.documents[columns]
    total = float(background.documents.sum())
    mean = background.moods.sum(axis=1) / max(total, 1.0)
    leanings = (background.moods[:, columns] - mean[:, np.newaxis] * documents) / (documents + FEW_REVIEWS)
    return np.asarray(leanings.mean(axis=1), dtype=np.float32)


def combine_moods(sources: dict[str, FloatArray | None]) -> Mood:
    """Weigh what there is: moods that fit get shares that sum to 1, those that do not get 0."""
    found = {name: vector for name, vector in sources.items() if vector is not None}
    whole = sum(WEIGHTS[name] for name in found)
    if not found:
        return Mood(dict.fromkeys(NAMES, 0.0), {})
    parts = {name: WEIGHTS[name] / whole for name in found}
    vector = np.clip(sum(parts[name] * found[name] for name in found), 0.0, None)
    shares = vector / total if (total := float(vector.sum())) > 0 else vector
    return Mood(
        {name: round(float(share), 4) for name, share in zip(NAMES, shares, strict=True)},
        {name: round(part, 4) for name, part in parts.items()},
    )
