import numpy as np
import pytest

from recommender.algorithms.base import StateError
from recommender.algorithms.config import ConfigError
from recommender.dataset import History, Interactions
from recommender.dataset.synthetic import taste_groups
from recommender.fusion.default import DefaultConfig, DefaultRecommender
from tests.recommender.algorithms.contract import RecommenderContract


class TestDefault(RecommenderContract):
    name = "default"
    falls_back = True


class TestDefaultWithAls(RecommenderContract):
    name = "default"
    settings = {"als_weight": 0.3, "als": {"factors": 8}}
    falls_back = True


class TestDefaultWithTail(RecommenderContract):
    name = "default"
    settings = {"ease": {"max_items": 10}, "als": {"factors": 8}}
    falls_back = True


def with_tail(data: Interactions, **settings: object) -> DefaultRecommender:
    config = {"ease": {"max_items": 10}, "als": {"factors": 8}, **settings}
    return DefaultRecommender(DefaultConfig.from_json(config)).fit(data)


def test_stranger_gets_the_popular_titles() -> None:
    model = DefaultRecommender().fit(taste_groups(60, 30, seed=3))

    popular = model.state()["popularity.scores"]

    np.testing.assert_array_equal(model.score(History.empty()), popular)


def test_als_is_left_out_when_nothing_needs_it() -> None:
    model = DefaultRecommender(DefaultConfig(vote_weight=0.0)).fit(taste_groups(60, 30))

    members = {name.split(".")[0] for name in model.state()}

    assert members == {"popularity", "ease"}


def test_tail_of_the_catalog_is_scored_by_als() -> None:
    data = taste_groups(60, 30, seed=3)

    scores = with_tail(data).score(data.history(0))

    assert np.isfinite(scores).sum() == np.count_nonzero(data.item_counts())


def test_without_tail_weight_only_the_head_is_scored() -> None:
    data = taste_groups(60, 30, seed=3)

    scores = with_tail(data, tail_weight=0.0, als_weight=0.2).score(data.history(0))

    assert np.isfinite(scores).sum() == 10


def test_member_who_knows_only_the_tail_is_served_by_als() -> None:
    data = taste_groups(60, 30, seed=3)
    model = with_tail(data)
    tail = np.argsort(data.item_counts())[:2]
    history = History.of(tail, [5.0, 4.0])

    item = int(model.recommend(history, 1)[0][0])

    np.testing.assert_allclose(model.contributions(history, item).sum(), model.score(history)[item], rtol=1e-3)


def test_prior_shifts_everyone_towards_the_popular() -> None:
    data = taste_groups(60, 30, seed=3)
    plain = DefaultRecommender().fit(data)
    prior = DefaultRecommender(DefaultConfig(popularity_weight=0.5)).fit(data)

    shift = prior.score(data.history(0)) - plain.score(data.history(0))

    popular = plain.score(History.empty())
    rated = np.isfinite(popular)
    np.testing.assert_allclose(shift[rated], 0.5 * popular[rated] / popular[rated].std(), rtol=1e-4, atol=1e-5)


def test_members_of_different_sizes_are_refused() -> None:
    small, large = (DefaultRecommender().fit(taste_groups(60, size)) for size in (20, 30))
    mixed = {**small.state(), "popularity.scores": large.state()["popularity.scores"]}

    with pytest.raises(StateError, match="disagree"):
        DefaultRecommender.from_state(small.config, mixed)


@pytest.mark.parametrize("name", ["als_weight", "tail_weight", "popularity_weight"])
def test_negative_weights_are_refused(name: str) -> None:
    with pytest.raises(ConfigError, match=name):
        DefaultConfig.from_json({name: -0.1})
