import sys
from typing import Any

import numpy as np
import pytest

from recommender.algorithms.base import MissingPackageError, StateError
from recommender.algorithms.config import ConfigError
from recommender.algorithms.neural_cf import NeuralCf, NeuralCfConfig
from recommender.algorithms.neural_network import NAMES, Network, Shape
from recommender.dataset import History
from recommender.dataset.synthetic import taste_groups


def by_hand(**changes: Any) -> NeuralCf:
    """Three titles, the last of which nobody rated; one number per vector."""
    shape = Shape(3, 1, 1, 1)
    arrays = {name: np.zeros(shape.of(name), dtype=np.float32) for name in NAMES}
    arrays["sources"][:, 0] = [1.0, 2.0, 5.0]
    arrays["gmf_targets"][:, 0] = [1.0, -1.0, 3.0]
    arrays["mlp_targets"][:, 0] = [0.5, -4.0, 0.0]
    arrays["bias"][:] = [0.25, 0.5, 9.0]
    for name in ("member_weights", "joint_weights", "deep_weights", "head"):
        arrays[name][:] = 1.0
    arrays["deep_bias"][:] = 0.125
    settings = {"factors": 1, "hidden": 1, "deep": 1, "averaging": 1.0, "half_life": None, **changes}
    covered = np.array([True, True, False])
    return NeuralCf.from_state(NeuralCfConfig(**settings), {"covered": covered, **arrays})


def test_score_adds_the_factorisation_the_perceptron_and_the_bias() -> None:
    scores = by_hand().score(History.of([0, 1], [5.0, 3.0]))

    z = (1.0 * 1.0 + 0.5 * 2.0) / 1.5
    first = z + (np.tanh(z) + 0.5 + 0.125) + 0.25
    second = -z + 0.125 + 0.5
    np.testing.assert_allclose(scores, [first, second, -np.inf], rtol=1e-6)


def test_averaging_decides_between_mean_and_sum() -> None:
    history = History.of([0, 1], [5.0, 5.0])

    summed, mean = by_hand(averaging=0.0).score(history), by_hand(averaging=1.0).score(history)

    np.testing.assert_allclose(summed[1] - mean[1], -(3.0 - 1.5), rtol=1e-6)


def test_stored_arrays_score_without_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)

    assert by_hand().recommend(History.of([1], [5.0]), 3)[0].tolist() == [0]


def test_training_without_torch_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)

    with pytest.raises(MissingPackageError, match=r"pip install -r requirements-neural\.txt"):
        NeuralCf().fit(taste_groups(10, 10))


def test_neighbours_are_judged_by_their_vectors() -> None:
    model = by_hand()

    assert model.similar(0, 5)[0].tolist() == [1]
    assert model.similar(2, 5)[0].tolist() == []


@pytest.mark.parametrize("name", NAMES)
def test_contradictory_state_is_refused(name: str) -> None:
    model = by_hand()
    odd = np.zeros((2,) * model.state()[name].ndim, dtype=np.float32)

    with pytest.raises(StateError, match=name):
        NeuralCf.from_state(model.config, {**model.state(), name: odd})


@pytest.mark.parametrize("changes", [{"factors": 0}, {"averaging": 2.0}, {"patience": 0}, {"in_order": -0.1}])
def test_settings_out_of_range_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=next(iter(changes))):
        NeuralCfConfig(**changes)


def test_large_catalogs_are_scored_in_blocks() -> None:
    shape = Shape(9_000, 4, 3, 2)
    network = Network.initial(shape, np.ones(9_000), seed=1)
    z = np.ones(4, dtype=np.float32)

    scores = network.scores(z)

    arrays = {name: array.astype(np.float64) for name, array in network.arrays.items()}
    u = np.tanh(z @ arrays["member_weights"] + arrays["member_bias"]) @ arrays["joint_weights"]
    first = np.maximum(arrays["mlp_targets"] + u, 0)
    second = np.maximum(first @ arrays["deep_weights"] + arrays["deep_bias"], 0)
    whole = arrays["gmf_targets"] @ z + arrays["bias"] + second @ arrays["head"]
    np.testing.assert_allclose(scores, whole, rtol=1e-4, atol=1e-5)
