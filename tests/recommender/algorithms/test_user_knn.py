import numpy as np
import pytest

from recommender.algorithms.base import StateError
from recommender.algorithms.config import ConfigError
from recommender.algorithms.user_knn import UserKnn, UserKnnConfig
from recommender.dataset import History, Interactions
from recommender.dataset.synthetic import START, taste_groups
from tests.recommender.algorithms.contract import RecommenderContract


class TestUserKnn(RecommenderContract):
    name = "user_knn"


def three_members() -> Interactions:
    return Interactions.from_triples([0, 0, 1, 1, 1, 2], [0, 1, 0, 2, 3, 3], [5.0] * 6, [START] * 6)


def test_score_is_the_sum_of_the_shrunk_cosines() -> None:
    config = UserKnnConfig(shrink=1.0, item_power=0.0, popularity=0.0)

    scores = UserKnn(config).fit(three_members()).score(History.of([0], [5.0]))

    first, second = 1 / (np.sqrt(2) + 1), 1 / (np.sqrt(3) + 1)
    assert scores.tolist() == pytest.approx([first + second, first, second, second])


def test_only_the_nearest_members_count() -> None:
    config = UserKnnConfig(neighbours=1, shrink=0.0, item_power=0.0, popularity=0.0)

    scores = UserKnn(config).fit(three_members()).score(History.of([0], [5.0]))

    assert np.isfinite(scores).tolist() == [True, True, False, False]


def test_popular_titles_say_less_and_are_said_less_of() -> None:
    config = UserKnnConfig(shrink=1.0, item_power=0.5, popularity=0.5)

    scores = UserKnn(config).fit(three_members()).score(History.of([0], [5.0]))

    # Titles 0 and 3 have two viewers, so they count a half in a likeness and their scores are divided by root 2.
    first = 0.5 / (np.sqrt(0.5) * np.sqrt(1.5) + 1)
    second = 0.5 / (np.sqrt(0.5) * np.sqrt(2.0) + 1)
    assert scores.tolist() == pytest.approx([(first + second) / np.sqrt(2), first, second, second / np.sqrt(2)])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("indices", np.array([99], dtype=np.int32)),
        ("indptr", np.array([0, 2], dtype=np.int64)),
        ("indptr", np.zeros(0, dtype=np.int64)),
        ("n_items", np.array([1], dtype=np.int64)),
    ],
)
def test_contradictory_state_is_refused(name: str, value: np.ndarray) -> None:
    model = UserKnn().fit(taste_groups(60, 20))

    with pytest.raises(StateError):
        UserKnn.from_state(model.config, {**model.state(), name: value})


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(ConfigError, match="neighbours"):
        UserKnnConfig(neighbours=0)
