"""Titles that feel like what the member likes."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from recommender.algorithms.base import Progress, report
from recommender.algorithms.config import Config
from recommender.algorithms.vectors import VectorModel, unit_rows
from recommender.dataset import Interactions, TitleFacts


@dataclass(frozen=True)
class MoodConfig(Config):
    """There is nothing to set: the moods come with the facts."""


class MoodMatch(VectorModel[MoodConfig]):
    """Content-based filtering over mood vectors, each mood measured in deviations from the catalog's mean.

    Source: the vectors of ``recommender.enrichment.moods``; standardised so that a mood most titles have says little.
    Serves: members with a title or two, whatever their language; titles that nobody has rated yet. Weak alone: many
    titles feel alike.
    Scores: mean cosine to the member's titles, -1 (the opposite) to 1; -inf for titles without a mood.
    Explanations: the summands themselves.
    """

    name = "mood"
    config_class = MoodConfig

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        facts = interactions.facts or TitleFacts.nothing(interactions.n_items)
        moods = facts.moods if facts.moods.shape[1] else np.zeros((interactions.n_items, 1), dtype=np.float32)
        known = moods.any(axis=1)
        apart = np.zeros_like(moods)
        if known.any():
            deviation = np.maximum(moods[known].std(axis=0), np.float32(1e-6))
            apart[known] = (moods[known] - moods[known].mean(axis=0)) / deviation
        self._load(unit_rows(apart))
        report(progress, 1.0, "compared moods")
        return self
