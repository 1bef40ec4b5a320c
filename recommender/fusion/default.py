"""The model the site ships: EASE for the head of the catalog, ALS for its tail, popularity for strangers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from recommender.algorithms.als import Als, AlsConfig
from recommender.algorithms.base import Progress, Recommender, StateError, report
from recommender.algorithms.config import Config, require
from recommender.algorithms.ease import Ease, EaseConfig
from recommender.algorithms.popularity import Popularity, PopularityConfig
from recommender.dataset import FloatArray, History, IntArray, Interactions
from recommender.dataset.types import AnyArray
from recommender.fusion.weighted import spread


@dataclass(frozen=True)
class DefaultConfig(Config):
    """Settings of the members and their weights.

    als_weight: of ALS relative to EASE (1) for titles both judge; tail_weight: of ALS for titles only it judges;
    popularity_weight: of a prior shared by everyone. Weights apply to scores divided by their spread.
    """

    ease: EaseConfig = field(default_factory=EaseConfig)
    als: AlsConfig = field(default_factory=AlsConfig)
    popularity: PopularityConfig = field(default_factory=PopularityConfig)
    als_weight: float = 0.0
    tail_weight: float = 0.5
    popularity_weight: float = 0.0

    def validate(self) -> None:
        for name in ("als_weight", "tail_weight", "popularity_weight"):
            require(getattr(self, name) >= 0, f"{name} must not be negative")


class DefaultRecommender(Recommender[DefaultConfig]):
    """EASE with a decaying history, ALS beside it and for the tail, popularity for members without a history.

    Source: the members' papers; weights by validation (``recommender.evaluation.selection``).
    Serves: everyone. Without a usable history the scores are the popularity model's.
    Scores: sum of the members' scores, each divided by its spread over the member's titles: a score of 3 stands three
    deviations out. Means are not subtracted, so that explanations stay exact.
    Explanations: the mix of the members' shares; they sum to the score less the popularity prior.
    """

    name = "default"
    config_class = DefaultConfig
    explains = True
    min_history = 0

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        self._popularity = Popularity(self.config.popularity).fit(interactions)
        self._ease = Ease(self.config.ease).fit(interactions, progress=_part(progress, 0.0, 0.5, "EASE"))
        self._als: Als | None = None
        rated = int(np.count_nonzero(interactions.item_counts()))
        if self.config.als_weight > 0 or (self.config.tail_weight > 0 and rated > self.config.ease.max_items):
            self._als = Als(self.config.als).fit(interactions, progress=_part(progress, 0.5, 1.0, "ALS"))
        self._ready()
        report(progress, 1.0, "done")
        return self

    def _ready(self) -> None:
        self._n_items = self._popularity.n_items
        prior = self._popularity.score(History.empty())
        scaled = np.where(np.isfinite(prior), prior, 0.0) / spread(prior)
        self._prior: FloatArray = (self.config.popularity_weight * scaled).astype(np.float32)

    def score(self, history: History) -> FloatArray:
        self._check_history(history)
        ease_scores, als_scores = self._member_scores(history)
        ease_factor, als_factor, tail_factor = self._factors(ease_scores, als_scores)
        scores = ease_scores * ease_factor
        if als_scores is not None:
            head = np.isfinite(ease_scores)
            scores = np.where(head, scores, als_scores * tail_factor)
            if als_factor:
                both = head & np.isfinite(als_scores)
                scores[both] += als_scores[both] * als_factor
        if not np.isfinite(scores).any():
            return self._popularity.score(history)
        scores += self._prior
        return scores.astype(np.float32, copy=False)

    def _member_scores(self, history: History) -> tuple[FloatArray, FloatArray | None]:
        return self._ease.score(history), None if self._als is None else self._als.score(history)

    def _factors(
        self, ease_scores: FloatArray, als_scores: FloatArray | None
    ) -> tuple[np.float32, np.float32, np.float32]:
        """What a score of EASE, of ALS in the head and of ALS in the tail is multiplied by."""
        ease_factor = np.float32(1.0 / spread(ease_scores))
        if als_scores is None:
            return ease_factor, np.float32(0.0), np.float32(0.0)
        head = np.isfinite(ease_scores)
        scale = 1.0 / spread(als_scores[head] if head.any() else als_scores)
        tail_weight = self.config.tail_weight if head.any() else 1.0
        return ease_factor, np.float32(self.config.als_weight * scale), np.float32(tail_weight * scale)

    def similar(self, item: int, n: int) -> tuple[IntArray, FloatArray]:
        """Nearest titles of EASE, or of ALS for a title in the tail."""
        ids, scores = self._ease.similar(item, n)
        if not ids.size and self._als is not None:
            return self._als.similar(item, n)
        return ids, scores

    def contributions(self, history: History, item: int) -> FloatArray:
        self._check_item(item)
        self._check_history(history)
        ease_scores, als_scores = self._member_scores(history)
        ease_factor, als_factor, tail_factor = self._factors(ease_scores, als_scores)
        shares = self._ease.contributions(history, item) * ease_factor
        if self._als is not None:
            factor = als_factor if np.isfinite(ease_scores[item]) else tail_factor
            shares = shares + self._als.contributions(history, item) * factor
        return shares.astype(np.float32)

    def state(self) -> dict[str, AnyArray]:
        self._check_history(History.empty())
        members: dict[str, Recommender[Any]] = {"popularity": self._popularity, "ease": self._ease}
        if self._als is not None:
            members["als"] = self._als
        return {f"{member}.{name}": array for member, model in members.items() for name, array in model.state().items()}

    @classmethod
    def from_state(cls, config: DefaultConfig, arrays: Mapping[str, AnyArray]) -> Self:
        model = cls(config)
        model._popularity = Popularity.from_state(config.popularity, _member(arrays, "popularity"))
        model._ease = Ease.from_state(config.ease, _member(arrays, "ease"))
        als_arrays = _member(arrays, "als")
        model._als = Als.from_state(config.als, als_arrays) if als_arrays else None
        sizes = {model._popularity.n_items, model._ease.n_items} | ({model._als.n_items} if model._als else set())
        if len(sizes) != 1:
            raise StateError(f"the members disagree on the number of titles: {sorted(sizes)}")
        model._ready()
        return model


def _member(arrays: Mapping[str, AnyArray], name: str) -> dict[str, AnyArray]:
    prefix = f"{name}."
    return {key.removeprefix(prefix): array for key, array in arrays.items() if key.startswith(prefix)}


def _part(progress: Progress | None, start: float, stop: float, name: str) -> Progress:
    return lambda done, message: report(progress, start + done * (stop - start), f"{name}: {message}")
