"""The model the site ships: EASE for the head of the catalog, ALS for its tail, popularity for strangers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Self

import numpy as np

from recommender.algorithms.als import Als, AlsConfig
from recommender.algorithms.base import NO_OPINION, Progress, Recommender, StateError, report
from recommender.algorithms.config import Config, require
from recommender.algorithms.ease import Ease, EaseConfig
from recommender.algorithms.popularity import Popularity, PopularityConfig
from recommender.dataset import BoolArray, FloatArray, History, IntArray, Interactions
from recommender.dataset.per_history import PerHistory
from recommender.dataset.types import AnyArray
from recommender.fusion.parts import joined_state, member_state, part_of
from recommender.fusion.weighted import spread


def _time_aware_ease() -> EaseConfig:
    return EaseConfig(proximity=0.5, half_life=10.0, floor=0.05)


@dataclass(frozen=True)
class DefaultConfig(Config):
    """Settings of the members and their weights; cautious until ``evaluation.selection`` has seen enough data.

    als_weight: of ALS relative to EASE (1) for titles both judge; tail_weight: of ALS for titles only it judges;
    popularity_weight: of a prior shared by everyone. Weights apply to scores divided by their spread.
    vote_weight: of what ALS makes of a member's votes, relative to what it makes of their titles; 0 ignores votes
    stranger_weight: of the same, relative to popularity, for members with votes and nothing else to go by
    """

    ease: EaseConfig = field(default_factory=_time_aware_ease)
    als: AlsConfig = field(default_factory=AlsConfig)
    popularity: PopularityConfig = field(default_factory=PopularityConfig)
    als_weight: float = 0.0
    tail_weight: float = 1.0
    popularity_weight: float = 0.0
    vote_weight: float = 1.5
    stranger_weight: float = 0.5

    def validate(self) -> None:
        for name in ("als_weight", "tail_weight", "popularity_weight", "vote_weight", "stranger_weight"):
            require(getattr(self, name) >= 0, f"{name} must not be negative")


class _Factors(NamedTuple):
    """What a score of EASE, of ALS in the head and of ALS in the tail is multiplied by."""

    ease: np.float32
    als: np.float32
    tail: np.float32


class DefaultRecommender(Recommender[DefaultConfig]):
    """EASE with a decaying history, ALS beside it, for the tail and for votes, popularity for who has no history.

    Source: the members' papers; weights by validation (``recommender.evaluation.selection``).
    Serves: everyone. Without a usable history the scores are the popularity model's, moved by votes where there are
    enough of them.
    Scores: sum of the members' scores, each divided by its spread over the member's titles: a score of 3 stands three
    deviations out. Means are not subtracted, so that explanations stay exact.
    Explanations: the mix of the members' shares; with ``vote_shares`` they sum to the score less the popularity prior.
    """

    name = "default"
    config_class = DefaultConfig
    explains = True
    min_history = 0

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        self._popularity = Popularity(self.config.popularity).fit(interactions)
        self._ease = Ease(self.config.ease).fit(interactions, progress=part_of(progress, 0.0, 0.5, "EASE"))
        self._als: Als | None = None
        if self.config.vote_weight > 0 or self._als_judges():
            self._als = Als(self.config.als).fit(interactions, progress=part_of(progress, 0.5, 1.0, "ALS"))
        self._ready()
        report(progress, 1.0, "done")
        return self

    def _als_judges(self) -> bool:
        """Whether ALS has a say in what titles are worth, votes aside."""
        rated = int(np.count_nonzero(np.isfinite(self._popularity.score(History.empty()))))
        return self.config.als_weight > 0 or (self.config.tail_weight > 0 and rated > self.config.ease.max_items)

    def _ready(self) -> None:
        self._judge: Als | None = self._als if self._als_judges() else None
        self._factors_kept = PerHistory[_Factors]()
        self._n_items = self._popularity.n_items
        prior = self._popularity.score(History.empty())
        scaled = np.where(np.isfinite(prior), prior, 0.0) / spread(prior)
        self._in_head: BoolArray = np.zeros(self._n_items, dtype=np.bool_)
        self._in_head[self._ease.head] = True
        self._prior: FloatArray = (self.config.popularity_weight * scaled).astype(np.float32)

    def score(self, history: History) -> FloatArray:
        scores = self._title_scores(history)
        moved = self._vote_scores(history)
        return scores if moved is None else scores + moved

    def _title_scores(self, history: History) -> FloatArray:
        """Scores without the votes."""
        self._check_history(history)
        known, als_scores = self._member_scores(history)
        if known is None and als_scores is None:
            return self._popularity.score(history)
        factors = self._factors_kept.keep(history, self._factors(known, als_scores))
        scores = als_scores * factors.tail if als_scores is not None and factors.tail else self._no_opinion()
        if known is not None:
            scores[self._ease.head] = known * factors.ease + self._als_in_head(als_scores) * factors.als
        if self.config.popularity_weight:
            scores += self._prior
        return scores

    def _member_scores(self, history: History) -> tuple[FloatArray | None, FloatArray | None]:
        """EASE for its head, ALS for all titles; None from a member without an opinion."""
        factor = None if self._judge is None else self._judge.title_factor(history)
        als_scores = None if self._judge is None or factor is None else self._judge.scores_of(factor)
        return self._ease.head_scores(history), als_scores

    def _vote_scores(self, history: History) -> FloatArray | None:
        """What the votes add to every score, 0 where ALS knows nothing of a title; None where none count."""
        if self._als is None or not self.config.vote_weight or not len(history.votes):
            return None
        votes = self._als.vote_factor(history)
        if votes is None:
            return None
        moved, titles = self._als.scores_of(votes), self._als.title_factor(history)
        if titles is not None:
            scale = self.config.vote_weight / spread(self._als.scores_of(titles))
        else:
            scale = self.config.stranger_weight * spread(self._popularity.score(history)) / spread(moved)
        return np.where(moved == NO_OPINION, np.float32(0.0), moved * np.float32(scale))

    def _als_in_head(self, als_scores: FloatArray | None) -> FloatArray | np.float32:
        if als_scores is None:
            return np.float32(0.0)
        values = als_scores[self._ease.head]
        return np.where(values == NO_OPINION, np.float32(0.0), values)

    def _factors(self, known: FloatArray | None, als_scores: FloatArray | None) -> "_Factors":
        ease = 0.0 if known is None else 1.0 / spread(known)
        if als_scores is None:
            return _Factors(np.float32(ease), np.float32(0.0), np.float32(0.0))
        if known is None:
            return _Factors(np.float32(0.0), np.float32(0.0), np.float32(1.0 / spread(als_scores)))
        scale = 1.0 / spread(als_scores[self._ease.head])
        return _Factors(
            np.float32(ease), np.float32(self.config.als_weight * scale), np.float32(self.config.tail_weight * scale)
        )

    def vote_shares(self, history: History, items: IntArray) -> FloatArray:
        self._check_history(history)
        moved = self._vote_scores(history)
        return np.zeros(items.size, dtype=np.float32) if moved is None else moved[items]

    def is_grounded(self, history: History) -> bool:
        judged = self._judge is not None and self._judge.is_grounded(history)
        return judged or self._ease.is_grounded(history) or self._is_moved(history)

    def _is_moved(self, history: History) -> bool:
        return self._als is not None and self.config.vote_weight > 0 and self._als.is_moved(history)

    def similar(self, item: int, n: int) -> tuple[IntArray, FloatArray]:
        """Nearest titles of EASE, or of ALS for a title in the tail."""
        ids, scores = self._ease.similar(item, n)
        if not ids.size and self._judge is not None:
            return self._judge.similar(item, n)
        return ids, scores

    def contributions(self, history: History, item: int) -> FloatArray:
        self._check_item(item)
        return self.shares_of(history, np.array([item], dtype=np.int64))[:, 0]

    def shares_of(self, history: History, items: IntArray) -> FloatArray:
        return self.shares_on_scale(history, items, history)

    def shares_on_scale(self, history: History, items: IntArray, other: History) -> FloatArray:
        self._check_history(history)
        factors = self._factors_kept.of(other, lambda: self._factors(*self._member_scores(other)))
        shares = self._ease.shares_of(history, items) * factors.ease
        if self._judge is not None:
            in_head = self._in_head[items] & (factors.ease > 0)
            scale = np.where(in_head, factors.als, factors.tail)
            shares = shares + self._judge.shares_of(history, items) * scale[None, :]
        return shares.astype(np.float32)

    def state(self) -> dict[str, AnyArray]:
        self._check_history(History.empty())
        members: dict[str, Recommender[Any]] = {"popularity": self._popularity, "ease": self._ease}
        if self._als is not None:
            members["als"] = self._als
        return joined_state(members)

    @classmethod
    def from_state(cls, config: DefaultConfig, arrays: Mapping[str, AnyArray]) -> Self:
        model = cls(config)
        model._popularity = Popularity.from_state(config.popularity, member_state(arrays, "popularity"))
        model._ease = Ease.from_state(config.ease, member_state(arrays, "ease"))
        als_arrays = member_state(arrays, "als")
        model._als = Als.from_state(config.als, als_arrays) if als_arrays else None
        sizes = {model._popularity.n_items, model._ease.n_items} | ({model._als.n_items} if model._als else set())
        if len(sizes) != 1:
            raise StateError(f"the members disagree on the number of titles: {sorted(sizes)}")
        model._ready()
        return model
