"""Explanations after a score, and without one, are the same."""

import numpy as np
import pytest

from recommender.algorithms.als import AlsConfig
from recommender.algorithms.base import Recommender
from recommender.algorithms.ease import EaseConfig
from recommender.dataset import History
from recommender.dataset.synthetic import taste_groups
from recommender.fusion.default import DefaultConfig, DefaultRecommender
from recommender.fusion.hybrid import Hybrid, HybridConfig, Weights

BASE = DefaultConfig(ease=EaseConfig(max_items=12), als=AlsConfig(factors=4, iterations=3), als_weight=0.3)
WEIGHTS = Weights(item_knn=0.4, svd=0.2)
ITEMS = np.arange(20)


@pytest.fixture(scope="module", params=["default", "hybrid"])
def model(request: pytest.FixtureRequest) -> Recommender:
    data = taste_groups(40, 20)
    if request.param == "default":
        return DefaultRecommender(BASE).fit(data)
    return Hybrid(HybridConfig(default=BASE, newcomer=WEIGHTS, cold=WEIGHTS, warm=WEIGHTS, heavy=WEIGHTS)).fit(data)


def history() -> History:
    return History.of([0, 3, 7], [5.0, 3.0, 4.0], [1, 2, 3])


def test_shares_are_the_same_whether_scored_before_or_not(model: Recommender) -> None:
    fresh, asked = history(), history()
    model.score(asked)

    np.testing.assert_array_equal(model.shares_of(asked, ITEMS), model.shares_of(fresh, ITEMS))


def test_shares_of_one_history_are_not_those_of_another(model: Recommender) -> None:
    other = History.of([1, 3, 8], [5.0, 5.0, 5.0], [3, 2, 1])
    model.score(history())

    expected = model.shares_of(other, ITEMS)
    model.score(other)

    np.testing.assert_array_equal(model.shares_of(other, ITEMS), expected)


def test_shares_still_sum_to_the_score_after_another_fit() -> None:
    asked = history()
    again = DefaultRecommender(BASE).fit(taste_groups(40, 20, seed=1))
    again.score(asked)

    again.fit(taste_groups(40, 20, seed=2))

    np.testing.assert_allclose(again.shares_of(asked, ITEMS).sum(axis=0), again.score(asked), rtol=1e-4, atol=1e-5)
