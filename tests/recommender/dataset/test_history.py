import numpy as np
import pytest

from recommender.dataset import History, IdMap


def test_external_ids_that_the_map_does_not_know_are_left_out() -> None:
    history = History.from_external(IdMap.from_ids([10, 20, 30]), [30, 99, 10], [4.0, 5.0, 1.0], [3, 2, 1], [0, 1, 0.5])

    assert history.items.tolist() == [2, 0]
    assert history.ratings.tolist() == [4.0, 1.0]
    assert history.timestamps.tolist() == [3, 1]
    assert history.extra.tolist() == [0.0, 0.5]


def test_empty_history_has_no_titles() -> None:
    assert len(History.empty()) == 0


def test_title_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="once"):
        History.of([1, 1], [4, 5])


def test_negative_index_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        History.of([-1], [4])


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="ratings"):
        History.of([1, 2], [4])


def test_wrong_type_is_refused() -> None:
    with pytest.raises(ValueError, match="float32"):
        History(np.array([1]), np.array([4.0]), np.array([0]))
