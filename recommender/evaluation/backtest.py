"""A fitted model against held-out ratings."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from recommender.algorithms.base import Recommender
from recommender.algorithms.topk import topk_batch
from recommender.dataset import IntArray
from recommender.evaluation import metrics
from recommender.evaluation.splits import Split

BATCH = 256
DEPTH = 20


@dataclass(frozen=True)
class Scores:
    """Means over users; the standard error of NDCG@10 tells which differences are worth a word."""

    hr_at_10: float
    ndcg_at_10: float
    recall_at_20: float
    ndcg_at_20: float
    coverage: float
    novelty: float
    diversity: float
    ndcg_at_10_error: float
    users: int

    def to_json(self) -> dict[str, float]:
        """Under the names that tables use."""
        return {
            "hr@10": self.hr_at_10,
            "ndcg@10": self.ndcg_at_10,
            "recall@20": self.recall_at_20,
            "ndcg@20": self.ndcg_at_20,
            "coverage": self.coverage,
            "novelty": self.novelty,
            "diversity": self.diversity,
            "ndcg@10_se": self.ndcg_at_10_error,
        }


def ranked_lists(model: Recommender[Any], split: Split, depth: int) -> IntArray:
    """The first ``depth`` unseen titles for every judged user, int64[users, depth], padded with -1."""
    lists = [np.zeros((0, depth), dtype=np.int64)]
    for start in range(0, split.users.size, BATCH):
        histories = split.train.histories(split.users[start : start + BATCH])
        scores = model.score_batch(histories)
        lists.append(topk_batch(scores, depth, [history.items for history in histories])[0])
    return np.concatenate(lists)


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
    )


def ndcg_at_10(model: Recommender[Any], split: Split) -> float:
    """Mean NDCG@10 only: what settings are chosen by."""
    ranked = ranked_lists(model, split, 10)
    return float(metrics.ndcg(metrics.hits(ranked, split.held_out), split.held_out, 10).mean())
