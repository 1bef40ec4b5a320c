import numpy as np
import pytest

from recommender.algorithms.config import ConfigError
from recommender.algorithms.implicit_plain import ImplicitPlain, ImplicitPlainConfig
from recommender.dataset.synthetic import taste_groups
from tests.recommender.algorithms.contract import RecommenderContract


class TestImplicitPlain(RecommenderContract):
    name = "implicit"
    settings = {"factors": 8, "regularization": 1.0}


def test_reloaded_library_model_folds_in_with_its_own_factors() -> None:
    data = taste_groups(60, 30)
    first, second = (ImplicitPlain(ImplicitPlainConfig(factors=4, seed=seed)).fit(data) for seed in (1, 2))
    second.score(data.history(0))

    reloaded = ImplicitPlain.from_state(first.config, first.state())

    np.testing.assert_array_equal(reloaded.score(data.history(0)), first.score(data.history(0)))


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(ConfigError, match="alpha"):
        ImplicitPlainConfig(alpha=0)
