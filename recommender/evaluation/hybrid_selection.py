"""Weights of the hybrid by segment, learnt on a hold-out of the training ratings.

Members of a site differ in how long their past is, so each segment is judged on pasts of its own length: a past too
long is cut to its newest titles. What was cut is not offered, for the member has seen it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from recommender.algorithms.base import Progress, Recommender, report
from recommender.dataset import About, BoolArray, FloatArray, History, IntArray, Interactions, input_weights
from recommender.dataset.weights import recency_ranks
from recommender.evaluation.selection import Step
from recommender.evaluation.splits import Split, Splitter, last_n, sampled
from recommender.features.definitions import SEGMENTS
from recommender.fusion.default import DefaultConfig, DefaultRecommender
from recommender.fusion.hybrid import HELPERS, NAMES, HybridConfig, comparable, segment_of, with_weights
from recommender.fusion.weighted import learn_weights, spread

MOST_USERS = 400
MOST_CELLS = 20_000_000  # users x titles kept for each member, 80 MB
LEAST_USERS = 30
LONGEST = {"newcomer": 0, "cold": 3, "warm": 49}
HIDDEN_TITLES = 0.05  # share of the titles, all of them rated seldom, that nobody is taken to have rated
GRID = (0.0, 0.1, 0.2, 0.35, 0.5, 0.8, 1.2, 2.0, 3.5)
UNRATED = (-2.0, -1.0, -0.5, 0.0, 0.5, 1.0)
DEPTH = 10
DISCOUNTS = 1.0 / np.log2(np.arange(DEPTH) + 2.0)
MARGIN = 0.01  # by which share of the quality a model must help to be let in


@dataclass(frozen=True)
class HybridSelection:
    """The chosen settings, and how each segment's weights came about."""

    config: HybridConfig
    steps: list[Step]


@dataclass(frozen=True, eq=False)
class _Cases:
    """Members of one segment: ``base`` and ``parts`` are comparable scores, float32[users, n], ``offered`` a mask."""

    base: FloatArray
    judged: BoolArray
    parts: list[FloatArray]
    offered: BoolArray
    held_out: list[IntArray]

    def quality(self, weights: Sequence[float], unrated: float) -> float:
        """Mean NDCG@10 with these weights of the parts; a held-out title ranks behind those with a higher score."""
        total = np.where(self.judged, self.base, np.float32(unrated))
        for weight, part in zip(weights, self.parts, strict=True):
            if weight:
                total = total + np.float32(weight) * part
        total[~self.offered] = -np.inf
        gains = []
        for scores, wanted in zip(total, self.held_out, strict=True):
            found = scores[wanted]
            ranks = np.count_nonzero(scores[None, :] > found[:, None], axis=1)
            hits = np.isfinite(found) & (ranks < DEPTH)
            ideal = DISCOUNTS[: min(DEPTH, wanted.size)].sum()
            gains.append(DISCOUNTS[ranks[hits]].sum() / ideal)
        return float(np.mean(gains))


def select_hybrid(
    train: Interactions,
    default: DefaultConfig,
    *,
    splitter: Splitter = last_n,
    seed: int = 0,
    progress: Progress | None = None,
) -> HybridSelection:
    """Choose weights for each segment; those without enough members to judge keep the base alone.

    ``default`` are the settings of the base, chosen before. Only training ratings may be passed in.
    """
    split = splitter(train)
    config = HybridConfig(default=default)
    if split.users.size < LEAST_USERS:
        return HybridSelection(config, [])
    hidden = _hide_some(split.train, seed)
    base = DefaultRecommender(default).fit(hidden)
    helpers: dict[str, Recommender[Any]] = {}
    for place, name in enumerate(NAMES):
        report(progress, 0.1 + 0.5 * place / len(NAMES), f"fitting {name}")
        helpers[name] = HELPERS[name](getattr(config, name)).fit(hidden)
    steps: list[Step] = []
    for place, segment in enumerate(SEGMENTS):
        report(progress, 0.6 + 0.4 * place / len(SEGMENTS), f"weighing models for {segment} members")
        cases = _cases(base, list(helpers.values()), split, segment, seed)
        if cases is not None:
            config, found = _learn(config, segment, cases)
            steps += found
    report(progress, 1.0, "weights chosen")
    return HybridSelection(config, steps)


def _hide_some(train: Interactions, seed: int) -> Interactions:
    """The ratings without those of some seldom rated titles, so that what facts say of unrated titles is judged too."""
    counts = train.item_counts()
    seldom = np.flatnonzero((counts > 0) & (counts <= np.median(counts[counts > 0]) if counts.any() else counts > 0))
    n = min(seldom.size, int(HIDDEN_TITLES * counts.size))
    gone = np.random.default_rng(seed).choice(seldom, n, replace=False) if n else seldom[:0]
    return train.masked(~np.isin(train.columns, gone))


def shortened(history: History, segment: str, rng: np.random.Generator) -> History:
    """The newest titles of a past, as many as a member of the segment may have; a past that fits stays whole."""
    longest = LONGEST.get(segment)
    weights = input_weights(history)
    if longest is None or np.count_nonzero(weights > 0) <= longest:
        return history
    keep = int(rng.integers(SEGMENTS[segment], longest + 1))
    known = np.flatnonzero(weights > 0)
    newest = known[np.argsort(recency_ranks(history.timestamps[known]), kind="stable")[:keep]]
    mask = np.zeros(len(history), dtype=np.bool_)
    mask[newest] = True
    return history.subset(mask)


def _cases(
    base: DefaultRecommender, helpers: list[Recommender[Any]], split: Split, segment: str, seed: int
) -> _Cases | None:
    rng = np.random.default_rng(seed)
    most = max(LEAST_USERS, min(MOST_USERS, MOST_CELLS // max(split.train.n_items, 1)))
    judged = sampled(split, most, seed)
    whole = split.train.histories(judged.users)
    histories = [shortened(history, segment, rng) for history in whole]
    fitting = [place for place, history in enumerate(histories) if segment_of(history) == segment]
    if segment == "newcomer":
        fitting = [place for place in fitting if histories[place].about != About()]
    if len(fitting) < LEAST_USERS:
        return None
    chosen = [histories[place] for place in fitting]
    scores = base.score_batch(chosen)
    known = np.isfinite(scores)
    scaled = np.stack([row / np.float32(spread(row)) for row in scores])
    offered = np.ones(scores.shape, dtype=np.bool_)
    for row, place in enumerate(fitting):
        offered[row, whole[place].items] = False
    parts, opinions = [], known
    for model in helpers:
        own = model.score_batch(chosen)
        finite = np.isfinite(own)
        if model.judges_unrated:
            opinions = opinions | finite
        rows = [comparable(model, row) if np.isfinite(row).any() else np.zeros_like(row) for row in own]
        parts.append(np.stack(rows))
    held_out = [judged.held_out[place] for place in fitting]
    return _Cases(scaled, known, parts, offered & opinions, held_out)


def _learn(config: HybridConfig, segment: str, cases: _Cases) -> tuple[HybridConfig, list[Step]]:
    tried: dict[str, float] = {}

    def quality(weights: tuple[float, ...]) -> float:
        found = cases.quality(weights[1:], 0.0)
        named = {name: weight for name, weight in zip(NAMES, weights[1:], strict=True) if weight}
        tried[", ".join(f"{name} {weight}" for name, weight in named.items()) or "base alone"] = found
        return found

    weights, best = learn_weights(len(NAMES) + 1, quality, GRID, rounds=2, margin=MARGIN)
    alone = tried["base alone"]
    kept = {name: weight for name, weight in zip(NAMES, weights[1:], strict=True) if weight}
    step = Step(f"{segment} weights", kept, best, {"base alone": alone, "chosen": best})
    config = with_weights(config, segment, NAMES, weights[1:])
    by_place = {value: cases.quality(weights[1:], value) for value in UNRATED}
    unrated = max(UNRATED, key=lambda value: (by_place[value], -abs(value)))
    place = Step(f"{segment} unrated", unrated, by_place[unrated], {str(value): by_place[value] for value in UNRATED})
    return with_weights(config, segment, ("unrated",), (unrated,)), [step, place]
