"""The text model: tells praise from criticism in any language that members rate and write in, and knows how all speak.

It learns from reviews with stars alone (from 3.5 on positive, up to 2.5 negative, the middle left out), by logistic
regression over words, pairs of words and runs of characters. No list of words, no language is built in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
from scipy.special import expit

from recommender.algorithms.base import StateError, take
from recommender.algorithms.config import Config, require
from recommender.dataset.types import AnyArray, BoolArray, DoubleArray
from recommender.enrichment.logistic import fit_logistic
from recommender.enrichment.moods import NAMES, Leanings
from recommender.enrichment.text import BUCKETS, SparseRows, count_rows, document_counts, rarity, weigh
from recommender.enrichment.themes import Background

KNOWN = 0.3  # of a text's weight must be made of what was seen in training, else there is no opinion


@dataclass(frozen=True)
class TextConfig(Config):
    """strength: how much weights are held back; least_reviews: of each kind, to learn sentiment at all;
    least_auc: on held-out reviews, below which the model keeps its opinion to itself."""

    strength: float = 0.5
    least_reviews: int = 30
    least_auc: float = 0.7

    def validate(self) -> None:
        """Ranges."""
        require(self.strength > 0, "strength must be positive")
        require(self.least_reviews >= 2, "least_reviews must be at least 2")
        require(0.5 <= self.least_auc <= 1, "least_auc lies between 0.5 and 1")


@dataclass(frozen=True, eq=False)
class Judge:
    """Weights of a fitted regression. `scale` turns its scores into probabilities: slope and shift."""

    idf: DoubleArray
    weights: DoubleArray
    seen: BoolArray
    intercept: float
    scale: tuple[float, float] = (1.0, 0.0)

    def scores(self, rows: SparseRows) -> DoubleArray:
        """Higher is more positive; nan for a text that is mostly made of what training never saw."""
        x = weigh(rows, self.idf)
        known = np.asarray(x.multiply(x) @ self.seen.astype(np.float64)).ravel()
        scores = np.asarray(x @ self.weights).ravel() + self.intercept
        return np.where(known >= KNOWN, scores, np.nan)

    def chances(self, texts: Sequence[str]) -> list[float | None]:
        """How likely each text is positive; None for no opinion."""
        found = expit(self.scale[0] * self.scores(count_rows(texts)) + self.scale[1])
        return [None if np.isnan(chance) else float(chance) for chance in found]


def fit_judge(rows: SparseRows, positive: BoolArray, config: TextConfig) -> Judge:
    """Learn from counted rows."""
    documents = document_counts(rows)
    idf = rarity(documents, rows.shape[0])
    weights, intercept = fit_logistic(weigh(rows, idf), positive, strength=config.strength)
    return Judge(idf, weights, documents > 0, intercept)


class TextModel:
    """What the registry keeps: how all reviews speak, what keywords feel like, and, where it is any good, a judge."""

    name: ClassVar[str] = "reviews"
    config_class: ClassVar[type[Any]] = TextConfig

    def __init__(self, config: TextConfig, background: Background, leanings: Leanings, judge: Judge | None) -> None:
        self.config = config
        self.background = background
        self.leanings = leanings
        self.judge = judge

    def chances(self, texts: Sequence[str]) -> list[float | None]:
        """How likely each text is positive; None for no opinion, as always without a judge."""
        return self.judge.chances(texts) if self.judge is not None and texts else [None] * len(texts)

    def state(self) -> dict[str, AnyArray]:
        """Everything learnt, as plain arrays; no judge is an empty one."""
        judge, background, leanings = self.judge, self.background, self.leanings
        empty = np.zeros(0, dtype=np.float32)
        return {
            "counts": background.counts,
            "documents": background.documents,
            "moods": background.moods,
            "size": np.asarray([background.n_documents], dtype=np.int64),
            "keyword_ids": leanings.ids,
            "keyword_sums": leanings.sums,
            "keyword_titles": leanings.titles,
            "mean_mood": leanings.mean,
            "idf": empty if judge is None else judge.idf.astype(np.float32),
            "weights": empty if judge is None else judge.weights.astype(np.float32),
            "seen": np.zeros(0, dtype=np.bool_) if judge is None else judge.seen,
            "scale": empty if judge is None else np.asarray([judge.intercept, *judge.scale], dtype=np.float32),
        }

    @classmethod
    def from_state(cls, config: TextConfig, arrays: Mapping[str, AnyArray]) -> Self:
        """Rebuild from `state`; StateError when the arrays do not fit together."""
        return cls(config, _background(arrays), _leanings(arrays), _judge(arrays))


def _background(arrays: Mapping[str, AnyArray]) -> Background:
    counts, documents = (take(arrays, name, "float32", 1) for name in ("counts", "documents"))
    moods, size = take(arrays, "moods", "float32", 2), take(arrays, "size", "int64", 1)
    if {counts.size, documents.size, moods.shape[1]} != {BUCKETS} or size.size != 1 or len(moods) != len(NAMES):
        raise StateError("the background has another number of columns")
    return Background(counts, documents, moods, int(size[0]))


def _leanings(arrays: Mapping[str, AnyArray]) -> Leanings:
    ids, titles = (take(arrays, name, "int64", 1) for name in ("keyword_ids", "keyword_titles"))
    sums, mean = take(arrays, "keyword_sums", "float32", 2), take(arrays, "mean_mood", "float32", 1)
    if sums.shape != (ids.size, len(NAMES)) or titles.size != ids.size or mean.size != len(NAMES):
        raise StateError("the keywords do not fit together")
    return Leanings(ids, sums, titles, mean)


def _judge(arrays: Mapping[str, AnyArray]) -> Judge | None:
    idf, weights = (take(arrays, name, "float32", 1) for name in ("idf", "weights"))
    seen, scale = take(arrays, "seen", "bool", 1), take(arrays, "scale", "float32", 1)
    if not weights.size:
        return None
    if {idf.size, weights.size, seen.size} != {BUCKETS} or scale.size != 3:
        raise StateError("the judge has another number of columns")
    intercept, slope, shift = (float(value) for value in scale)
    return Judge(idf, weights, seen, intercept, (slope, shift))
