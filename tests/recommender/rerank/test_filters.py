import numpy as np

from recommender.rerank.filters import all_of, apply, only, without


def test_only_allows_the_named_titles_and_skips_unknown_ones() -> None:
    assert only(np.array([2, -1]), 4).tolist() == [False, False, True, False]


def test_without_forbids_the_named_titles() -> None:
    assert without(np.array([2, -1]), 4).tolist() == [True, True, False, True]


def test_all_of_needs_every_mask() -> None:
    allowed = all_of(only(np.array([0, 1]), 3), without(np.array([1]), 3))

    assert allowed.tolist() == [True, False, False]


def test_apply_takes_the_opinion_away_and_leaves_the_input_alone() -> None:
    scores = np.array([1, 2], dtype=np.float32)

    assert apply(scores, np.array([True, False])).tolist() == [1.0, -np.inf]
    assert scores.tolist() == [1.0, 2.0]
