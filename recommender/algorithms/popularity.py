"""What many people watched lately: the answer for members about whom nothing is known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from recommender.algorithms.base import NO_OPINION, Progress, Recommender, report, take
from recommender.algorithms.config import Config, require
from recommender.dataset import FloatArray, History, Interactions
from recommender.dataset.types import AnyArray

DAY = 86_400


@dataclass(frozen=True)
class PopularityConfig(Config):
    """half_life_days: age at which a rating counts half, measured from the newest rating; None counts all alike."""

    half_life_days: float | None = 180.0

    def validate(self) -> None:
        require(self.half_life_days is None or self.half_life_days > 0, "half_life_days must be positive")


class Popularity(Recommender[PopularityConfig]):
    """Time-decayed number of ratings per title.

    Source: the non-personalised baseline of every evaluation; exponential decay as in trending lists.
    Serves: visitors and brand-new members. Weak for anyone with a history.
    Scores: log(1 + decayed number of ratings), the same for everyone; titles nobody rated score -inf.
    """

    name = "popularity"
    config_class = PopularityConfig
    personal = False
    relates = False
    min_history = 0

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        weights = np.ones(interactions.n_ratings)
        if self.config.half_life_days is not None and interactions.n_ratings:
            age = (interactions.timestamps.max() - interactions.timestamps) / DAY
            weights = np.exp2(-age / self.config.half_life_days)
        counts = np.bincount(interactions.columns, weights=weights, minlength=interactions.n_items)
        rated = interactions.item_counts() > 0
        self._scores: FloatArray = np.where(rated, np.log1p(counts), NO_OPINION).astype(np.float32)
        self._n_items = interactions.n_items
        report(progress, 1.0, "counted ratings")
        return self

    def score(self, history: History) -> FloatArray:
        self._check_history(history)
        return np.array(self._scores)

    def score_batch(self, histories: Sequence[History]) -> FloatArray:
        self._check_history(History.empty())
        return np.tile(self._scores, (len(histories), 1))

    def state(self) -> dict[str, AnyArray]:
        self._check_history(History.empty())
        return {"scores": self._scores}

    @classmethod
    def from_state(cls, config: PopularityConfig, arrays: Mapping[str, AnyArray]) -> Self:
        model = cls(config)
        model._scores = take(arrays, "scores", "float32", 1)
        model._n_items = int(model._scores.size)
        return model
