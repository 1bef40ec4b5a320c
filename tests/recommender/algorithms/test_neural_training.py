"""Training of the neural models; without torch this file is skipped as a whole."""

import numpy as np
import pytest

from recommender.algorithms.encoder_training import encode, train_encoder
from recommender.algorithms.neural_cf import NeuralCf, NeuralCfConfig
from recommender.algorithms.neural_network import NAMES, Network, Shape
from recommender.algorithms.neural_training import logits
from recommender.dataset import History, Interactions
from recommender.dataset.synthetic import START, taste_groups
from tests.recommender.algorithms.contract import RecommenderContract

torch = pytest.importorskip("torch", reason="training neural models needs torch (requirements-neural.txt)")
SMALL = {"factors": 16, "hidden": 8, "deep": 4, "epochs": 20, "learning_rate": 0.03, "half_life": None}


class TestNeuralCf(RecommenderContract):
    name = "neural_cf"
    settings = SMALL


def world(n: int = 300) -> tuple[np.ndarray, np.ndarray]:
    """Factors that depend on the inputs through a bend that no line follows."""
    rng = np.random.default_rng(3)
    inputs = rng.standard_normal((n, 12)).astype(np.float32)
    targets = np.abs(inputs @ rng.standard_normal((12, 4)).astype(np.float32)) * np.float32(0.01)
    return inputs, targets.astype(np.float32)


def test_numpy_scores_what_torch_trained() -> None:
    data = taste_groups(60, 30, seed=3)
    model = NeuralCf(NeuralCfConfig(**SMALL)).fit(data)
    history = History.of([1, 4, 9], [5.0, 3.0, 4.0])
    network = Network(Shape(30, 16, 8, 4), {name: model.state()[name] for name in NAMES})
    z = network.member(history.items, np.array([1.0, 0.5, 1.0], dtype=np.float32), model.config.averaging)

    tensors = {name: torch.from_numpy(array) for name, array in network.arrays.items()}
    expected = logits(torch, tensors, torch.from_numpy(z)[None, :], torch.arange(30))[0].numpy()

    np.testing.assert_allclose(model.score(history), expected, rtol=1e-4, atol=1e-5)


def test_training_ends_when_progress_raises() -> None:
    heard: list[str] = []

    def stop(done: float, message: str) -> None:
        heard.append(message)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        NeuralCf(NeuralCfConfig(**SMALL)).fit(taste_groups(40, 20), progress=stop)
    assert len(heard) == 1
    assert heard[0].startswith("epoch 1 of 20")


def test_training_stops_once_members_held_back_gain_nothing() -> None:
    heard: list[str] = []
    settings = {**SMALL, "epochs": 200, "patience": 2}

    NeuralCf(NeuralCfConfig(**settings)).fit(
        taste_groups(300, 30, seed=1), progress=lambda done, message: heard.append(message)
    )

    assert 3 <= len(heard) < 150


def test_viewings_without_ratings_are_learnt_from() -> None:
    users, items = [0, 0, 1, 1, 2, 2], [0, 1, 0, 1, 1, 2]
    data = Interactions.from_triples(users, items, [np.nan] * 6, [START] * 6)

    before = Network.initial(Shape(3, 16, 8, 4), data.item_counts(), seed=0)
    after = NeuralCf(NeuralCfConfig(**SMALL)).fit(data).state()

    assert not np.array_equal(after["sources"], before.arrays["sources"])


def test_unknown_titles_get_factors_near_their_own() -> None:
    inputs, targets = world()
    known = np.arange(300) < 250

    factors = encode(train_encoder(inputs, targets, known, seed=1), inputs)[~known]

    truth = targets[~known]
    guess = targets[known].mean(axis=0)
    assert ((factors - truth) ** 2).mean() < 0.5 * ((guess - truth) ** 2).mean()


def test_equal_seeds_give_equal_arrays_and_progress_may_cancel() -> None:
    inputs, targets = world(60)
    known = np.ones(60, dtype=np.bool_)

    def stop(done: float, message: str) -> None:
        raise KeyboardInterrupt

    first, second = (train_encoder(inputs, targets, known, seed=2) for _ in range(2))

    assert {name: array.tobytes() for name, array in first.items()} == {
        name: array.tobytes() for name, array in second.items()
    }
    with pytest.raises(KeyboardInterrupt):
        train_encoder(inputs, targets, known, seed=2, progress=stop)
