"""Titles whose texts and facts mean something alike, in any of the site's scripts."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import hstack

from recommender.algorithms.als_solver import Objective, factorise
from recommender.algorithms.base import Progress, report
from recommender.algorithms.blas import one_thread
from recommender.algorithms.config import Config, require
from recommender.algorithms.encoder_training import encode, train_encoder
from recommender.algorithms.torch_backend import has_torch
from recommender.algorithms.vectors import VectorModel, side_by_side, unit_rows
from recommender.dataset import FloatArray, Interactions, TitleFacts
from recommender.dataset.types import CsrMatrix
from recommender.enrichment.text import count_rows, document_counts, rarity, weigh

TASTE = Objective(regularization=0.01, unobserved=0.1)
TASTE_ITERATIONS = 12
SPARE, POWERS = 10, 4  # of the power iteration: directions besides those wanted, and rounds


@dataclass(frozen=True)
class DeepContentConfig(Config):
    """Settings of the embedding.

    factors: dimensions of the semantic space; texts: what texts weigh beside tags, squared lengths, 0 to 1
    encoder: whether a network learns from the embedding where a title stands among tastes; None: where torch is there
    taste: what the network's part of the vector weighs, 0 to 1; least_ratings: of a title it may learn from
    """

    factors: int = 64
    texts: float = 0.5
    encoder: bool | None = None
    taste: float = 0.5
    least_ratings: int = 5
    seed: int = 0

    def validate(self) -> None:
        require(2 <= self.factors <= 512, "factors must lie between 2 and 512")
        require(0 <= self.texts <= 1, "texts must lie between 0 and 1")
        require(0 <= self.taste <= 1, "taste must lie between 0 and 1")
        require(self.least_ratings >= 1, "least_ratings must be positive")


class DeepContent(VectorModel[DeepContentConfig]):
    """Latent semantic analysis of texts and metadata; with torch, an encoder into the space of tastes beside it.

    Source: Deerwester et al., "Indexing by latent semantic analysis" (1990) over hashed words and pieces of words; van
    den Oord, Dieleman, Schrauwen, "Deep content-based music recommendation" (NIPS 2013) for the encoder.
    Serves: titles that nobody has rated yet, members with a title or two; sees what plain facts share only in meaning.
    Weak alone for members with a history.
    Scores: mean cosine to the member's titles, -1 to 1; -inf for titles of which nothing is known.
    Explanations: the summands themselves.
    """

    name = "deep_content"
    config_class = DeepContentConfig

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        facts = interactions.facts or TitleFacts.nothing(interactions.n_items)
        vectors = self._embedding(facts)
        report(progress, 0.3, "embedded texts and facts")
        rated = interactions.item_counts() >= self.config.least_ratings
        wanted = has_torch() if self.config.encoder is None else self.config.encoder
        if wanted and rated.any() and vectors.any():
            taste = self._taste(interactions, vectors, progress)
            vectors = side_by_side([(1.0 - self.config.taste, vectors), (self.config.taste, taste)])
        self._load(unit_rows(vectors))
        report(progress, 1.0, "done")
        return self

    def _embedding(self, facts: TitleFacts) -> FloatArray:
        """Unit vectors float32[n, factors or fewer]; rows of zeros for titles of which nothing is known."""
        rows = count_rows(facts.texts)
        words = weigh(rows, rarity(document_counts(rows), rows.shape[0]))
        tags = weigh(facts.tags, rarity(document_counts(facts.tags), facts.tags.shape[0]))
        joined = hstack(
            [words * np.sqrt(self.config.texts), tags * np.sqrt(1.0 - self.config.texts)], format="csr"
        ).astype(np.float64)
        # What only one title says tells no two apart, and most hashed words are such.
        joined = joined[:, np.flatnonzero(document_counts(joined) > 1)]
        used = np.flatnonzero(np.diff(joined.indptr))
        size = min(self.config.factors, used.size - 1, joined.shape[1] - 1)
        vectors = np.zeros((joined.shape[0], max(size, 1)), dtype=np.float32)
        if size < 1:
            vectors[used] = 1.0
            return vectors
        vectors[used] = unit_rows(self._projected(joined[used], size))
        return vectors

    def _projected(self, rows: CsrMatrix, size: int) -> FloatArray:
        """float32[rows, size]: the rows along their leading singular directions.

        Found by block power iteration (Halko, Martinsson, Tropp, "Finding structure with randomness", SIAM Review
        2011): unlike the Lanczos solver of scipy it gives the same answer twice when directions are equally strong.
        """
        rng = np.random.default_rng(self.config.seed)
        basis = rng.standard_normal((rows.shape[1], min(size + SPARE, *rows.shape)))
        with one_thread():
            for _ in range(POWERS):
                basis = np.linalg.qr(rows.T @ np.linalg.qr(rows @ basis)[0])[0]
            seen = np.asarray(rows @ basis)
            directions = np.linalg.eigh(seen.T @ seen)[1][:, ::-1][:, :size]
            return np.asarray(seen @ directions, dtype=np.float32)

    def _taste(self, interactions: Interactions, vectors: FloatArray, progress: Progress | None) -> FloatArray:
        """Unit vectors float32[n, factors]: where the network puts each title among the tastes of members."""
        factors = factorise(
            interactions.positives(), self.config.factors, TASTE_ITERATIONS, TASTE, seed=self.config.seed
        )[1]
        rated = interactions.item_counts() >= self.config.least_ratings
        report(progress, 0.5, "learned tastes")
        arrays = train_encoder(
            vectors,
            factors,
            rated & vectors.any(axis=1),
            seed=self.config.seed,
            progress=lambda done, message: report(progress, 0.5 + 0.5 * done, message),
        )
        placed: FloatArray = unit_rows(encode(arrays, vectors))
        placed[~vectors.any(axis=1)] = 0.0
        return placed
