import numpy as np
import pytest

from recommender.algorithms.base import StateError
from recommender.algorithms.config import ConfigError
from recommender.algorithms.item_knn import ItemKnn, ItemKnnConfig
from recommender.dataset import History, Interactions
from recommender.dataset.synthetic import START, taste_groups
from tests.recommender.algorithms.contract import RecommenderContract


class TestItemKnn(RecommenderContract):
    name = "item_knn"


def test_score_is_the_shrunk_cosine() -> None:
    data = Interactions.from_triples([0, 0, 1, 1, 2], [0, 1, 0, 1, 1], [5.0] * 5, [START] * 5)

    scores = ItemKnn(ItemKnnConfig(shrink=1.0)).fit(data).score(History.of([0], [5.0]))

    assert scores[1] == pytest.approx(2 / (np.sqrt(2 * 3) + 1))


def test_only_the_nearest_neighbours_are_kept() -> None:
    model = ItemKnn(ItemKnnConfig(neighbours=3)).fit(taste_groups(60, 20))

    state = model.state()

    assert np.bincount(state["indices"], minlength=20).max() == 3


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("indices", np.array([99], dtype=np.int32)),
        ("data", np.zeros(1, dtype=np.float32)),
        ("indptr", np.array([0, 2], dtype=np.int64)),
        ("head", np.array([3, 1], dtype=np.int64)),
        ("n_items", np.array([1], dtype=np.int64)),
    ],
)
def test_contradictory_state_is_refused(name: str, value: np.ndarray) -> None:
    model = ItemKnn().fit(taste_groups(60, 20))

    with pytest.raises(StateError):
        ItemKnn.from_state(model.config, {**model.state(), name: value})


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(ConfigError, match="neighbours"):
        ItemKnnConfig(neighbours=0)
