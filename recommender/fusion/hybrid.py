"""The learned mix of models, with weights of its own for newcomers, cold, warm and heavy members."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from recommender.algorithms.base import NO_OPINION, Progress, Recommender, StateError, report
from recommender.algorithms.config import Config, require
from recommender.algorithms.content import Content, ContentConfig
from recommender.algorithms.deep_content import DeepContent, DeepContentConfig
from recommender.algorithms.item_knn import ItemKnn, ItemKnnConfig
from recommender.algorithms.language import LanguageConfig, LanguagePreference
from recommender.algorithms.mood import MoodConfig, MoodMatch
from recommender.algorithms.regional import RegionalConfig, RegionalPreference
from recommender.algorithms.svd import Svd, SvdConfig
from recommender.algorithms.user_knn import UserKnn, UserKnnConfig
from recommender.dataset import FloatArray, History, IntArray, Interactions, input_weights
from recommender.dataset.per_history import PerHistory
from recommender.dataset.types import AnyArray
from recommender.features.definitions import SEGMENTS, segment_by
from recommender.fusion.default import DefaultConfig, DefaultRecommender
from recommender.fusion.parts import joined_state, member_state, part_of
from recommender.fusion.weighted import spread

BASE = "default"
HELPERS: Mapping[str, type[Recommender[Any]]] = {
    "content": Content,
    "deep_content": DeepContent,
    "language": LanguagePreference,
    "regional": RegionalPreference,
    "mood": MoodMatch,
    "item_knn": ItemKnn,
    "user_knn": UserKnn,
    "svd": Svd,
}
NAMES = tuple(HELPERS)


@dataclass(frozen=True)
class Weights(Config):
    """What each model's scores, divided by their spread, count beside those of the base, which count 1.

    unrated: what is added for titles that the base does not judge, in deviations; negative keeps them back
    """

    content: float = 0.0
    deep_content: float = 0.0
    language: float = 0.0
    regional: float = 0.0
    mood: float = 0.0
    item_knn: float = 0.0
    user_knn: float = 0.0
    svd: float = 0.0
    unrated: float = 0.0

    def validate(self) -> None:
        for name in NAMES:
            require(getattr(self, name) >= 0, f"{name} must not be negative")

    def used(self) -> Iterator[tuple[str, float]]:
        """Names and weights of the models that count."""
        return ((name, weight) for name in NAMES if (weight := getattr(self, name)) > 0)


@dataclass(frozen=True)
class HybridConfig(Config):
    """Settings of the members and their weights by segment; without learned weights it is the base alone."""

    default: DefaultConfig = field(default_factory=DefaultConfig)
    content: ContentConfig = field(default_factory=ContentConfig)
    deep_content: DeepContentConfig = field(default_factory=DeepContentConfig)
    language: LanguageConfig = field(default_factory=LanguageConfig)
    regional: RegionalConfig = field(default_factory=RegionalConfig)
    mood: MoodConfig = field(default_factory=MoodConfig)
    item_knn: ItemKnnConfig = field(default_factory=ItemKnnConfig)
    user_knn: UserKnnConfig = field(default_factory=UserKnnConfig)
    svd: SvdConfig = field(default_factory=SvdConfig)
    newcomer: Weights = field(default_factory=Weights)
    cold: Weights = field(default_factory=Weights)
    warm: Weights = field(default_factory=Weights)
    heavy: Weights = field(default_factory=Weights)

    def weights(self, segment: str) -> Weights:
        """Those of one of SEGMENTS."""
        found: Weights = getattr(self, segment)
        return found

    def members(self) -> tuple[str, ...]:
        """Names of the models that count in any segment."""
        return tuple(name for name in NAMES if any(getattr(self.weights(segment), name) > 0 for segment in SEGMENTS))


def segment_of(history: History) -> str:
    """The segment by the number of titles that say something."""
    return segment_by(int(np.count_nonzero(input_weights(history) > 0)))


class Hybrid(Recommender[HybridConfig]):
    """The shipped model, with models of facts, languages, regions and neighbours beside it where they help.

    Source: weighted hybridisation by segment, Burke, "Hybrid recommender systems" (UMUAI 2002); weights learnt on a
    hold-out (``recommender.evaluation.hybrid_selection``).
    Serves: everyone; newcomers by the languages and the country they name, titles without ratings by their facts.
    Scores: sum of the members' scores, each divided by its spread and multiplied by its weight in the segment.
    Explanations: the mix of the shares of all members that explain; what languages, regions and votes add belongs to no
    title.
    """

    name = "hybrid"
    config_class = HybridConfig
    explains = True
    judges_unrated = True
    min_history = 0

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        names = self.config.members()
        parts = len(names) + 1
        base = DefaultRecommender(self.config.default)
        self._base = base.fit(interactions, progress=part_of(progress, 0.0, 1.0 / parts, BASE))
        self._helpers: dict[str, Recommender[Any]] = {}
        for place, name in enumerate(names, start=1):
            model = HELPERS[name](getattr(self.config, name))
            self._helpers[name] = model.fit(
                interactions, progress=part_of(progress, place / parts, (place + 1) / parts, name)
            )
        self._ready()
        report(progress, 1.0, "done")
        return self

    def _ready(self) -> None:
        self._n_items = self._base.n_items
        self._spreads_kept = PerHistory[dict[str, float]]()

    def score(self, history: History) -> FloatArray:
        self._check_history(history)
        weights = self.config.weights(segment_of(history))
        base = self._base.score(history)
        spreads = {BASE: spread(base)}
        judged = np.isfinite(base)
        total = np.where(judged, base / np.float32(spreads[BASE]), np.float32(weights.unrated)).astype(np.float32)
        known = judged
        for name, weight in weights.used():
            scores = self._helpers[name].score(history)
            spreads[name] = spread(scores)
            finite = np.isfinite(scores)
            if finite.any():
                total += np.float32(weight) * comparable(self._helpers[name], scores, spreads[name])
                known = known | (finite & self._helpers[name].judges_unrated)
        self._spreads_kept.keep(history, spreads)
        return np.where(known, total, NO_OPINION)

    def contributions(self, history: History, item: int) -> FloatArray:
        self._check_item(item)
        return self.shares_of(history, np.array([item], dtype=np.int64))[:, 0]

    def shares_of(self, history: History, items: IntArray) -> FloatArray:
        return self.shares_on_scale(history, items, history)

    def shares_on_scale(self, history: History, items: IntArray, other: History) -> FloatArray:
        weights, spreads = self.config.weights(segment_of(other)), self._spreads(other)
        shares = self._base.shares_on_scale(history, items, other) / np.float32(spreads[BASE])
        for name, weight in weights.used():
            model = self._helpers[name]
            if model.explains:
                scale = np.float32(weight / spreads[name])
                shares = shares + scale * model.shares_of(history, items)
        return np.asarray(shares, dtype=np.float32)

    def vote_shares(self, history: History, items: IntArray) -> FloatArray:
        if not len(history.votes):
            return np.zeros(items.size, dtype=np.float32)
        return self._base.vote_shares(history, items) / np.float32(self._spreads(history)[BASE])

    def _spreads(self, history: History) -> dict[str, float]:
        """The spreads of the scores of all members that explain, as scoring the history left them."""

        def made() -> dict[str, float]:
            used = (name for name, _ in self.config.weights(segment_of(history)).used() if self._helpers[name].explains)
            return {
                BASE: spread(self._base.score(history)),
                **{name: spread(self._helpers[name].score(history)) for name in used},
            }

        return self._spreads_kept.of(history, made)

    def is_grounded(self, history: History) -> bool:
        return self._base.is_grounded(history) or any(model.is_grounded(history) for model in self._helpers.values())

    def similar(self, item: int, n: int) -> tuple[IntArray, FloatArray]:
        """Neighbours of the base, or of the first member that knows the title."""
        self._check_item(item)
        for model in (self._base, *self._helpers.values()):
            ids, scores = model.similar(item, n)
            if ids.size:
                return ids, scores
        return super().similar(item, n)

    def state(self) -> dict[str, AnyArray]:
        self._check_history(History.empty())
        return joined_state({BASE: self._base, **self._helpers})

    @classmethod
    def from_state(cls, config: HybridConfig, arrays: Mapping[str, AnyArray]) -> Self:
        model = cls(config)
        model._base = DefaultRecommender.from_state(config.default, member_state(arrays, BASE))
        model._helpers = {
            name: HELPERS[name].from_state(getattr(config, name), member_state(arrays, name))
            for name in config.members()
        }
        sizes = {model._base.n_items, *(helper.n_items for helper in model._helpers.values())}
        if len(sizes) != 1:
            raise StateError(f"the members disagree on the number of titles: {sorted(sizes)}")
        model._ready()
        return model


def comparable(model: Recommender[Any], scores: FloatArray, deviation: float | None = None) -> FloatArray:
    """Scores divided by their spread (``deviation``, where it is known already), finite everywhere.

    Where a model of titles has no opinion it adds nothing, so that explanations stay exact. Logarithms of chances are
    centred, and what has no chance counts like the least likely.
    """
    finite = np.isfinite(scores)
    filled = np.where(finite, scores, np.float32(0.0) if model.explains else scores[finite].min())
    if not model.explains:
        filled = filled - scores[finite].mean()
    return np.asarray(filled / np.float32(spread(scores) if deviation is None else deviation), dtype=np.float32)


def with_weights(config: HybridConfig, segment: str, names: Sequence[str], values: Sequence[float]) -> HybridConfig:
    """The settings with other weights in one segment."""
    changed = config.weights(segment).replace(**dict(zip(names, values, strict=True)))
    return config.replace(**{segment: changed})
