import sys

import numpy as np
import pytest

from recommender.algorithms.base import MissingPackageError
from recommender.algorithms.encoder_training import encode, train_encoder

INPUTS, TARGETS = np.ones((5, 3), dtype=np.float32), np.ones((5, 2), dtype=np.float32)


def test_encoding_is_the_network_of_the_arrays() -> None:
    arrays = {
        "hidden_weights": np.array([[1.0, -1.0]], dtype=np.float32),
        "hidden_bias": np.array([0.5, 0.0], dtype=np.float32),
        "output_weights": np.array([[2.0], [3.0]], dtype=np.float32),
        "output_bias": np.array([1.0], dtype=np.float32),
        "scale": np.array([0.5], dtype=np.float32),
    }

    factors = encode(arrays, np.array([[1.0], [-1.0]], dtype=np.float32))

    assert factors.tolist() == [[2.0], [2.0]]
    assert factors.dtype == np.float32


def test_training_without_torch_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)

    with pytest.raises(MissingPackageError, match="requirements-neural"):
        train_encoder(INPUTS, TARGETS, np.ones(5, dtype=np.bool_), seed=0)


@pytest.mark.parametrize(
    ("known", "message"), [(np.ones(4, np.bool_), "fit together"), (np.zeros(5, np.bool_), "no ti")]
)
def test_nothing_to_learn_from_is_refused(known: np.ndarray, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        train_encoder(INPUTS, TARGETS, known, seed=0)
