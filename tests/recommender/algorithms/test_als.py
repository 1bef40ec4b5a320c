import numpy as np
import pytest

from recommender.algorithms.als import Als, AlsConfig
from recommender.algorithms.base import StateError
from recommender.algorithms.config import ConfigError
from recommender.dataset import History
from recommender.dataset.synthetic import taste_groups
from tests.recommender.algorithms.contract import RecommenderContract


class TestAls(RecommenderContract):
    name = "als"
    settings = {"factors": 8}


def test_other_seeds_give_other_factors() -> None:
    data = taste_groups(40, 20)

    first, second = (Als(AlsConfig(factors=4, seed=seed)).fit(data).state()["item_factors"] for seed in (1, 2))

    assert not np.allclose(first, second)


def test_min_rating_leaves_disliked_titles_out_of_training() -> None:
    data = taste_groups(40, 20)
    disliked_by_all = np.array([1.0 if item == 3 else 5.0 for item in data.columns], dtype=np.float32)
    data.matrix.data[:] = disliked_by_all

    scores = Als(AlsConfig(factors=4, min_rating=3.5)).fit(data).score(History.of([5], [5.0]))

    assert np.flatnonzero(np.isinf(scores)).tolist() == [3]


def test_state_of_another_width_is_refused() -> None:
    model = Als(AlsConfig(factors=4)).fit(taste_groups(40, 20))

    with pytest.raises(StateError, match="5 factors"):
        Als.from_state(AlsConfig(factors=5), model.state())


@pytest.mark.parametrize("wrong", [{"factors": 0}, {"iterations": 0}, {"regularization": 0}, {"unobserved": 0}])
def test_settings_out_of_range_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        AlsConfig.from_json(wrong)
