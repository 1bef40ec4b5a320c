"""Titles that share genres, people, keywords, language and country with what the member likes."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack

from recommender.algorithms.base import Progress, report
from recommender.algorithms.config import Config, require
from recommender.algorithms.vectors import VectorModel, unit_rows
from recommender.dataset import Interactions, TagKind, TitleFacts
from recommender.dataset.types import CsrMatrix, IntArray


@dataclass(frozen=True)
class ContentConfig(Config):
    """What each kind of fact weighs in a title's vector; 0 leaves it out."""

    genre: float = 1.0
    person: float = 1.0
    keyword: float = 1.0
    country: float = 0.3
    decade: float = 0.3
    language: float = 1.0

    def validate(self) -> None:
        for name in ("genre", "person", "keyword", "country", "decade", "language"):
            require(getattr(self, name) >= 0, f"{name} must not be negative")


class Content(VectorModel[ContentConfig]):
    """Content-based filtering over facts, TF-IDF weighed, compared by cosine.

    Source: Pazzani, Billsus, "Content-based recommendation systems" (2007); IDF of Spärck Jones 1972.
    Serves: members with a title or two, and titles that nobody has rated yet. Knows nothing of quality, so it is weak
    alone for members with a history.
    Scores: mean cosine to the member's titles, 0 to 1; -inf for titles of which nothing is known.
    Explanations: the summands themselves.
    """

    name = "content"
    config_class = ContentConfig

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        facts = interactions.facts or TitleFacts.nothing(interactions.n_items)
        parts = [self._weighed(facts.of_kind(kind), getattr(self.config, kind.name.lower())) for kind in TagKind]
        parts.append(self._weighed(one_hot(facts.languages), self.config.language))
        self._load(unit_rows(hstack(parts, format="csr", dtype=np.float32)))
        report(progress, 1.0, "compared facts")
        return self

    @staticmethod
    def _weighed(tags: CsrMatrix, weight: float) -> CsrMatrix:
        """Rows of one kind: IDF-weighed, of length ``weight`` or 0."""
        n = tags.shape[0]
        counts = np.asarray((tags > 0).sum(axis=0)).reshape(-1)
        idf = np.log((n + 1.0) / (counts + 1.0))
        return (unit_rows((tags @ diags(idf)).tocsr()) * np.float32(weight)).tocsr()


def one_hot(codes: IntArray) -> CsrMatrix:
    """CSR float32[n, distinct codes above 0]; rows of unknown codes are empty."""
    known = np.flatnonzero(codes > 0)
    names, columns = np.unique(codes[known], return_inverse=True)
    ones = np.ones(known.size, dtype=np.float32)
    return csr_matrix((ones, (known, columns)), shape=(codes.size, max(names.size, 1)))
