"""A fitted model against held-out ratings."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from recommender.algorithms.base import Recommender
from recommender.algorithms.topk import topk_batch
from recommender.dataset import IntArray
from recommender.dataset.types import DoubleArray
from recommender.evaluation import metrics
from recommender.evaluation.splits import Split

BATCH = 256
DEPTH = 100
#: Kinds of users by the ratings they are known by: name, the least number, the largest.
KINDS: tuple[tuple[str, int, float], ...] = (("cold", 1, 3), ("warm", 4, 49), ("heavy", 50, np.inf))


@dataclass(frozen=True)
class Scores:
    """Means over users; the standard error of NDCG@10 tells which differences are worth a word.

    by_kind: NDCG@10 and number of users for the kinds of users (``KINDS``) that there are.
    """

    hr_at_10: float
    ndcg_at_10: float
    recall_at_20: float
    ndcg_at_20: float
    coverage: float
    novelty: float
    diversity: float
    ndcg_at_10_error: float
    users: int
    recall_at_50: float = 0.0
    ndcg_at_100: float = 0.0
    by_kind: dict[str, tuple[float, int]] = field(default_factory=dict)

    def to_json(self) -> dict[str, float]:
        """Under the names that tables use."""
        kinds: dict[str, float] = {}
        for kind, (quality, users) in self.by_kind.items():
            kinds |= {f"ndcg@10_{kind}": quality, f"users_{kind}": users}
        return {
            "hr@10": self.hr_at_10,
            "ndcg@10": self.ndcg_at_10,
            "recall@20": self.recall_at_20,
            "ndcg@20": self.ndcg_at_20,
            "coverage": self.coverage,
            "novelty": self.novelty,
            "diversity": self.diversity,
            "ndcg@10_se": self.ndcg_at_10_error,
            "recall@50": self.recall_at_50,
            "ndcg@100": self.ndcg_at_100,
            **kinds,
        }


def ranked_lists(model: Recommender[Any], split: Split, depth: int) -> IntArray:
    """The first ``depth`` titles for every judged user, int64[users, depth], padded with -1.

    Of all unseen titles, or of the split's candidates; a candidate without an opinion stays out of the list.
    """
    lists = [np.zeros((0, depth), dtype=np.int64)]
    for start in range(0, split.users.size, BATCH):
        histories = split.inputs.histories(split.users[start : start + BATCH])
        scores = model.score_batch(histories)
        left_out = [history.items for history in histories]
        if split.candidates is not None:
            left_out = [_others(model.n_items, wanted) for wanted in split.candidates[start : start + BATCH]]
        lists.append(topk_batch(scores, depth, left_out)[0])
    return np.concatenate(lists)


def _others(n_items: int, wanted: IntArray) -> IntArray:
    rest = np.ones(n_items, dtype=np.bool_)
    rest[wanted] = False
    return np.flatnonzero(rest).astype(np.int64)


def judge(model: Recommender[Any], split: Split) -> Scores:
    """All figures of a fitted model on a split; ValueError when there is nobody to judge."""
    if not split.users.size:
        raise ValueError("the split holds out nothing")
    ranked = ranked_lists(model, split, DEPTH)
    hit = metrics.hits(ranked, split.held_out)
    ndcg_10 = metrics.ndcg(hit, split.held_out, 10)
    train = split.train
    return Scores(
        hr_at_10=float(metrics.hit_rate(hit, 10).mean()),
        ndcg_at_10=float(ndcg_10.mean()),
        recall_at_20=float(metrics.recall(hit, split.held_out, 20).mean()),
        ndcg_at_20=float(metrics.ndcg(hit, split.held_out, 20).mean()),
        coverage=metrics.coverage(ranked, train.n_items, 10),
        novelty=metrics.novelty(ranked, train.item_counts(), train.n_users, 10),
        diversity=metrics.intra_list_diversity(ranked, train.positives(), 10),
        ndcg_at_10_error=float(ndcg_10.std() / np.sqrt(ndcg_10.size)),
        users=int(split.users.size),
        recall_at_50=float(metrics.recall(hit, split.held_out, 50).mean()),
        ndcg_at_100=float(metrics.ndcg(hit, split.held_out, 100).mean()),
        by_kind=_by_kind(ndcg_10, split),
    )


def _by_kind(quality: DoubleArray, split: Split) -> dict[str, tuple[float, int]]:
    lengths = np.diff(split.inputs.matrix.indptr)[split.users]
    found = {}
    for kind, least, largest in KINDS:
        of_kind = quality[(lengths >= least) & (lengths <= largest)]
        if of_kind.size:
            found[kind] = (float(of_kind.mean()), int(of_kind.size))
    return found


def ndcg_at_10(model: Recommender[Any], split: Split) -> float:
    """Mean NDCG@10 only: what settings are chosen by."""
    ranked = ranked_lists(model, split, 10)
    return float(metrics.ndcg(metrics.hits(ranked, split.held_out), split.held_out, 10).mean())
