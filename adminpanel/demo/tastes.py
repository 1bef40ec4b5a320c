"""Invented members with tastes that hang together: a small latent-factor world.

Every title has a vector made of its genres, language, era and people; every member one of the same space, drawn around
one of a few temperaments. What a member watches follows fame, language and taste; what they give follows taste, the
title's quality and their own strictness. The same seed gives the same world.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

FACTORS = 24
HOMES = ("te", "hi", "ta", "kn", "en", "ja", "world")
HOME_SHARES = (0.2, 0.2, 0.17, 0.15, 0.14, 0.08, 0.06)
TEMPERAMENTS = 9

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TitleFacts:
    """What the world knows of a title."""

    id: int
    language: str
    is_anime: bool
    year: int
    genres: tuple[str, ...]
    keywords: tuple[str, ...]
    people: tuple[str, ...]
    fame: float


@dataclass(frozen=True, slots=True)
class MemberTaste:
    """One member: home language, the titles they rated in order of time, and the stars they gave."""

    home: str
    languages: tuple[str, ...]
    title_rows: npt.NDArray[np.int64]
    stars: FloatArray
    moments: FloatArray  # 0 is the beginning of the world, 1 now


def _direction(word: str) -> FloatArray:
    """A fixed random direction for a word, the same in every run and on every machine."""
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    vector = np.random.default_rng(seed).normal(size=FACTORS)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float64)


def title_vectors(titles: Sequence[TitleFacts]) -> FloatArray:
    """Unit vectors, titles × FACTORS: mostly genre, then people and keywords, a little era."""
    rows = []
    for title in titles:
        vector = 1.0 * sum((_direction(f"genre:{slug}") for slug in title.genres), np.zeros(FACTORS))
        vector = vector / max(1.0, np.sqrt(len(title.genres)))
        vector += 0.45 * sum((_direction(f"person:{name}") for name in title.people[:3]), np.zeros(FACTORS))
        vector += 0.3 * sum((_direction(f"keyword:{slug}") for slug in title.keywords[:4]), np.zeros(FACTORS))
        vector += 0.35 * _direction(f"decade:{title.year // 15}")
        rows.append(vector / np.linalg.norm(vector))
    return np.asarray(rows)


def _language_pull(home: str, titles: Sequence[TitleFacts], rng: np.random.Generator) -> FloatArray:
    """How much each title's language draws a member, as a log weight; neighbours of the home language draw somewhat."""
    weights = {"en": 0.6, "ja": -1.2, home: 2.6}
    neighbours = {
        "te": ("ta", "hi", "kn"),
        "hi": ("te", "bn", "mr"),
        "ta": ("te", "ml", "hi"),
        "kn": ("te", "ta", "hi"),
    }
    for step, code in enumerate(neighbours.get(home, ())):
        weights[code] = max(weights.get(code, -9.0), 0.9 - 0.5 * step)
    spread = rng.normal(0, 0.5, size=8)
    anime_pull = 2.4 if home == "ja" else float(rng.normal(-0.6, 1.0))
    pulls = []
    for title in titles:
        base = weights.get(title.language, 1.4 if home == "world" and title.language not in HOMES else -1.0)
        pulls.append(base + spread[hash_bucket(title.language)] + (anime_pull if title.is_anime else 0.0))
    return np.asarray(pulls)


def hash_bucket(text: str) -> int:
    """One of eight buckets, stable across runs."""
    return hashlib.sha256(text.encode()).digest()[0] % 8


def make_tastes(titles: Sequence[TitleFacts], *, members: int, ratings: int, seed: int) -> list[MemberTaste]:
    """`members` members with about `ratings` ratings together; nobody rates more than three fifths of the titles."""
    rng = np.random.default_rng(seed)
    vectors = title_vectors(titles)
    fame = np.asarray([title.fame for title in titles])
    quality = 0.35 * (fame - fame.mean()) + rng.normal(0, 0.32, size=len(titles))
    temperaments = rng.normal(size=(TEMPERAMENTS, FACTORS))
    homes = [HOMES[index] for index in rng.choice(len(HOMES), size=members, p=HOME_SHARES)]
    counts = _counts(members, ratings, len(titles), rng)
    return [
        _make_member(home, int(count), titles, vectors, fame, quality, temperaments, rng)
        for home, count in zip(homes, counts, strict=True)
    ]


def _counts(members: int, ratings: int, titles: int, rng: np.random.Generator) -> npt.NDArray[np.int64]:
    """Ratings per member: a long tail with at least 18 each, scaled to the total."""
    raw = np.exp(rng.normal(0, 0.55, size=members))
    counts = np.maximum(18, np.ceil(raw / raw.sum() * ratings * 1.02)).astype(np.int64)
    return np.asarray(np.minimum(counts, int(titles * 0.6)), dtype=np.int64)


def _make_member(
    home: str,
    count: int,
    titles: Sequence[TitleFacts],
    vectors: FloatArray,
    fame: FloatArray,
    quality: FloatArray,
    temperaments: FloatArray,
    rng: np.random.Generator,
) -> MemberTaste:
    taste = temperaments[int(rng.integers(len(temperaments)))] + rng.normal(0, 0.6, size=FACTORS)
    affinity = vectors @ (taste / np.linalg.norm(taste)) * 2.2
    draw = 1.1 * fame + _language_pull(home, titles, rng) + 1.25 * affinity
    # Gumbel noise makes the best `count` a weighted sample without replacement.
    rows = np.argsort(-(draw + rng.gumbel(size=len(titles))))[:count]
    strictness, width = rng.normal(3.35, 0.3), rng.uniform(0.55, 0.8)
    raw = strictness + quality[rows] + width * affinity[rows] + rng.normal(0, 0.45, size=len(rows))
    stars = np.clip(np.round(raw * 2) / 2, 0.5, 5.0)
    joined = rng.beta(1.2, 1.6) * 0.85
    moments = np.sort(joined + (1 - joined) * rng.beta(0.9, 0.8, size=len(rows)))
    # People watch what is near to what they watched last: order the titles along a slowly turning direction.
    drift = vectors[rows] @ rng.normal(size=FACTORS) + rng.normal(0, 0.5, size=len(rows))
    order = np.argsort(drift)
    codes = [home if home not in {"ja", "world"} else "en"]
    if home not in {"en", "ja", "world"} and rng.random() < 0.7:
        codes.append("en")
    return MemberTaste(home, tuple(dict.fromkeys(codes)), rows[order].astype(np.int64), stars[order], moments)
