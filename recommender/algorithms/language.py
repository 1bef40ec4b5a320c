"""What is loved in the languages a member watches."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from recommender.algorithms.base import NO_OPINION, Progress, Recommender, StateError, report, take
from recommender.algorithms.config import Config, require
from recommender.algorithms.preference import recent_counts, share_within
from recommender.dataset import FloatArray, History, Interactions, TitleFacts, input_weights
from recommender.dataset.types import AnyArray, DoubleArray

UNSEEN = 1e-4  # chance of a language that a member has never watched


@dataclass(frozen=True)
class LanguageConfig(Config):
    """stated: titles that all the languages a member named weigh together; prior: titles that the habits of everybody
    weigh; popularity: exponent of a title's share within its language; smoothing: ratings added to every title;
    half_life_days: age at which a rating counts half; half_life: titles after which a member's own past does.
    """

    stated: float = 4.0
    prior: float = 1.0
    popularity: float = 1.0
    smoothing: float = 0.5
    half_life_days: float | None = None
    half_life: float | None = 50.0

    def validate(self) -> None:
        for name in ("stated", "prior", "popularity"):
            require(getattr(self, name) >= 0, f"{name} must not be negative")
        require(self.smoothing > 0, "smoothing must be positive")
        require(self.half_life_days is None or self.half_life_days > 0, "half_life_days must be positive")
        require(self.half_life is None or self.half_life > 0, "half_life must be positive")


class LanguagePreference(Recommender[LanguageConfig]):
    """Chance of a title as chance of its language for this member times its share within the language.

    Source: a mixture of multinomials with a Dirichlet prior (Gelman et al., "Bayesian data analysis", 3.4).
    Serves: members who have said what languages they watch, or have one to three titles; a catalog of several languages
    treated as equals, for no language's titles are drowned by another's. Weak for anyone with a history.
    Scores: log-probability, below 0; -inf for titles whose language nobody knows.
    """

    name = "language"
    config_class = LanguageConfig
    relates = False
    judges_unrated = True

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        facts = interactions.facts or TitleFacts.nothing(interactions.n_items)
        codes = np.unique(facts.languages[facts.languages > 0])
        at = np.searchsorted(codes, facts.languages)
        places = np.where(facts.languages > 0, at, -1).astype(np.int64)
        recent = recent_counts(interactions, self.config.half_life_days)
        weights: DoubleArray = np.bincount(interactions.columns, weights=recent, minlength=interactions.n_items).astype(
            np.float64
        )
        shares = share_within(weights, places, codes.size, self.config.smoothing)
        inside = places >= 0
        habits = np.bincount(places[inside], weights=weights[inside], minlength=codes.size)
        log_share = np.full(interactions.n_items, NO_OPINION, dtype=np.float32)
        log_share[inside] = np.log(shares[inside])
        self._load(codes, places, log_share, habits / max(float(habits.sum()), 1e-12))
        report(progress, 1.0, "counted languages")
        return self

    def _load(self, codes: AnyArray, places: AnyArray, log_share: AnyArray, habits: DoubleArray) -> None:
        self._codes, self._places, self._log_share, self._habits = codes, places, log_share, habits
        self._n_items = int(places.size)

    def languages(self, history: History) -> DoubleArray | None:
        """float64[languages]: chance that the member's next title is in each; None with nothing to go by."""
        self._check_history(history)
        weights = input_weights(history, self.config.half_life)
        places = self._places[history.items]
        used = (weights > 0) & (places >= 0)
        counts: DoubleArray = np.bincount(
            places[used], weights=weights[used].astype(np.float64), minlength=self._codes.size
        ).astype(np.float64)
        stated = np.isin(self._codes, np.asarray(history.about.languages, dtype=np.int64))
        if not used.any() and not stated.any():
            return None
        counts = counts + self.config.prior * self._habits
        if stated.any():
            counts[stated] += self.config.stated / np.count_nonzero(stated)
        return np.asarray(counts / max(float(counts.sum()), 1e-12), dtype=np.float64)

    def score(self, history: History) -> FloatArray:
        chances = self.languages(history)
        if chances is None:
            return self._no_opinion()
        scores = self._no_opinion()
        inside = self._places >= 0
        by_language = np.log(np.maximum(chances, UNSEEN)).astype(np.float32)
        scores[inside] = (
            by_language[self._places[inside]] + np.float32(self.config.popularity) * self._log_share[inside]
        )
        return scores

    def is_grounded(self, history: History) -> bool:
        self._check_history(history)
        return bool(np.any((input_weights(history) > 0) & (self._places[history.items] >= 0)))

    def state(self) -> dict[str, AnyArray]:
        self._check_history(History.empty())
        return {"codes": self._codes, "places": self._places, "log_share": self._log_share, "habits": self._habits}

    @classmethod
    def from_state(cls, config: LanguageConfig, arrays: Mapping[str, AnyArray]) -> Self:
        codes, places = take(arrays, "codes", "int64", 1), take(arrays, "places", "int64", 1)
        log_share, habits = take(arrays, "log_share", "float32", 1), take(arrays, "habits", "float64", 1)
        if places.size != log_share.size or codes.size != habits.size:
            raise StateError("places and log_share, codes and habits must be equally long")
        if places.size and not (int(places.min()) >= -1 and int(places.max()) < codes.size):
            raise StateError("a place names a language that is not there")
        model = cls(config)
        model._load(codes, places, log_share, habits)
        return model
