import numpy as np
import pytest

from recommender.dataset import History, input_weights, rating_weights, recency_weights
from recommender.dataset.weights import recency_ranks


def test_liked_full_middling_half_disliked_nothing() -> None:
    ratings = np.array([5, 3.5, 3, 2.5, 2, 0.5, 0, np.nan], dtype=np.float32)

    assert rating_weights(ratings).tolist() == [1, 1, 0.5, 0.5, 0, 0, 0, 0]


def test_newest_has_rank_zero_and_equal_times_share_the_better_rank() -> None:
    assert recency_ranks(np.array([10, 30, 20, 30, 20])).tolist() == [4, 0, 2, 0, 2]


def test_weight_halves_every_half_life() -> None:
    assert recency_weights(np.array([1, 2, 3]), 1.0).tolist() == [0.25, 0.5, 1.0]


def test_floor_keeps_old_titles_audible() -> None:
    assert recency_weights(np.array([1, 2]), 1.0, floor=0.5).tolist() == [0.75, 1.0]


def test_without_half_life_all_count_alike() -> None:
    assert recency_weights(np.array([1, 2]), None).tolist() == [1.0, 1.0]


def test_half_life_must_be_positive() -> None:
    with pytest.raises(ValueError, match="half_life"):
        recency_weights(np.array([1]), 0.0)


def test_input_is_rating_and_extra_times_recency() -> None:
    history = History.of([0, 1, 2, 3], [5.0, 3.0, np.nan, 1.0], [4, 3, 2, 1], [0.5, 0.25, 0.4, 1.0])

    np.testing.assert_allclose(input_weights(history, 1.0), [1.0, 0.75 / 2, 0.4 / 4, 0.0], rtol=1e-6)
