"""Settings of the shipped model, chosen on a hold-out of the data it will serve.

One setting after the other is varied, best value kept (coordinate search). Only the training part of a split may be
passed in; a validation part is carved from it by the same protocol.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from recommender.algorithms.als import Als, AlsConfig
from recommender.algorithms.base import Progress, Recommender, report
from recommender.algorithms.ease import Ease, EaseConfig
from recommender.algorithms.popularity import Popularity
from recommender.dataset import Interactions
from recommender.evaluation.backtest import ndcg_at_10
from recommender.evaluation.splits import Split, Splitter, last_n, sampled
from recommender.fusion.default import DefaultConfig, DefaultRecommender
from recommender.fusion.weighted import learn_weights

ROUNDS = 2
MIN_USERS = 50
MAX_USERS = 1_000
MAX_SEARCH_ITEMS = 4_000
# Damping of heavy users shrinks the gram matrix, so it wants a smaller ridge.
_RIDGES = ((0.25, 20.0), (0.25, 50.0), (0.1, 50.0), (0.1, 100.0), (0.0, 50.0), (0.0, 100.0), (0.0, 200.0), (0.0, 500.0))
_PROXIMITIES = ((0.0, 10.0), (0.5, 10.0), (0.7, 5.0), (0.7, 10.0), (0.7, 30.0), (0.85, 10.0), (0.85, 30.0))
Changes: TypeAlias = dict[str, Any]
FITTED: tuple[tuple[Changes, ...], ...] = (
    tuple({"row_power": power, "ridge": ridge} for power, ridge in _RIDGES),
    tuple({"proximity": share, "proximity_half_life": apart} for share, apart in _PROXIMITIES),
    ({"dropout": 0.2}, {"dropout": 0.3}, {"dropout": 0.5}),
    ({"min_rating": None}, {"min_rating": 3.0}),
)
DECAYS: tuple[tuple[float | None, float], ...] = (
    (None, 0.0),
    (30.0, 0.0),
    (10.0, 0.0),
    (10.0, 0.05),
    (5.0, 0.0),
    (5.0, 0.02),
    (3.0, 0.0),
    (3.0, 0.02),
)
HALF_LIVES: tuple[float | None, ...] = (10.0, None, 30.0, 3.0)
ALS_REGULARISATION = (0.005, 0.01, 0.02)
FUSION_GRID = (0.0, 0.1, 0.2, 0.4)
PRIOR_GRID = (0.0, 0.05, 0.1, 0.2)
TAIL_GRID = (0.0, 0.5, 1.0, 1.5, 2.0)


@dataclass(frozen=True)
class Step:
    """One decision: the setting, the value kept, its NDCG@10 on the validation part, and the others tried."""

    setting: str
    value: Any
    quality: float
    tried: dict[str, float]

    def __str__(self) -> str:
        others = ", ".join(f"{value}: {quality:.4f}" for value, quality in self.tried.items())
        return f"{self.setting} = {self.value} ({others})"


@dataclass(frozen=True)
class Selection:
    """The chosen settings and how they came about."""

    config: DefaultConfig
    steps: list[Step] = field(default_factory=list)


def select_half_life(
    model: Recommender[Any], train: Interactions, *, splitter: Splitter = last_n, seed: int = 0
) -> Step | None:
    """The best decay of a member's own past for a model that uses it at scoring only; None with too few members.

    ``model`` has a setting ``half_life`` and is not fitted here: a copy is, once, on the training part of the split.
    """
    split = sampled(splitter(train), MAX_USERS, seed)
    if split.users.size < MIN_USERS:
        return None
    state = type(model)(model.config).fit(split.train).state()
    tried: dict[float | None, float] = {}
    for half_life in HALF_LIVES:
        trial = type(model).from_state(model.config.replace(half_life=half_life), state)
        tried[half_life] = ndcg_at_10(trial, split)
    best = max(tried, key=lambda half_life: tried[half_life])
    return Step("half_life", best, tried[best], {str(value): quality for value, quality in tried.items()})


def select_default(
    train: Interactions,
    *,
    base: DefaultConfig | None = None,
    splitter: Splitter = last_n,
    seed: int = 0,
    progress: Progress | None = None,
) -> Selection:
    """Choose the settings of ``DefaultRecommender`` for this data; ``base`` is where the search starts.

    With fewer than 50 members to validate on, any choice would be noise and the base is returned.
    """
    config = DefaultConfig() if base is None else base
    split = sampled(splitter(train), MAX_USERS, seed)
    if split.users.size < MIN_USERS:
        return Selection(config)
    report(progress, 0.0, "choosing settings of EASE")
    ease_config, steps = _select_ease(split, config.ease, progress)
    report(progress, 0.7, "choosing settings of ALS")
    als_config, als_step = _select_als(split, config.als, ease_config.half_life)
    chosen = config.replace(ease=ease_config, als=als_config)
    report(progress, 0.9, "choosing weights")
    weights = _select_weights(split, chosen)
    for step in weights:
        chosen = chosen.replace(**{step.setting: step.value})
    report(progress, 1.0, "settings chosen")
    return Selection(chosen, [*steps, als_step, *weights])


class _EaseSearch:
    """Judges settings of EASE, each at its best decay of the history, which needs no new fit; remembers the answers."""

    def __init__(self, split: Split) -> None:
        self.split = split
        self._seen: dict[EaseConfig, dict[EaseConfig, float]] = {}

    def decays(self, config: EaseConfig) -> dict[EaseConfig, float]:
        """Quality of these settings with every decay."""
        key = config.replace(half_life=None, floor=0.0)
        if key not in self._seen:
            state = Ease(key).fit(self.split.train).state()
            trials = [config.replace(half_life=half_life, floor=floor) for half_life, floor in DECAYS]
            self._seen[key] = {trial: ndcg_at_10(Ease.from_state(trial, state), self.split) for trial in trials}
        return self._seen[key]

    def best(self, config: EaseConfig) -> tuple[EaseConfig, float]:
        """The settings with their best decay, and its quality."""
        found = self.decays(config)
        winner = max(found, key=lambda trial: found[trial])
        return winner, found[winner]


def _select_ease(split: Split, start: EaseConfig, progress: Progress | None) -> tuple[EaseConfig, list[Step]]:
    search = _EaseSearch(split)
    best, quality = search.best(start.replace(max_items=min(start.max_items, MAX_SEARCH_ITEMS)))
    steps: list[Step] = []
    for number in range(ROUNDS):
        before = best
        for place, candidates in enumerate(FITTED):
            best, quality, step = _ease_step(search, best, quality, candidates)
            steps.append(step)
            report(progress, 0.7 * (number + (place + 1) / len(FITTED)) / ROUNDS, str(step))
        if best == before:
            break
    decays = {str((trial.half_life, trial.floor)): found for trial, found in search.decays(best).items()}
    steps.append(Step("ease.half_life, floor", (best.half_life, best.floor), quality, decays))
    return best.replace(max_items=start.max_items), steps


def _ease_step(
    search: _EaseSearch, best: EaseConfig, quality: float, candidates: tuple[Changes, ...]
) -> tuple[EaseConfig, float, Step]:
    names = list(candidates[0])
    tried = {_label(best, names): quality}
    for changes in candidates:
        candidate, found = search.best(best.replace(**changes))
        tried.setdefault(_label(candidate, names), found)
        if found > quality:
            best, quality = candidate, found
    return best, quality, Step("ease." + ", ".join(names), _label(best, names), quality, tried)


def _label(config: EaseConfig, names: list[str]) -> str:
    return " ".join(str(getattr(config, name)) for name in names)


def _select_als(split: Split, start: AlsConfig, half_life: float | None) -> tuple[AlsConfig, Step]:
    tried: dict[str, float] = {}
    best, quality = start, -1.0
    for regularization in ALS_REGULARISATION:
        model = Als(start.replace(regularization=regularization)).fit(split.train)
        state = model.state()
        for decay in dict.fromkeys((None, 10.0, half_life)):
            config = model.config.replace(half_life=decay)
            found = ndcg_at_10(Als.from_state(config, state), split)
            tried[str((regularization, decay))] = found
            if found > quality:
                best, quality = config, found
    return best, Step("als.regularization, half_life", (best.regularization, best.half_life), quality, tried)


def _select_weights(split: Split, config: DefaultConfig) -> list[Step]:
    members: dict[str, Recommender[Any]] = {
        "popularity": Popularity(config.popularity).fit(split.train),
        "ease": Ease(config.ease).fit(split.train),
        "als": Als(config.als).fit(split.train),
    }
    state = {f"{name}.{key}": array for name, model in members.items() for key, array in model.state().items()}

    def quality_of(**changes: float) -> float:
        return ndcg_at_10(DefaultRecommender.from_state(config.replace(**changes), state), split)

    als = _learn("als_weight", FUSION_GRID, lambda value: quality_of(als_weight=value))
    prior = _learn(
        "popularity_weight", PRIOR_GRID, lambda value: quality_of(als_weight=als.value, popularity_weight=value)
    )
    if int(np.count_nonzero(split.train.item_counts())) <= config.ease.max_items:
        return [als, prior]
    settled = {"als_weight": als.value, "popularity_weight": prior.value}
    tail = _learn("tail_weight", TAIL_GRID, lambda value: quality_of(tail_weight=value, **settled))
    return [als, prior, tail]


def _learn(setting: str, grid: tuple[float, ...], quality: Callable[[float], float]) -> Step:
    tried: dict[str, float] = {}

    def judged(weights: tuple[float, ...]) -> float:
        value = weights[1]
        if str(value) not in tried:
            tried[str(value)] = quality(value)
        return tried[str(value)]

    weights, best = learn_weights(2, judged, grid, rounds=1)
    return Step(setting, weights[1], best, tried)
