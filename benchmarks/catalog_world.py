"""A large catalog that is made up: facts of titles as models and filters see them, and ratings with taste."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix, hstack

from recommender.dataset import IdMap, Interactions
from recommender.dataset.facts import TagKind, TitleFacts, code_number
from recommender.dataset.synthetic import DAY, START
from recommender.dataset.types import CsrMatrix, DoubleArray, IntArray
from recommender.rerank.moods import MOODS

if TYPE_CHECKING:
    from recommender.loaders.features import TitleFeatures

GENRES = tuple(sorted({genre for leanings in MOODS.values() for genre in leanings}))
LANGUAGES = ("en", "hi", "te", "ta", "ja", "ko", "fr", "es", "kn", "ml", "de", "it", "zh", "sv", "da", "fa", "pt", "ru")
#: Columns and tags per title by kind, beside genres and decades.
PEOPLE, KEYWORDS, COUNTRIES = (40_000, 7), (6_000, 8), (60, 1)
TASTES = 24
CONTRAST = 0.8  # how unequal titles are: the chance of being rated falls with rank to this power
OWN_TASTE = 0.7  # share of a member's ratings that are of the titles of their own tastes
CHUNK = 2_000_000  # ratings drawn at once


def catalog_ids(n_items: int) -> IdMap:
    """Ids with gaps, as a database has them."""
    return IdMap.from_ids(np.arange(n_items) * 3 + 1)


def zipf(rng: np.random.Generator, n: int, size: int | tuple[int, int], power: float = 1.0) -> IntArray:
    """int64 in 0..n-1, of which the first come most often."""
    edges = np.cumsum((np.arange(n) + 1.0) ** -power)
    return np.asarray(np.searchsorted(edges / edges[-1], rng.random(size)), dtype=np.int64)


def generated_features(n_items: int, seed: int = 0) -> TitleFeatures:
    """What filters and diversification look at; Django must be set up."""
    from recommender.loaders.features import DECADES, TitleFeatures

    rng = np.random.default_rng(seed)
    genres = np.zeros((n_items, len(GENRES)), dtype=np.float32)
    genres[np.arange(n_items)[:, None], zipf(rng, len(GENRES), (n_items, 3), 0.5)] = 1.0
    language = zipf(rng, len(LANGUAGES), n_items)
    moods = rng.dirichlet(np.full(len(MOODS), 0.5), n_items).astype(np.float32)
    return TitleFeatures(
        items=catalog_ids(n_items),
        published=rng.random(n_items) < 0.98,
        adult=rng.random(n_items) < 0.01,
        language=language,
        languages=LANGUAGES,
        runtime=rng.integers(20, 200, n_items),
        own_language=language,
        decade=rng.integers(0, DECADES, n_items),
        genres=genres,
        shown_genres=genres > 0,
        genre_slugs=GENRES,
        series=rng.random(n_items) < 0.2,
        moods=moods,
    )


def generated_facts(features: TitleFeatures, seed: int = 0) -> TitleFacts:
    """The same titles as models of content and language see them, with people, keywords and countries."""
    rng = np.random.default_rng(seed)
    n = features.language.size
    parts = [(TagKind.GENRE, csr_matrix(features.genres))]
    for kind, (columns, each) in ((TagKind.PERSON, PEOPLE), (TagKind.KEYWORD, KEYWORDS), (TagKind.COUNTRY, COUNTRIES)):
        parts.append((kind, _ones(np.repeat(np.arange(n), each), zipf(rng, columns, n * each), (n, columns))))
    parts.append((TagKind.DECADE, _ones(np.arange(n), features.decade, (n, int(features.decade.max()) + 1))))
    codes = np.array([code_number(code) for code in features.languages], dtype=np.int64)
    kinds = np.concatenate([np.full(tags.shape[1], int(kind), dtype=np.int64) for kind, tags in parts])
    return TitleFacts(
        languages=codes[features.language],
        tags=hstack([tags for _, tags in parts], format="csr", dtype=np.float32),
        kinds=kinds,
        moods=features.moods,
        texts=("",) * n,
    )


def generated_ratings(n_users: int, n_items: int, n_ratings: int, seed: int = 0) -> Interactions:
    """Lengths of histories are log-normal; most of a member's titles belong to two of TASTES tastes, popular first.

    A taste's titles are those whose index has its remainder, so that each taste has heads and tails alike.
    """
    rng = np.random.default_rng(seed)
    activity = rng.lognormal(0.0, 1.0, n_users)
    users = _drawn(rng, activity, n_ratings)
    tastes = rng.integers(0, TASTES, (n_users, 2))
    items = np.empty(n_ratings, dtype=np.int64)
    for start in range(0, n_ratings, CHUNK):
        at = slice(start, min(start + CHUNK, n_ratings))
        size = at.stop - start
        anywhere = zipf(rng, n_items, size, CONTRAST)
        taste = tastes[users[at], rng.integers(0, 2, size)]
        within = np.minimum(anywhere // TASTES * TASTES + taste, n_items - 1)
        items[at] = np.where(rng.random(size) < OWN_TASTE, within, anywhere)
    ratings = rng.integers(4, 11, n_ratings) / 2
    times = START + rng.integers(0, 1000 * DAY, n_ratings)
    ids = catalog_ids(n_items)
    return Interactions.from_triples(
        users, ids.ids[items], ratings, times, user_ids=IdMap.from_ids(np.arange(n_users)), item_ids=ids
    )


def _drawn(rng: np.random.Generator, weights: DoubleArray, n: int) -> IntArray:
    edges = np.cumsum(weights, dtype=np.float64)
    return np.asarray(np.searchsorted(edges / edges[-1], rng.random(n)), dtype=np.int64)


def _ones(rows: IntArray, columns: IntArray, shape: tuple[int, int]) -> CsrMatrix:
    """CSR float32 with a one wherever a pair is named, however often."""
    tags = csr_matrix((np.ones(rows.size, dtype=np.float32), (rows, columns)), shape=shape)
    tags.data[:] = 1.0
    return tags
