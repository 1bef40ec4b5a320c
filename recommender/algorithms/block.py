"""The best titles of many members at once, block by block."""

from collections.abc import Sequence
from typing import Any

from recommender.algorithms.base import NO_OPINION, Recommender
from recommender.algorithms.topk import topk_batch
from recommender.dataset import BoolArray, FloatArray, History, IntArray

BLOCK_BYTES = 16 << 20  # of scores held at once; larger blocks leave the processor's cache and take longer
MOST_MEMBERS = 256


def block_size(n_items: int) -> int:
    """How many members to score at once, so that memory stays bounded whatever the catalog's size."""
    return max(1, min(MOST_MEMBERS, BLOCK_BYTES // (4 * max(n_items, 1))))


def score_block(
    model: Recommender[Any], histories: Sequence[History], left_out: Sequence[IntArray | BoolArray], n: int
) -> tuple[IntArray, FloatArray]:
    """The n best titles of each member and their scores, int64[m, n] and float32[m, n], padded with -1 and -inf.

    `left_out` holds for each member the indices, or a mask, of titles that are not to be recommended.
    """
    scores = model.score_batch(histories)
    for row, titles in enumerate(left_out):
        scores[row, titles] = NO_OPINION
    return topk_batch(scores, n)
