"""What is loved where the member lives, or by people who watch alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from recommender.algorithms.base import NO_OPINION, Progress, Recommender, StateError, report, take
from recommender.algorithms.config import Config, require
from recommender.algorithms.preference import recent_counts
from recommender.dataset import BoolArray, FloatArray, History, Interactions, input_weights
from recommender.dataset.types import AnyArray, DoubleArray

MOST_EVIDENCE = 20.0  # titles; the past of a member may not make a region more certain than that many say


@dataclass(frozen=True)
class RegionalConfig(Config):
    """shrink: ratings that the habits of the whole world weigh in a region's; stated: titles that the region a member
    named weighs; half_life_days: age at which a rating counts half; least: members that make a region of its own.
    """

    shrink: float = 200.0
    stated: float = 10.0
    half_life_days: float | None = None
    least: int = 3

    def validate(self) -> None:
        require(self.shrink > 0, "shrink must be positive")
        require(self.stated >= 0, "stated must not be negative")
        require(self.half_life_days is None or self.half_life_days > 0, "half_life_days must be positive")
        require(self.least >= 1, "least must be positive")


class RegionalPreference(Recommender[RegionalConfig]):
    """Popularity by region, each region shrunk towards the world; a member's region is stated, guessed, or both.

    Source: naive Bayes over regions (Maron 1961) for the guess, Dirichlet smoothing for the popularity.
    Serves: new members, from the country they name; those with one to three titles. Weak for anyone with a history.
    Scores: log-probability of a title in the member's mixture of regions, below 0; -inf for titles nobody rated.
    """

    name = "regional"
    config_class = RegionalConfig
    relates = False

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        regions = np.zeros(interactions.n_users, dtype=np.int64)
        if interactions.abouts:
            regions = np.array([about.region for about in interactions.abouts], dtype=np.int64)
        codes, members = np.unique(regions[regions > 0], return_counts=True)
        codes = codes[members >= self.config.least]
        recent = recent_counts(interactions, self.config.half_life_days)
        world = np.bincount(interactions.columns, weights=recent, minlength=interactions.n_items)
        share = world / max(float(world.sum()), 1e-12)
        logs = np.full((codes.size, interactions.n_items), NO_OPINION, dtype=np.float32)
        home = regions[interactions.rows]
        for place, code in enumerate(codes):
            own = np.flatnonzero(home == code)
            counts = np.bincount(interactions.columns[own], weights=recent[own], minlength=interactions.n_items)
            mixed = (counts + self.config.shrink * share) / (counts.sum() + self.config.shrink)
            logs[place, share > 0] = np.log(mixed[share > 0])
            report(progress, (place + 1) / codes.size, "counting regions")
        self._load(codes, logs)
        report(progress, 1.0, "counted regions")
        return self

    def _load(self, codes: AnyArray, logs: AnyArray) -> None:
        self._codes, self._logs = codes, logs
        self._n_items = int(logs.shape[1])
        self._rated: BoolArray = np.asarray(np.isfinite(logs).any(axis=0), dtype=np.bool_)

    def regions(self, history: History) -> DoubleArray | None:
        """float64[regions]: chance that the member belongs to each; None with nothing to go by."""
        self._check_history(history)
        if not self._codes.size:
            return None
        weights = input_weights(history)
        used = np.flatnonzero((weights > 0) & self._rated[history.items])
        stated = np.asarray(self._codes == history.about.region, dtype=np.bool_)
        if not used.size and not stated.any():
            return None
        evidence = self._logs[:, history.items[used]].astype(np.float64) @ weights[used].astype(np.float64)
        evidence *= min(1.0, MOST_EVIDENCE / max(float(weights[used].sum()), 1e-12))
        evidence = evidence + self.config.stated * stated
        chances = np.exp(evidence - evidence.max())
        return np.asarray(chances / chances.sum(), dtype=np.float64)

    def score(self, history: History) -> FloatArray:
        chances = self.regions(history)
        scores = self._no_opinion()
        if chances is not None:
            likely = np.flatnonzero(chances > 1e-6)
            mixed = chances[likely] @ np.exp(self._logs[np.ix_(likely, np.flatnonzero(self._rated))].astype(np.float64))
            scores[self._rated] = np.log(np.maximum(mixed, 1e-30))
        return scores

    def is_grounded(self, history: History) -> bool:
        self._check_history(history)
        return bool(np.any((input_weights(history) > 0) & self._rated[history.items]))

    def state(self) -> dict[str, AnyArray]:
        self._check_history(History.empty())
        return {"codes": self._codes, "logs": self._logs}

    @classmethod
    def from_state(cls, config: RegionalConfig, arrays: Mapping[str, AnyArray]) -> Self:
        codes, logs = take(arrays, "codes", "int64", 1), take(arrays, "logs", "float32", 2)
        if codes.size != logs.shape[0]:
            raise StateError("there must be one row for each region")
        model = cls(config)
        model._load(codes, logs)
        return model
