"""Neural collaborative filtering: a matrix factorisation and a perceptron, fused."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from recommender.algorithms.base import NO_OPINION, Progress, Recommender, StateError, report, take
from recommender.algorithms.config import Config, require
from recommender.algorithms.neural_network import NAMES, Network, Shape
from recommender.algorithms.neural_training import Plan, trained
from recommender.algorithms.topk import topk
from recommender.dataset import BoolArray, FloatArray, History, IntArray, Interactions, input_weights
from recommender.dataset.types import AnyArray


@dataclass(frozen=True)
class NeuralCfConfig(Config):
    """Settings of the network and of its training.

    factors: size of the vectors of titles; hidden, deep: neurons of the perceptron's layers
    averaging: 1 makes a member the mean of their titles, 0 the sum
    epochs: at most; patience: epochs without a better loss on the members held back before training stops
    negatives: titles drawn against the watched ones at every step
    in_order: share of the examples that ask for what came next rather than for what is missing
    min_rating: what counts as a positive in training; None for every logged title
    half_life: decay of a member's own past, in training and at scoring
    """

    factors: int = 64
    hidden: int = 32
    deep: int = 16
    averaging: float = 0.5
    epochs: int = 60
    patience: int = 5
    batch: int = 64
    negatives: int = 512
    learning_rate: float = 0.003
    weight_decay: float = 0.1
    in_order: float = 0.5
    min_rating: float | None = None
    half_life: float | None = 10.0
    seed: int = 0

    def validate(self) -> None:
        for name in ("factors", "hidden", "deep"):
            require(1 <= getattr(self, name) <= 1024, f"{name} must lie between 1 and 1024")
        require(0 <= self.averaging <= 1, "averaging must lie in [0, 1]")
        require(1 <= self.epochs <= 1000, "epochs must lie between 1 and 1000")
        for name in ("patience", "batch", "negatives"):
            require(getattr(self, name) >= 1, f"{name} must be positive")
        require(self.learning_rate > 0, "learning_rate must be positive")
        require(self.weight_decay >= 0, "weight_decay must not be negative")
        require(0 <= self.in_order <= 1, "in_order must lie in [0, 1]")
        require(self.half_life is None or self.half_life > 0, "half_life must be positive")

    @property
    def plan(self) -> Plan:
        """The settings that training needs."""
        names = ("averaging", "epochs", "patience", "batch", "negatives", "learning_rate", "weight_decay", "in_order")
        return Plan(half_life=self.half_life, seed=self.seed, **{name: getattr(self, name) for name in names})


class NeuralCf(Recommender[NeuralCfConfig]):
    """NeuMF whose members are encodings of their history, so that new members need no retraining.

    Source: He et al., "Neural collaborative filtering" (WWW 2017); members as sums of their titles as in Kabbur, Ning,
    Karypis, "FISM" (KDD 2013). Trained on a sampled softmax instead of the pointwise loss of the paper.
    Serves: members with a few titles or more on sites with many ratings. On small data the linear models are better
    and a hundred times cheaper (Rendle et al., "Neural collaborative filtering vs. matrix factorization revisited",
    RecSys 2020).
    Scores: logits, comparable within one member's list only.
    Training needs torch (requirements-neural.txt); scoring and stored versions do not.
    """

    name = "neural_cf"
    config_class = NeuralCfConfig

    def fit(self, interactions: Interactions, *, progress: Progress | None = None) -> Self:
        """MissingPackageError without torch; whatever ``progress`` raises ends the training."""
        taste = interactions.at_least(self.config.min_rating)
        counts = taste.item_counts()
        shape = Shape(interactions.n_items, self.config.factors, self.config.hidden, self.config.deep)
        network = trained(Network.initial(shape, counts, self.config.seed), taste, self.config.plan, progress)
        self._load(network, counts > 0)
        report(progress, 1.0, "done")
        return self

    def _load(self, network: Network, covered: BoolArray) -> None:
        self._network = network
        self._covered = covered
        self._n_items = network.shape.n_items

    def _input(self, history: History) -> tuple[IntArray, FloatArray]:
        """Titles of the history that count, and their weights."""
        self._check_history(history)
        weights = input_weights(history, self.config.half_life)
        used = np.flatnonzero((weights > 0) & self._covered[history.items])
        return history.items[used], weights[used]

    def score(self, history: History) -> FloatArray:
        items, weights = self._input(history)
        if not items.size:
            return self._no_opinion()
        scores = self._network.scores(self._network.member(items, weights, self.config.averaging))
        scores[~self._covered] = NO_OPINION
        return scores

    def is_grounded(self, history: History) -> bool:
        return bool(self._input(history)[0].size)

    def similar(self, item: int, n: int) -> tuple[IntArray, FloatArray]:
        """Nearest titles by the cosine of their vectors in the factorisation."""
        self._check_item(item)
        if not self._covered[item]:
            return super().similar(item, n)
        vectors = self._network.arrays["gmf_targets"]
        norms = np.linalg.norm(vectors, axis=1)
        scores = (vectors @ vectors[item]) / np.maximum(norms * norms[item], 1e-12)
        scores[~self._covered] = NO_OPINION
        return topk(scores.astype(np.float32), n, np.array([item], dtype=np.int64))

    def state(self) -> dict[str, AnyArray]:
        self._check_history(History.empty())
        return {"covered": self._covered, **self._network.arrays}

    @classmethod
    def from_state(cls, config: NeuralCfConfig, arrays: Mapping[str, AnyArray]) -> Self:
        covered = take(arrays, "covered", "bool", 1)
        shape = Shape(covered.size, config.factors, config.hidden, config.deep)
        found = {name: take(arrays, name, "float32", len(shape.of(name))) for name in NAMES}
        for name, array in found.items():
            if array.shape != shape.of(name):
                raise StateError(f"{name} is {array.shape}, expected {shape.of(name)}")
        model = cls(config)
        model._load(Network(shape, found), covered)
        return model
