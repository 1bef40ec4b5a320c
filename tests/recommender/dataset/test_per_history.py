import gc

import numpy as np
import pytest

from recommender.dataset import History, input_weights
from recommender.dataset.per_history import PerHistory


def test_a_value_is_made_once_for_each_history() -> None:
    kept, made = PerHistory[int](), list[int]()
    one, other = History.of([1], [4.0]), History.of([1], [4.0])

    def make() -> int:
        made.append(len(made))
        return made[-1]

    found = [kept.of(history, make) for history in (one, one, other, one)]

    assert (found, made) == ([0, 0, 1, 0], [0, 1])


def test_what_is_kept_goes_with_its_history() -> None:
    kept = PerHistory[str]()
    history = History.of([1], [4.0])
    kept.keep(history, "value")

    del history
    gc.collect()

    assert len(kept._kept) == 0


def test_weights_are_kept_by_their_decay_and_cannot_be_changed() -> None:
    history = History.of([3, 1], [5.0, 3.0], [10, 20])

    plain, decayed = input_weights(history), input_weights(history, 1.0)

    assert input_weights(history) is plain
    np.testing.assert_array_equal(plain, np.array([1.0, 0.5], dtype=np.float32))
    np.testing.assert_array_equal(decayed, np.array([0.5, 0.5], dtype=np.float32))
    with pytest.raises(ValueError, match="read-only"):
        plain[0] = 0.0
