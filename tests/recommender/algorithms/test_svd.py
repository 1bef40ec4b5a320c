import numpy as np
import pytest

from recommender.algorithms.base import StateError
from recommender.algorithms.config import ConfigError
from recommender.algorithms.svd import Svd, SvdConfig
from recommender.dataset import History, Interactions
from recommender.dataset.synthetic import START, taste_groups
from tests.recommender.algorithms.contract import RecommenderContract


class TestSvd(RecommenderContract):
    name = "svd"
    settings = {"factors": 4}


def test_undamped_score_is_the_projection_on_the_leading_singular_vectors() -> None:
    data = taste_groups(30, 8, per_user=4)
    config = SvdConfig(factors=3, user_power=0.0, item_power=0.0, popularity=0.0, half_life=None)
    right = np.linalg.svd(data.positives().toarray())[2][:3]
    history = History.of([0, 5], [5.0, 3.0])

    scores = Svd(config).fit(data).score(history)

    own = np.zeros(8)
    own[[0, 5]] = [1.0, 0.5]
    np.testing.assert_allclose(scores, own @ right.T @ right, atol=1e-5)


def test_more_factors_than_titles_rebuild_the_history() -> None:
    data = Interactions.from_triples([0, 0, 1, 2], [0, 1, 1, 2], [5.0] * 4, [START] * 4)
    config = SvdConfig(factors=64, half_life=None, item_power=0.25, popularity=0.25)

    scores = Svd(config).fit(data).score(History.of([1], [5.0]))

    np.testing.assert_allclose(scores, [0.0, 1.0, 0.0], atol=1e-6)


@pytest.mark.parametrize(
    ("name", "value"),
    [("counts", np.ones(7, dtype=np.int64)), ("directions", np.zeros((20, 9), dtype=np.float32))],
)
def test_contradictory_state_is_refused(name: str, value: np.ndarray) -> None:
    model = Svd(SvdConfig(factors=4)).fit(taste_groups(60, 20))

    with pytest.raises(StateError):
        Svd.from_state(model.config, {**model.state(), name: value})


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(ConfigError, match="factors"):
        SvdConfig(factors=0)
