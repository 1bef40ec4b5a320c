import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from recommender.algorithms.topk import topk, topk_batch


def test_best_first() -> None:
    ids, scores = topk(np.array([1, 5, 3], dtype=np.float32), 2)

    assert (ids.tolist(), scores.tolist()) == ([1, 2], [5.0, 3.0])


def test_ties_go_to_the_lower_index() -> None:
    assert topk(np.array([2, 7, 7, 7], dtype=np.float32), 2)[0].tolist() == [1, 2]


@pytest.mark.parametrize("exclude", [np.array([1]), np.array([False, True, False])])
def test_excluded_is_never_returned(exclude: np.ndarray) -> None:
    scores = np.array([1, 5, 3], dtype=np.float32)

    assert topk(scores, 3, exclude)[0].tolist() == [2, 0]
    assert scores.tolist() == [1, 5, 3]


def test_no_opinion_and_nan_are_never_returned() -> None:
    scores = np.array([np.nan, -np.inf, -3.4e38, 1], dtype=np.float32)

    assert topk(scores, 4)[0].tolist() == [3, 2]


@pytest.mark.parametrize("n", [0, -1])
def test_nothing_wanted_gives_nothing(n: int) -> None:
    assert topk(np.ones(3, dtype=np.float32), n)[0].size == 0


def test_empty_scores_give_nothing() -> None:
    assert topk(np.zeros(0, dtype=np.float32), 3)[0].size == 0


@given(
    arrays(
        np.float32,
        st.integers(1, 700),
        elements=st.sampled_from([float("nan"), float("-inf"), -1.0, 0.0, 0.25, 0.5, 1.0, 2.0, 3.0]),
    ),
    st.integers(1, 12),
)
def test_equals_a_full_sort(scores: np.ndarray, n: int) -> None:
    valid = [index for index in range(scores.size) if scores[index] > -np.inf]
    expected = sorted(valid, key=lambda index: (-scores[index], index))[:n]

    assert topk(scores, n)[0].tolist() == expected


def test_large_distinct_scores_equal_a_full_sort() -> None:
    scores = np.random.default_rng(0).permutation(50_000).astype(np.float32)

    assert topk(scores, 100)[0].tolist() == np.argsort(-scores)[:100].tolist()


def test_batch_is_padded() -> None:
    scores = np.array([[1, 2, 3], [-np.inf, 4, -np.inf]], dtype=np.float32)

    ids, best = topk_batch(scores, 2, [np.array([2]), np.zeros(0, dtype=np.int64)])

    assert ids.tolist() == [[1, 0], [1, -1]]
    assert best.tolist() == [[2.0, 1.0], [4.0, -np.inf]]
